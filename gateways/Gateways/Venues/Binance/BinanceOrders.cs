using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// One command as one signed REST request (Binance USDⓈ-M, "Trade" and "Account" endpoints). Everything goes into
/// the query string: one text that is signed exactly as it is sent.
/// </summary>
internal sealed class BinanceOrders
{
    /// <summary>
    /// How long the venue may take to look at a request, in ms; after it, the request is refused for good. Short, as a
    /// holding whose exit was lost on its way has no other until it is proven that the lost one cannot come any more.
    /// </summary>
    public const int RecvWindowMs = 2_000;

    /// <summary>Most rows that one list request gives; a full page may have been cut.</summary>
    public const int PageRows = 1_000;

    /// <summary>The venue's longest window of allOrders, less a minute for the way there.</summary>
    private const long HistoryWindowNs = (7L * 24 * 60 - 1) * 60 * 1_000_000_000;

    /// <summary>The venue forgets income after three months.</summary>
    private const long IncomeWindowNs = 89L * 24 * 60 * 60 * 1_000_000_000;

    private readonly Instrument _instrument;
    private readonly ClOrdIdText _ids;
    private readonly BinanceSigner _signer;
    private readonly byte[] _keyHeader;
    private readonly byte[] _symbolParameter;

    public BinanceOrders(Instrument instrument, ClOrdIdText ids, BinanceSigner signer, byte[] keyHeader)
    {
        _instrument = instrument;
        _ids = ids;
        _signer = signer;
        _keyHeader = keyHeader;
        var symbol = new ByteText(128);
        symbol.Add("?symbol="u8).AddEscaped(Encoding.UTF8.GetBytes(instrument.Symbol));
        _symbolParameter = symbol.Span.ToArray();
    }

    /// <summary>Timestamps are sent in the venue's time, so that a drift does not stop us.</summary>
    public ClockOffset Clock { get; } = new();

    /// <summary>A moment of ours in the venue's time.</summary>
    public long TimestampMs(long nowNs) => (nowNs + Clock.AheadNs) / 1_000_000;

    public bool Encode(in OutboundCommand command, long nowNs, VenueRequest request)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                Place(command.Read<NewOrder>(), request);
                break;
            case CommandKind.CancelOrder:
                Begin(HttpVerb.Delete, "/fapi/v1/order"u8, request);
                AddId("&origClientOrderId="u8, command.Read<CancelOrder>().ClOrdId, request.Target);
                break;
            case CommandKind.QueryOrder:
                Begin(HttpVerb.Get, "/fapi/v1/order"u8, request);
                AddId("&origClientOrderId="u8, command.Read<QueryOrder>().ClOrdId, request.Target);
                break;
            case CommandKind.QueryList when command.Read<QueryList>().ListKind == ListKind.ServerTime:
                request.Begin(HttpVerb.Get, "/fapi/v1/time"u8); // public, and the way out of a wrong clock: unsigned
                return true;
            case CommandKind.QueryList:
                if (!List(command.Read<QueryList>(), nowNs, request)) return false;
                break;
            default:
                return false;
        }

        Finish(nowNs, request);
        return true;
    }

    public void EncodeFillsPage(in FillsCursor cursor, long nowNs, VenueRequest request)
    {
        Begin(HttpVerb.Get, "/fapi/v1/userTrades"u8, request);
        if (cursor.After > 0) request.Target.Add("&fromId="u8).Add(cursor.After);
        else request.Target.Add("&startTime="u8).Add(cursor.SinceMs);
        request.Target.Add("&limit="u8).Add(PageRows);
        Finish(nowNs, request);
    }

    public void EncodeDeadMansSwitch(TimeSpan countdown, long nowNs, VenueRequest request)
    {
        Begin(HttpVerb.Post, "/fapi/v1/countdownCancelAll"u8, request);
        request.Target.Add("&countdownTime="u8).Add((long)countdown.TotalMilliseconds);
        Finish(nowNs, request);
    }

    /// <summary>
    /// The oldest moment that one history request reaches back to. What a journal from before it believes live and the
    /// lists do not show is asked for by its ClOrdId, which reaches back 90 days for orders with fills.
    /// </summary>
    private static long HistorySinceNs(long sinceNs, long nowNs) => Math.Max(sinceNs, nowNs - HistoryWindowNs);

    private void Place(in NewOrder order, VenueRequest request)
    {
        bool isPostOnly = (order.Flags & ReportFlags.PostOnly) != 0;
        Begin(HttpVerb.Post, "/fapi/v1/order"u8, request);
        ByteText target = request.Target;
        target.Add(order.Side == Side.Buy ? "&side=BUY&type=LIMIT"u8 : "&side=SELL&type=LIMIT"u8);
        // Self-trade prevention only concerns orders that may take; the default has changed twice, so it is stated.
        target.Add(isPostOnly ? "&timeInForce=GTX"u8 : "&timeInForce=GTC&selfTradePreventionMode=EXPIRE_TAKER"u8);
        target.Add("&quantity="u8);
        target.Advance(_instrument.FormatQuantity(order.OrderQtyLots, target.Free));
        target.Add("&price="u8);
        target.Advance(_instrument.FormatPrice(order.PriceTicks, target.Free));
        if ((order.Flags & ReportFlags.ReduceOnly) != 0) target.Add("&reduceOnly=true"u8);
        AddId("&newClientOrderId="u8, order.ClOrdId, target);
        target.Add("&newOrderRespType=ACK"u8);
    }

    private bool List(in QueryList query, long nowNs, VenueRequest request)
    {
        switch (query.ListKind)
        {
            case ListKind.OpenOrders:
                Begin(HttpVerb.Get, "/fapi/v1/openOrders"u8, request);
                return true;
            case ListKind.OrderHistory:
                Begin(HttpVerb.Get, "/fapi/v1/allOrders"u8, request);
                long sinceMs = HistorySinceNs(query.SinceNs, nowNs) / 1_000_000;
                request.Target.Add("&startTime="u8).Add(sinceMs).Add("&limit="u8).Add(PageRows);
                return true;
            case ListKind.TradesOfOrder:
                if (query.OrderId.IsNone) return false; // the venue finds fills by its own id only
                Begin(HttpVerb.Get, "/fapi/v1/userTrades"u8, request);
                request.Target.Add("&orderId="u8).Add((long)query.OrderId.Low).Add("&limit="u8).Add(PageRows);
                return true;
            case ListKind.Position:
                Begin(HttpVerb.Get, "/fapi/v3/positionRisk"u8, request);
                return true;
            case ListKind.Account:
                request.Begin(HttpVerb.Get, "/fapi/v3/account"u8);
                return true;
            case ListKind.PositionMode:
                request.Begin(HttpVerb.Get, "/fapi/v1/accountConfig"u8); // says as well whether it may trade
                return true;
            case ListKind.Leverage:
                Begin(HttpVerb.Get, "/fapi/v1/symbolConfig"u8, request);
                return true;
            case ListKind.Funding:
                Begin(HttpVerb.Get, "/fapi/v1/income"u8, request);
                request.Target.Add("&incomeType=FUNDING_FEE&startTime="u8)
                    .Add(Math.Max(query.SinceNs, nowNs - IncomeWindowNs) / 1_000_000)
                    .Add("&limit="u8).Add(PageRows);
                return true;
            case ListKind.FeeRates:
                Begin(HttpVerb.Get, "/fapi/v1/commissionRate"u8, request);
                return true;
            default:
                return false;
        }
    }

    private void Begin(HttpVerb verb, ReadOnlySpan<byte> path, VenueRequest request)
    {
        request.Begin(verb, path);
        request.Target.Add(_symbolParameter);
    }

    private void AddId(ReadOnlySpan<byte> parameter, ulong clOrdId, ByteText target)
    {
        target.Add(parameter);
        target.Advance(_ids.Format(clOrdId, target.Free));
    }

    private void Finish(long nowNs, VenueRequest request)
    {
        request.Target.Add(request.Target.Span.Contains((byte)'?') ? "&recvWindow="u8 : "?recvWindow="u8);
        request.Target.Add(RecvWindowMs);
        request.Target.Add("&timestamp="u8).Add(TimestampMs(nowNs));
        _signer.SignQuery(request.Target);
        request.Headers.Add(_keyHeader);
    }
}
