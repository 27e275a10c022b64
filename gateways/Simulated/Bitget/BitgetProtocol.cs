using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Bitget;

/// <summary>Bitget's classic endpoints below <c>/api/v2</c>, and the frames of its sockets.</summary>
internal sealed class BitgetProtocol : FrontProtocol
{
    private readonly Dictionary<(string Method, string Path), FrontEndpoint> _table;
    private readonly JsonFrame _frame = new();
    private long _seq;

    public BitgetProtocol(InstrumentRules rules, SimulatedVenueOptions options, long startMs)
    {
        Terms = new BitgetTerms(rules);
        Security = new BitgetSecurity(options.ApiKey, options.ApiSecret, options.Passphrase);
        _seq = startMs * 10; // grows across restarts, too
        _table = Table(new BitgetOrderApi(Terms), new BitgetAccountApi(Terms));
    }

    public BitgetTerms Terms { get; }
    public BitgetSecurity Security { get; }

    public override IEnumerable<(string Name, string Value)> UsageHeaders(FrontUsage usage, long nowMs) =>
        [("x-mbx-used-remain-limit", Math.Max(0, usage.Remain).ToString(CultureInfo.InvariantCulture))];

    public override byte[] UnknownError => """{"code":"50031","msg":"System error","data":null}"""u8.ToArray();

    public override FrontEndpoint? Find(string method, string path) => _table.GetValueOrDefault((method, path));

    public override VenueError Check(FrontRequest request, long nowMs) => Security.Check(request, nowMs);

    public override (int Status, byte[] Body) Refuse(VenueError error, long nowMs) =>
        (BitgetTerms.CodeOf(error).Status, BitgetTerms.ErrorOf(error, nowMs));

    public override byte[]? SessionEnd(long nowMs) => null;

    public override byte[] QuoteFrame(in Quote quote, long nowMs)
    {
        Utf8JsonWriter json = Begin("books1", Terms.Rules.Symbol);
        json.WriteStartArray("data"u8);
        json.WriteStartObject();
        WriteLevel(json, "asks", quote.AskTicks, quote.AskLots);
        WriteLevel(json, "bids", quote.BidTicks, quote.BidLots);
        json.WriteNumber("checksum"u8, 0);
        json.WriteNumber("seq"u8, ++_seq);
        BitgetTerms.Text(json, "ts", nowMs);
        json.WriteEndObject();
        json.WriteEndArray();
        return End(json, nowMs);
    }

    public override byte[] OrderFrame(in BookEntry entry, VenueOrder order, long nowMs)
    {
        Utf8JsonWriter json = Begin("orders", "default");
        json.WriteStartArray("data"u8);
        Terms.WritePush(json, entry, order);
        json.WriteEndArray();
        return End(json, nowMs);
    }

    public Utf8JsonWriter Begin(string channel, string instId)
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

    public byte[] End(Utf8JsonWriter json, long nowMs)
    {
        json.WriteNumber("ts"u8, nowMs);
        json.WriteEndObject();
        return _frame.ToArray();
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

    private static Dictionary<(string, string), FrontEndpoint> Table(BitgetOrderApi orders, BitgetAccountApi account)
    {
        const string root = "/api/v2/mix";
        FrontEndpoint Public(Func<FrontCall, VenueError> handle) => new(false, 20, 1_000, handle);
        FrontEndpoint Signed(Func<FrontCall, VenueError> handle) => new(true, 10, 1_000, handle);
        return new()
        {
            [("GET", "/api/v2/public/time")] = Public(BitgetAccountApi.Time) with { Kind = EndpointKind.Time },
            [("GET", root + "/market/contracts")] = Public(BitgetAccountApi.Contracts),
            [("GET", root + "/market/candles")] = Public(BitgetAccountApi.Candles),
            [("GET", "/api/v2/common/trade-rate")] = Signed(BitgetAccountApi.FeeRates),
            [("GET", root + "/account/account")] = Signed(BitgetAccountApi.Account),
            [("GET", root + "/account/accounts")] = Signed(BitgetAccountApi.Accounts),
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
}
