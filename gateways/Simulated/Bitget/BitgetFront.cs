using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Bitget;

/// <summary>
/// The exchange behind Bitget's classic protocol: REST below <c>/api/v2</c>, sockets at <c>/v2/ws/public</c> and
/// <c>/v2/ws/private</c>.
/// </summary>
internal sealed class BitgetFront : VenueFront
{
    private const long PushEveryMs = 250;

    private readonly Dictionary<(string Method, string Path), FrontEndpoint> _table;
    private readonly JsonFrame _frame = new();
    private long _seq;
    private long _candlesMs;

    public BitgetFront(Exchange exchange, SimulatedVenueOptions options)
        : base(exchange)
    {
        Terms = new BitgetTerms(exchange.Rules);
        Security = new BitgetSecurity(options.ApiKey, options.ApiSecret, options.Passphrase);
        _seq = exchange.Clock.NowMs() * 10; // grows across restarts, too
        _table = Table(new BitgetOrderApi(Terms), new BitgetAccountApi(Terms));
    }

    public BitgetTerms Terms { get; }
    public BitgetSecurity Security { get; }

    public override FrontEndpoint? Find(string method, string path) => _table.GetValueOrDefault((method, path));

    public override void OnAccount(AccountBooks books, long nowMs)
    {
        if (!HasListeners("orders")) return;
        foreach (BookEntry entry in books.Entries)
        {
            if (entry.Order is not { } order) continue;
            Utf8JsonWriter json = Begin("orders", "default");
            json.WriteStartArray("data"u8);
            Terms.WritePush(json, entry, order);
            json.WriteEndArray();
            Tell("orders", End(json, nowMs), isPrivate: true);
        }
    }

    public override void OnMarket(in MarketEvent e, long nowMs)
    {
        if (e.IsTrade) return;
        _seq++;
        if (!HasListeners("books1")) return;
        Utf8JsonWriter json = Begin("books1", Terms.Rules.Symbol);
        json.WriteStartArray("data"u8);
        json.WriteStartObject();
        WriteLevel(json, "asks", e.Quote.AskTicks, e.Quote.AskLots);
        WriteLevel(json, "bids", e.Quote.BidTicks, e.Quote.BidLots);
        json.WriteNumber("checksum"u8, 0);
        json.WriteNumber("seq"u8, _seq);
        BitgetTerms.Text(json, "ts", nowMs);
        json.WriteEndObject();
        json.WriteEndArray();
        Tell("books1", End(json, nowMs), isPrivate: false);
    }

    public override void OnTick(long nowMs)
    {
        if (nowMs - _candlesMs < PushEveryMs) return;
        _candlesMs = nowMs;
        foreach (FrontConnection connection in Connections) ((BitgetConnection)connection).AbortWhenSilent();
        foreach (string topic in Connections.SelectMany(c => c.Topics).Distinct())
        {
            if (topic.StartsWith("candle", StringComparison.Ordinal)) TellCandle(topic, nowMs);
        }
    }

    /// <summary>This venue announces nothing: it closes its sockets.</summary>
    public override void EndSessions() => AbortAll();

    protected override byte[] UnknownError => """{"code":"50031","msg":"System error","data":null}"""u8.ToArray();

    protected override bool IsPath(string path) => path.StartsWith("/api/v2/", StringComparison.Ordinal);

    protected override bool IsStreamPath(string path) => path is "/v2/ws/public" or "/v2/ws/private";

    protected override VenueError Check(FrontRequest request, long nowMs) => Security.Check(request, nowMs);

    protected override (int Status, byte[] Body) Refuse(JsonFrame frame, VenueError error) =>
        (BitgetTerms.CodeOf(error).Status, BitgetTerms.ErrorOf(error, Exchange.Clock.NowMs()));

    protected override FrontConnection Connect(WebSocket socket, HttpContext http) =>
        new BitgetConnection(socket, this, http.Request.Path.Value!.EndsWith("private", StringComparison.Ordinal));

    private static Dictionary<(string, string), FrontEndpoint> Table(BitgetOrderApi orders, BitgetAccountApi account)
    {
        const string root = "/api/v2/mix";
        FrontEndpoint Public(Func<FrontCall, VenueError> handle) => new(false, 20, 1_000, handle);
        FrontEndpoint Signed(Func<FrontCall, VenueError> handle) => new(true, 10, 1_000, handle);
        return new()
        {
            [("GET", "/api/v2/public/time")] = Public(BitgetAccountApi.Time),
            [("GET", root + "/market/contracts")] = Public(BitgetAccountApi.Contracts),
            [("GET", root + "/market/candles")] = Public(BitgetAccountApi.Candles),
            [("GET", "/api/v2/common/trade-rate")] = Signed(BitgetAccountApi.FeeRates),
            [("GET", root + "/account/account")] = Signed(BitgetAccountApi.Account),
            [("GET", root + "/account/bill")] = Signed(BitgetAccountApi.Bills),
            [("POST", root + "/account/set-position-mode")] = Signed(BitgetAccountApi.SetPositionMode),
            [("GET", root + "/position/single-position")] = Signed(BitgetAccountApi.Positions),
            [("GET", root + "/position/all-position")] = Signed(BitgetAccountApi.Positions),
            [("GET", root + "/order/detail")] = Signed(orders.Query),
            [("GET", root + "/order/fills")] = Signed(account.Fills),
            [("GET", root + "/order/orders-pending")] = Signed(orders.Pending),
            [("GET", root + "/order/orders-history")] = Signed(orders.History),
            [("POST", root + "/order/place-order")] = Signed(BitgetOrderApi.Place) with { Kind = EndpointKind.Place },
            [("POST", root + "/order/batch-place-order")] = Signed(BitgetOrderApi.PlaceMany) with
            {
                Kind = EndpointKind.Place,
                Limit = 5,
            },
            [("POST", root + "/order/cancel-order")] = Signed(BitgetOrderApi.Cancel) with
            {
                Kind = EndpointKind.Cancel,
            },
            [("POST", root + "/order/batch-cancel-orders")] = Signed(BitgetOrderApi.CancelMany) with
            {
                Kind = EndpointKind.Cancel,
            },
        };
    }

    private void TellCandle(string topic, long nowMs)
    {
        string[] parts = topic.Split('/'); // candle1m/ETHUSDT
        CandleMarket candles = Exchange.Candles;
        string interval = parts[0]["candle".Length..].ToLowerInvariant();
        if (!CandleMarket.Intervals.TryGetValue(interval, out long intervalMs) || !candles.Lists(parts[1])) return;
        long openMs = CandleMarket.OpenOf(candles.NowMs, intervalMs);
        Utf8JsonWriter json = Begin(parts[0], parts[1]);
        json.WriteStartArray("data"u8);
        for (long at = openMs - intervalMs; at <= openMs; at += intervalMs)
        {
            if (candles.Read(parts[1], at, intervalMs) is { } candle)
                BitgetAccountApi.WriteCandle(json, candle, columns: 8);
        }

        json.WriteEndArray();
        Tell(topic, End(json, nowMs), isPrivate: false);
    }

    private void WriteLevel(Utf8JsonWriter json, string side, long ticks, long lots)
    {
        json.WriteStartArray(side);
        json.WriteStartArray();
        json.WriteStringValue(Terms.Price(ticks));
        json.WriteStringValue(Terms.Size(lots));
        json.WriteEndArray();
        json.WriteEndArray();
    }

    private Utf8JsonWriter Begin(string channel, string instId)
    {
        Utf8JsonWriter json = _frame.Start();
        json.WriteStartObject();
        json.WriteString("action"u8, "snapshot"u8);
        json.WriteStartObject("arg"u8);
        json.WriteString("instType"u8, "USDT-FUTURES"u8);
        json.WriteString("channel"u8, channel);
        json.WriteString("instId"u8, instId);
        json.WriteEndObject();
        return json;
    }

    private byte[] End(Utf8JsonWriter json, long nowMs)
    {
        json.WriteNumber("ts"u8, nowMs);
        json.WriteEndObject();
        return _frame.ToArray();
    }
}
