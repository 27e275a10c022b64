using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>
/// The exchange behind Gate's protocol: REST below <c>/api/v4</c>, everything else on one socket at
/// <c>/v4/ws/usdt</c>.
/// </summary>
internal sealed class GateFront : VenueFront
{
    public const long UserId = 15_564_602;

    private const long CandleEveryMs = 250;

    private readonly Dictionary<(string Method, string Path), FrontEndpoint> _table;
    private readonly JsonFrame _frame = new();
    private readonly GateOrderApi _orders;
    private long _updateId;
    private long _candlesMs;

    public GateFront(Exchange exchange, SimulatedVenueOptions options)
        : base(exchange)
    {
        Terms = new GateTerms(exchange.Rules);
        Security = new GateSecurity(options.ApiKey, options.ApiSecret);
        _orders = new GateOrderApi(Terms);
        _updateId = exchange.Clock.NowMs() * 10; // grows across restarts, too
        _table = Table(_orders, new GateAccountApi(Terms));
    }

    public GateTerms Terms { get; }
    public GateSecurity Security { get; }

    /// <summary>The last segment of a path may be an order or a contract.</summary>
    public override FrontEndpoint? Find(string method, string path)
    {
        if (_table.TryGetValue((method, path), out FrontEndpoint? exact)) return exact;
        int end = path.LastIndexOf('/');
        return end > 0 ? _table.GetValueOrDefault((method, path[..end] + "/{}")) : null;
    }

    public override void OnAccount(AccountBooks books, long nowMs)
    {
        foreach (BookEntry entry in books.Entries)
        {
            if (entry.Order is not { } order) continue;
            if (HasListeners("orders")) Tell("orders", OrderFrame(entry, order, nowMs), isPrivate: true);
            if (entry.Fill is not { } fill || !HasListeners("usertrades")) continue;
            Tell("usertrades", FillFrame(fill, nowMs), isPrivate: true);
        }
    }

    public override void OnMarket(in MarketEvent e, long nowMs)
    {
        if (e.IsTrade) return;
        _updateId++;
        if (!HasListeners("book_ticker")) return;
        Utf8JsonWriter json = Begin("futures.book_ticker", nowMs);
        json.WriteStartObject("result"u8);
        json.WriteNumber("t"u8, nowMs);
        json.WriteNumber("u"u8, _updateId);
        json.WriteString("s"u8, Terms.Contract);
        json.WriteString("b"u8, FixedPoint.ToText(e.Quote.BidTicks * Terms.Rules.TickSizeE8));
        GateTerms.Size(json, "B", e.Quote.BidLots, isDecimal: true);
        json.WriteString("a"u8, FixedPoint.ToText(e.Quote.AskTicks * Terms.Rules.TickSizeE8));
        GateTerms.Size(json, "A", e.Quote.AskLots, isDecimal: true);
        json.WriteEndObject();
        Tell("book_ticker", End(json), isPrivate: false);
    }

    public override void OnTick(long nowMs)
    {
        _orders.CancelWhenDue(Exchange, nowMs);
        if (nowMs - _candlesMs < CandleEveryMs) return;
        _candlesMs = nowMs;
        foreach (string topic in Connections.SelectMany(c => c.Topics).Distinct())
        {
            if (topic.StartsWith("candle/", StringComparison.Ordinal)) TellCandle(topic, nowMs);
        }
    }

    /// <summary>Before an upgrade the venue asks its clients to come back.</summary>
    public override void EndSessions()
    {
        Utf8JsonWriter json = Begin("futures.system", Exchange.Clock.NowMs());
        json.WriteStartObject("result"u8);
        json.WriteString("type"u8, "upgrade"u8);
        json.WriteString("msg"u8, "The connection will soon be closed for a service upgrade. Please reconnect."u8);
        json.WriteEndObject();
        byte[] frame = End(json);
        foreach (FrontConnection connection in Connections) connection.Enqueue(frame);
    }

    protected override byte[] UnknownError => """{"label":"SERVER_ERROR","message":"internal error"}"""u8.ToArray();

    protected override bool IsPath(string path) => path.StartsWith("/api/v4/", StringComparison.Ordinal);

    protected override bool IsStreamPath(string path) => path == "/v4/ws/usdt";

    protected override VenueError Check(FrontRequest request, long nowMs) => Security.Check(request, nowMs);

    protected override (int Status, byte[] Body) Refuse(JsonFrame frame, VenueError error) =>
        (GateTerms.LabelOf(error).Status, GateTerms.ErrorOf(error));

    protected override FrontConnection Connect(WebSocket socket, HttpContext http) => new GateConnection(socket, this);

    private static Dictionary<(string, string), FrontEndpoint> Table(GateOrderApi orders, GateAccountApi account)
    {
        const string root = "/api/v4/futures/usdt";
        FrontEndpoint Public(Func<FrontCall, VenueError> handle) => new(false, 200, 10_000, handle);
        FrontEndpoint Signed(Func<FrontCall, VenueError> handle) => new(true, 200, 10_000, handle);
        FrontEndpoint Place(Func<FrontCall, VenueError> handle) =>
            new(true, 100, 1_000, handle) { Kind = EndpointKind.Place, Success = 201 };
        FrontEndpoint Cancel(Func<FrontCall, VenueError> handle) =>
            new(true, 200, 1_000, handle) { Kind = EndpointKind.Cancel };
        return new()
        {
            [("GET", "/api/v4/spot/time")] = Public(GateAccountApi.Time),
            [("GET", root + "/contracts")] = Public(account.Contracts),
            [("GET", root + "/contracts/{}")] = Public(account.Contract),
            [("GET", root + "/candlesticks")] = Public(GateAccountApi.Candles),
            [("GET", root + "/accounts")] = Signed(GateAccountApi.Account),
            [("GET", root + "/positions")] = Signed(account.Positions),
            [("GET", root + "/positions/{}")] = Signed(account.Position),
            [("GET", root + "/fee")] = Signed(account.Fees),
            [("GET", root + "/account_book")] = Signed(account.AccountBook),
            [("GET", root + "/my_trades")] = Signed(account.Trades),
            [("GET", root + "/my_trades_timerange")] = Signed(account.TradesOfTime),
            [("GET", root + "/orders")] = Signed(orders.List),
            [("GET", root + "/orders/{}")] = Signed(orders.Query),
            [("POST", root + "/orders")] = Place(orders.Place),
            [("POST", root + "/batch_orders")] = Place(orders.PlaceMany) with { Success = 200 },
            [("DELETE", root + "/orders/{}")] = Cancel(orders.Cancel),
            [("DELETE", root + "/orders")] = Cancel(orders.CancelAll),
            [("POST", root + "/batch_cancel_orders")] = Cancel(GateOrderApi.CancelMany),
            [("POST", root + "/countdown_cancel_all")] = Signed(orders.Countdown),
            [("POST", root + "/dual_mode")] = Signed(GateAccountApi.SetDualMode),
        };
    }

    private byte[] OrderFrame(in BookEntry entry, VenueOrder order, long nowMs)
    {
        bool isEnd = entry.Kind == BookEntryKind.Closed
            || (entry.Fill is { } last && last.OrderCumLots == order.QtyLots);
        (long lots, Int128 units) = entry.Kind switch
        {
            BookEntryKind.Opened => (0L, Int128.Zero),
            BookEntryKind.Filled => (entry.Fill!.OrderCumLots, entry.Fill.OrderCumUnits),
            _ => (order.CumLots, order.CumUnits),
        };
        Utf8JsonWriter json = Begin("futures.orders", nowMs);
        json.WriteStartArray("result"u8);
        json.WriteStartObject();
        Terms.WriteOrder(json, order, lots, units, new OrderForm(true, true, entry.TimeMs, AsOpen: !isEnd));
        json.WriteEndObject();
        json.WriteEndArray();
        return End(json);
    }

    private byte[] FillFrame(VenueFill fill, long nowMs)
    {
        Utf8JsonWriter json = Begin("futures.usertrades", nowMs);
        json.WriteStartArray("result"u8);
        json.WriteStartObject();
        Terms.WriteFill(json, fill, "id", isDecimal: true);
        json.WriteEndObject();
        json.WriteEndArray();
        return End(json);
    }

    private void TellCandle(string topic, long nowMs)
    {
        string[] parts = topic.Split('/'); // candle/1m/ETH_USDT
        CandleMarket candles = Exchange.Candles;
        string symbol = parts[2].Replace("_", "", StringComparison.Ordinal);
        if (!CandleMarket.Intervals.TryGetValue(parts[1], out long intervalMs) || !candles.Lists(symbol)) return;
        long openMs = CandleMarket.OpenOf(candles.NowMs, intervalMs);
        Utf8JsonWriter json = Begin("futures.candlesticks", nowMs);
        json.WriteStartArray("result"u8);
        for (long at = openMs - intervalMs; at <= openMs; at += intervalMs)
        {
            if (candles.Read(symbol, at, intervalMs) is not { } candle) continue;
            json.WriteStartObject();
            GateAccountApi.WriteCandle(json, candle);
            json.WriteString("n"u8, $"{parts[1]}_{parts[2]}");
            json.WriteBoolean("w"u8, at < openMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Tell(topic, End(json), isPrivate: false);
    }

    private Utf8JsonWriter Begin(string channel, long nowMs)
    {
        Utf8JsonWriter json = _frame.Start();
        json.WriteStartObject();
        json.WriteNumber("time"u8, nowMs / 1_000);
        json.WriteNumber("time_ms"u8, nowMs);
        json.WriteString("channel"u8, channel);
        json.WriteString("event"u8, "update"u8);
        return json;
    }

    private byte[] End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        return _frame.ToArray();
    }
}
