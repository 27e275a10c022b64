using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>Gate's endpoints below <c>/api/v4</c>, and the frames of its socket.</summary>
internal sealed class GateProtocol : FrontProtocol
{
    private readonly Dictionary<(string Method, string Path), FrontEndpoint> _table;
    private readonly JsonFrame _frame = new();
    private long _updateId;

    public GateProtocol(InstrumentRules rules, SimulatedVenueOptions options, long startMs)
    {
        Terms = new GateTerms(rules);
        Security = new GateSecurity(options.ApiKey, options.ApiSecret);
        Orders = new GateOrderApi(Terms);
        _updateId = startMs * 10; // grows across restarts, too
        _table = Table(Orders, new GateAccountApi(Terms));
    }

    public GateTerms Terms { get; }
    public GateSecurity Security { get; }
    public GateOrderApi Orders { get; }

    /// <summary>In whole seconds by REST; the time now while the limit is not exceeded.</summary>
    public override IEnumerable<(string Name, string Value)> UsageHeaders(FrontUsage usage, long nowMs) =>
    [
        ("X-Gate-RateLimit-Requests-Remain", $"{Math.Max(0, usage.Remain)}"),
        ("X-Gate-RateLimit-Limit", $"{usage.Limit}"),
        ("X-Gate-RateLimit-Reset-Timestamp", $"{ResetMs(usage, nowMs) / 1_000}"),
    ];

    /// <summary>The same in the header of a reply over WebSocket: in ms, and with the venue's misspelling.</summary>
    public static string UsageMembers(FrontUsage usage, long nowMs) => string.Create(CultureInfo.InvariantCulture,
        $"\"x_gate_ratelimit_requests_remain\":{Math.Max(0, usage.Remain)},\"x_gate_ratelimit_limit\":{usage.Limit},"
        + $"\"{(usage.IsExceeded ? "x_gate" : "x_gat")}_ratelimit_reset_timestamp\":{ResetMs(usage, nowMs)}");

    public override byte[] UnknownError => """{"label":"SERVER_ERROR","message":"internal error"}"""u8.ToArray();

    /// <summary>The last segment of a path may be an order or a contract.</summary>
    public override FrontEndpoint? Find(string method, string path)
    {
        string known = path.Replace("/futures/USDT/", "/futures/usdt/", StringComparison.Ordinal); // clients send both
        if (_table.TryGetValue((method, known), out FrontEndpoint? exact)) return exact;
        int end = known.LastIndexOf('/');
        return end > 0 ? _table.GetValueOrDefault((method, known[..end] + "/{}")) : null;
    }

    public override VenueError Check(FrontRequest request, long nowMs) => Security.Check(request, nowMs);

    public override (int Status, byte[] Body) Refuse(VenueError error, long nowMs) =>
        (GateTerms.LabelOf(error).Status, GateTerms.ErrorOf(error));

    public override byte[] QuoteFrame(in Quote quote, long nowMs)
    {
        Utf8JsonWriter json = Begin("futures.book_ticker", nowMs);
        json.WriteStartObject("result"u8);
        json.WriteNumber("t"u8, nowMs);
        json.WriteNumber("u"u8, ++_updateId);
        json.WriteString("s"u8, Terms.Contract);
        json.WriteString("b"u8, FixedPoint.ToText(quote.BidTicks * Terms.Rules.TickSizeE8));
        GateTerms.Size(json, "B", quote.BidLots, isDecimal: true);
        json.WriteString("a"u8, FixedPoint.ToText(quote.AskTicks * Terms.Rules.TickSizeE8));
        GateTerms.Size(json, "A", quote.AskLots, isDecimal: true);
        json.WriteEndObject();
        return End(json);
    }

    public override byte[] OrderFrame(in BookEntry entry, VenueOrder order, long nowMs)
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

    public override byte[] SessionEnd(long nowMs)
    {
        Utf8JsonWriter json = Begin("futures.system", nowMs);
        json.WriteStartObject("result"u8);
        json.WriteString("type"u8, "upgrade"u8);
        json.WriteString("msg"u8, "The connection will soon be closed for a service upgrade. Please reconnect."u8);
        json.WriteEndObject();
        return End(json);
    }

    public byte[] FillFrame(VenueFill fill, long nowMs)
    {
        Utf8JsonWriter json = Begin("futures.usertrades", nowMs);
        json.WriteStartArray("result"u8);
        json.WriteStartObject();
        Terms.WriteFill(json, fill, "id", isDecimal: true);
        json.WriteEndObject();
        json.WriteEndArray();
        return End(json);
    }

    public Utf8JsonWriter Begin(string channel, long nowMs)
    {
        Utf8JsonWriter json = _frame.Start();
        json.WriteStartObject();
        json.WriteNumber("time"u8, nowMs / 1_000);
        json.WriteNumber("time_ms"u8, nowMs);
        json.WriteString("channel"u8, channel);
        json.WriteString("event"u8, "update"u8);
        return json;
    }

    public byte[] End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        return _frame.ToArray();
    }

    private static long ResetMs(FrontUsage usage, long nowMs) => usage.IsExceeded ? usage.ResetMs : nowMs;

    private static Dictionary<(string, string), FrontEndpoint> Table(GateOrderApi orders, GateAccountApi account)
    {
        const string root = "/api/v4/futures/usdt";
        FrontEndpoint Public(Func<FrontCall, VenueError> handle) => new(false, 200, 10_000, handle);
        FrontEndpoint Signed(Func<FrontCall, VenueError> handle) => new(true, 200, 10_000, handle);
        static int ItemsOf(FrontRequest request) => // each order of a list counts
            request.Json.ValueKind == JsonValueKind.Array ? Math.Max(1, request.Json.GetArrayLength()) : 1;
        FrontEndpoint Place(Func<FrontCall, VenueError> handle) =>
            new(true, 100, 1_000, handle)
            {
                Kind = EndpointKind.Place,
                Budget = "place",
                Cost = ItemsOf,
                Success = 201,
            };
        FrontEndpoint Cancel(Func<FrontCall, VenueError> handle) =>
            new(true, 200, 1_000, handle) { Kind = EndpointKind.Cancel, Budget = "cancel", Cost = ItemsOf };
        return new()
        {
            [("GET", "/api/v4/spot/time")] = Public(GateAccountApi.Time) with { Kind = EndpointKind.Time },
            [("GET", root + "/contracts")] = Public(account.Contracts),
            [("GET", "/api/v4/futures/btc/contracts")] = Public(GateAccountApi.NoContracts),
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
}
