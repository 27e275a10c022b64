using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// One command as one signed REST request (Gate API v4, futures, settle currency usdt). Times are sent in the venue's
/// time. An order is asked for and cancelled by the venue's id where it is known: texts are forgotten a minute after
/// the order ended.
/// </summary>
internal sealed class GateOrders(Instrument instrument, GateContract contract, ClOrdIdText ids, GateSigner signer)
{
    /// <summary>How long a place may take to the venue, in ms; after it, it is refused for good.</summary>
    public const int ExpiryMs = 5_000;

    private const long LeastCountdown = 5;

    /// <summary>Most rows of one page.</summary>
    public const int PageRows = 100;

    /// <summary>
    /// Pages overlap, so that rows which the venue drops meanwhile (unfilled orders, after ten minutes) hide none.
    /// </summary>
    public const int PageStep = 90;

    /// <summary>Most rows of the account book, which is asked for in one page: 41 days of hourly funding.</summary>
    public const int BookRows = 1_000;

    private static readonly byte[] OrdersPath = [.. "/api/v4/futures/usdt/orders"u8];

    /// <summary>Times are sent in the venue's time.</summary>
    public ClockOffset Clock { get; } = new();

    public bool Encode(in OutboundCommand command, long nowNs, VenueRequest request)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                Place(command.Read<NewOrder>(), nowNs, request);
                break;
            case CommandKind.CancelOrder:
                ref readonly CancelOrder cancel = ref command.Read<CancelOrder>();
                BeginOne(HttpVerb.Delete, cancel.OrderId, cancel.ClOrdId, request);
                break;
            case CommandKind.QueryOrder:
                ref readonly QueryOrder query = ref command.Read<QueryOrder>();
                BeginOne(HttpVerb.Get, query.OrderId, query.ClOrdId, request);
                break;
            case CommandKind.QueryList when command.Read<QueryList>().ListKind == ListKind.ServerTime:
                request.Begin(HttpVerb.Get, "/api/v4/spot/time"u8); // public: the way out of a wrong clock
                return true;
            case CommandKind.QueryList:
                if (!List(command.Read<QueryList>(), offset: 0, nowNs, request)) return false;
                break;
            default:
                return false;
        }

        Finish(nowNs, request);
        return true;
    }

    public void EncodeNext(in OutboundCommand command, in ListPage page, long nowNs, VenueRequest request)
    {
        List(command.Read<QueryList>(), page.Cursor, nowNs, request);
        Finish(nowNs, request);
    }

    /// <summary>
    /// First all fills of the time, then the profit that each reduction realized: the fills do not name it.
    /// </summary>
    public void EncodeFillsPage(in FillsCursor cursor, long nowNs, VenueRequest request)
    {
        bool isFills = cursor.Part == 0;
        request.Begin(HttpVerb.Get, isFills
            ? "/api/v4/futures/usdt/my_trades_timerange?contract="u8
            : "/api/v4/futures/usdt/account_book?type=pnl&contract="u8);
        long untilMs = cursor.UntilMs == 0 ? VenueMs(nowNs) : cursor.UntilMs;
        request.Target.AddEscaped(contract.Name).Add("&from="u8).Add(cursor.SinceMs / 1_000)
            .Add("&to="u8).Add(untilMs / 1_000 + 1).Add("&limit="u8).Add(PageRows).Add("&offset="u8).Add(cursor.After);
        Finish(nowNs, request);
    }

    /// <summary>Time of the venue in ms.</summary>
    public long VenueMs(long nowNs) => (nowNs + Clock.AheadNs) / 1_000_000;

    /// <summary>When a place that is sent now becomes void, in the venue's ms.</summary>
    public long ExpiryOf(long nowNs) => VenueMs(nowNs) + ExpiryMs;

    /// <summary>countdown_cancel_all, of this contract, in whole seconds, of which it takes five at least.</summary>
    public void EncodeDeadMansSwitch(TimeSpan countdown, long nowNs, VenueRequest request)
    {
        request.Begin(HttpVerb.Post, "/api/v4/futures/usdt/countdown_cancel_all"u8);
        long seconds = countdown == TimeSpan.Zero ? 0 : Math.Max(LeastCountdown, (long)countdown.TotalSeconds);
        request.Body.Add("{\"timeout\":"u8).Add(seconds)
            .Add(",\"contract\":\""u8).Add(contract.Name).Add("\"}"u8);
        Finish(nowNs, request);
    }

    public void Finish(long nowNs, VenueRequest request)
    {
        signer.SignRequest(request, VenueMs(nowNs) / 1_000);
        request.Headers.Add("X-Gate-Size-Decimal: 1\r\n"u8);
        if (request.Body.Length > 0) request.Headers.Add("Content-Type: application/json\r\n"u8);
    }

    private void Place(in NewOrder order, long nowNs, VenueRequest request)
    {
        request.Begin(HttpVerb.Post, OrdersPath);
        WriteOrder(order, request.Body);
        AddExpiry(nowNs, request);
    }

    public void AddExpiry(long nowNs, VenueRequest request) =>
        request.Headers.Add("x-gate-exptime: "u8).Add(ExpiryOf(nowNs)).Add("\r\n"u8);

    /// <summary>
    /// Self-trade prevention is left out: it is refused outside of a group, and one of our orders never meets another.
    /// </summary>
    public void WriteOrder(in NewOrder order, ByteText body)
    {
        body.Add("{\"contract\":\""u8).Add(contract.Name).Add("\",\"size\":\""u8);
        long signedLots = order.Side == Side.Buy ? order.OrderQtyLots : -order.OrderQtyLots;
        body.Advance(contract.Format(signedLots, body.Free));
        body.Add("\",\"price\":\""u8);
        body.Advance(instrument.FormatPrice(order.PriceTicks, body.Free));
        bool isPostOnly = (order.Flags & ReportFlags.PostOnly) != 0;
        body.Add(isPostOnly ? "\",\"tif\":\"poc\",\"text\":\""u8 : "\",\"tif\":\"gtc\",\"text\":\""u8);
        AddText(order.ClOrdId, body);
        body.Add((order.Flags & ReportFlags.ReduceOnly) != 0 ? "\",\"reduce_only\":true}"u8 : "\"}"u8);
    }

    private bool List(in QueryList query, long offset, long nowNs, VenueRequest request)
    {
        switch (query.ListKind)
        {
            case ListKind.OpenOrders:
                BeginPage("/api/v4/futures/usdt/orders?status=open&contract="u8, offset, request);
                return true;
            case ListKind.OrderHistory:
                BeginPage("/api/v4/futures/usdt/orders?status=finished&contract="u8, offset, request);
                return true;
            case ListKind.TradesOfOrder:
                if (query.OrderId.IsNone) return false; // the venue finds fills by its own id only
                BeginPage("/api/v4/futures/usdt/my_trades?contract="u8, offset, request);
                request.Target.Add("&order="u8);
                AddId(query.OrderId, request.Target);
                return true;
            case ListKind.Position:
                request.Begin(HttpVerb.Get, "/api/v4/futures/usdt/positions?holding=true"u8);
                return true;
            case ListKind.Account or ListKind.PositionMode:
                request.Begin(HttpVerb.Get, "/api/v4/futures/usdt/accounts"u8);
                return true;
            case ListKind.Leverage:
                request.Begin(HttpVerb.Get, "/api/v4/futures/usdt/positions/"u8);
                request.Target.AddEscaped(contract.Name);
                return true;
            case ListKind.Funding:
                request.Begin(HttpVerb.Get, "/api/v4/futures/usdt/account_book?type=fund&contract="u8);
                request.Target.AddEscaped(contract.Name).Add("&from="u8).Add(query.SinceNs / 1_000_000_000)
                    .Add("&to="u8).Add(VenueMs(nowNs) / 1_000 + 1).Add("&limit="u8).Add(BookRows);
                return true;
            case ListKind.FeeRates:
                request.Begin(HttpVerb.Get, "/api/v4/futures/usdt/fee?contract="u8);
                request.Target.AddEscaped(contract.Name);
                return true;
            default:
                return false;
        }
    }

    private void BeginPage(ReadOnlySpan<byte> target, long offset, VenueRequest request)
    {
        request.Begin(HttpVerb.Get, target);
        request.Target.AddEscaped(contract.Name).Add("&limit="u8).Add(PageRows).Add("&offset="u8).Add(offset);
    }

    private void BeginOne(HttpVerb verb, VenueId orderId, ulong clOrdId, VenueRequest request)
    {
        request.Begin(verb, OrdersPath);
        request.Target.Add("/"u8);
        AddName(orderId, clOrdId, request.Target);
    }

    /// <summary>The venue's id where it is known, else our text.</summary>
    public void AddName(VenueId orderId, ulong clOrdId, ByteText text)
    {
        if (orderId.IsNone) AddText(clOrdId, text);
        else AddId(orderId, text);
    }

    private void AddText(ulong clOrdId, ByteText text)
    {
        text.Add(GateWords.Prefix);
        text.Advance(ids.Format(clOrdId, text.Free));
    }

    private static void AddId(VenueId id, ByteText text) => text.Add((long)id.Low);
}
