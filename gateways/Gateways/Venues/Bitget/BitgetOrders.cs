using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// One command as one signed REST request (Bitget API v2, "mix", USDT-FUTURES). Times are sent in the venue's time;
/// the names of a query are in ascending order, as its documentation likes.
/// </summary>
internal sealed class BitgetOrders
{
    /// <summary>Most rows of one page.</summary>
    public const int PageRows = 100;

    /// <summary>The longest window of a list of fills.</summary>
    public const long WindowMs = 7L * 24 * 60 * 60 * 1_000;

    private const long HourNs = 3_600_000_000_000;

    /// <summary>The longest window of a list of bills.</summary>
    private const long BillWindowNs = 29 * 24 * HourNs;

    /// <summary>The venue forgets bills after 90 days.</summary>
    private const long BillLifeNs = 89 * 24 * HourNs;

    private readonly Instrument _instrument;
    private readonly ClOrdIdText _ids;
    private readonly BitgetSigner _signer;
    private readonly byte[] _symbol;
    private readonly byte[] _ofSymbol;
    private volatile bool _isIsolated;

    public BitgetOrders(Instrument instrument, ClOrdIdText ids, BitgetSigner signer)
    {
        _instrument = instrument;
        _ids = ids;
        _signer = signer;
        _symbol = Encoding.ASCII.GetBytes(instrument.Symbol);
        _ofSymbol = [.. "&productType=USDT-FUTURES"u8];
    }

    /// <summary>Times are sent in the venue's time.</summary>
    public ClockOffset Clock { get; } = new();

    /// <summary>Every order must name the margin mode of its symbol, which the account tells.</summary>
    public bool IsIsolated
    {
        get => _isIsolated;
        set => _isIsolated = value;
    }

    public bool Encode(in OutboundCommand command, long nowNs, VenueRequest request)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                request.Begin(HttpVerb.Post, "/api/v2/mix/order/place-order"u8);
                WriteSymbol(request.Body);
                WriteMarginMode(request.Body).Add(","u8);
                WriteTerms(command.Read<NewOrder>(), request.Body);
                request.Body.Add("}"u8);
                break;
            case CommandKind.CancelOrder:
                request.Begin(HttpVerb.Post, "/api/v2/mix/order/cancel-order"u8);
                WriteSymbol(request.Body);
                WriteName(command.Read<CancelOrder>(), request.Body);
                request.Body.Add("}"u8);
                break;
            case CommandKind.QueryOrder:
                ref readonly QueryOrder query = ref command.Read<QueryOrder>();
                request.Begin(HttpVerb.Get, query.OrderId.IsNone
                    ? "/api/v2/mix/order/detail?clientOid="u8
                    : "/api/v2/mix/order/detail?orderId="u8);
                AddId(query.OrderId, query.ClOrdId, request.Target);
                AddSymbol(request.Target);
                break;
            case CommandKind.QueryList when command.Read<QueryList>().ListKind == ListKind.ServerTime:
                request.Begin(HttpVerb.Get, "/api/v2/public/time"u8); // public: the way out of a wrong clock
                return true;
            case CommandKind.QueryList:
                if (!List(command.Read<QueryList>(), default, nowNs, request)) return false;
                break;
            default:
                return false;
        }

        Finish(nowNs, request);
        return true;
    }

    public void EncodeNext(in OutboundCommand command, in ListPage page, long nowNs, VenueRequest request)
    {
        List(command.Read<QueryList>(), page, nowNs, request);
        Finish(nowNs, request);
    }

    /// <summary>Newest first inside a window; the windows from the oldest on.</summary>
    public void EncodeFillsPage(in FillsCursor cursor, long nowNs, VenueRequest request)
    {
        long untilMs = cursor.UntilMs == 0 ? VenueMs(nowNs) : cursor.UntilMs;
        request.Begin(HttpVerb.Get, "/api/v2/mix/order/fills?endTime="u8);
        request.Target.Add(Math.Min(cursor.SinceMs + WindowMs - 1, untilMs + 1_000));
        if (cursor.After != 0) AddCursor(cursor.After, request.Target);
        request.Target.Add("&limit="u8).Add(PageRows).Add(_ofSymbol).Add("&startTime="u8).Add(cursor.SinceMs)
            .Add("&symbol="u8).AddEscaped(_symbol);
        Finish(nowNs, request);
    }

    public long VenueMs(long nowNs) => (nowNs + Clock.AheadNs) / 1_000_000;

    public void Finish(long nowNs, VenueRequest request) => _signer.SignRequest(request, VenueMs(nowNs));

    /// <summary>The one question that tells mode, margin, leverage and balance.</summary>
    public void BeginAccount(VenueRequest request)
    {
        request.Begin(HttpVerb.Get, "/api/v2/mix/account/account?marginCoin=USDT"u8);
        AddSymbol(request.Target);
    }

    public ByteText WriteMarginMode(ByteText body) =>
        body.Add(IsIsolated ? "\"marginMode\":\"isolated\""u8 : "\"marginMode\":\"crossed\""u8);

    /// <summary>
    /// An order's members after those of symbol, coin and margin mode. Self-trade prevention only concerns orders that
    /// may take.
    /// </summary>
    public void WriteTerms(in NewOrder order, ByteText body)
    {
        body.Add("\"size\":\""u8);
        body.Advance(_instrument.FormatQuantity(order.OrderQtyLots, body.Free));
        body.Add("\",\"price\":\""u8);
        body.Advance(_instrument.FormatPrice(order.PriceTicks, body.Free));
        body.Add(order.Side == Side.Buy ? "\",\"side\":\"buy\""u8 : "\",\"side\":\"sell\""u8);
        bool isPostOnly = (order.Flags & ReportFlags.PostOnly) != 0;
        body.Add(",\"orderType\":\"limit\""u8);
        body.Add(isPostOnly ? ",\"force\":\"post_only\""u8 : ",\"force\":\"gtc\",\"stpMode\":\"cancel_taker\""u8);
        if ((order.Flags & ReportFlags.ReduceOnly) != 0) body.Add(",\"reduceOnly\":\"YES\""u8);
        body.Add(",\"clientOid\":\""u8);
        AddId(default, order.ClOrdId, body);
        body.Add("\""u8);
    }

    /// <summary>Which order is meant: the one member that tells it.</summary>
    public void WriteName(in CancelOrder cancel, ByteText body)
    {
        body.Add(cancel.OrderId.IsNone ? "\"clientOid\":\""u8 : "\"orderId\":\""u8);
        AddId(cancel.OrderId, cancel.ClOrdId, body);
        body.Add("\""u8);
    }

    /// <summary>Begins the object.</summary>
    public void WriteSymbol(ByteText body) => body.Add("{\"symbol\":\""u8).Add(_symbol)
        .Add("\",\"productType\":\"USDT-FUTURES\",\"marginCoin\":\"USDT\","u8);

    /// <summary>Bills are listed window by window, each a part of its own; true = this part reaches to now.</summary>
    public bool IsLastWindow(in QueryList query, int part, long nowNs) =>
        WindowStartNs(query, part + 1, nowNs) > nowNs + Clock.AheadNs;

    private static long WindowStartNs(in QueryList query, int part, long nowNs)
    {
        long forgottenNs = nowNs / HourNs * HourNs - BillLifeNs; // the same for all parts of one question
        return Math.Max(query.SinceNs, forgottenNs) + part * BillWindowNs;
    }

    private bool List(in QueryList query, in ListPage page, long nowNs, VenueRequest request)
    {
        switch (query.ListKind)
        {
            case ListKind.OpenOrders:
                BeginPage("/api/v2/mix/order/orders-pending?"u8, page, request);
                request.Target.Add(page.Part == 0 ? "&status=live"u8 : "&status=partially_filled"u8);
                break;
            case ListKind.OrderHistory:
                BeginPage("/api/v2/mix/order/orders-history?"u8, page, request);
                request.Target.Add("&startTime="u8).Add(Math.Max(0, query.SinceNs) / 1_000_000);
                break;
            case ListKind.TradesOfOrder:
                if (query.OrderId.IsNone) return false; // the venue finds fills by its own id only
                request.Begin(HttpVerb.Get, "/api/v2/mix/order/fills?"u8);
                if (page.Cursor != 0) AddCursor(page.Cursor, request.Target);
                request.Target.Add("&limit="u8).Add(PageRows).Add("&orderId="u8);
                AddId(query.OrderId, 0, request.Target);
                request.Target.Add(_ofSymbol);
                break;
            case ListKind.Position:
                request.Begin(HttpVerb.Get, "/api/v2/mix/position/single-position?marginCoin=USDT"u8);
                request.Target.Add(_ofSymbol);
                break;
            case ListKind.Account or ListKind.PositionMode or ListKind.Leverage:
                BeginAccount(request);
                return true;
            case ListKind.Funding:
                request.Begin(HttpVerb.Get, "/api/v2/mix/account/bill?businessType=contract_settle_fee&coin=USDT"u8);
                request.Target.Add("&endTime="u8).Add(WindowStartNs(query, page.Part + 1, nowNs) / 1_000_000 - 1);
                if (page.Cursor != 0) AddCursor(page.Cursor, request.Target);
                request.Target.Add("&limit="u8).Add(PageRows).Add(_ofSymbol).Add("&startTime="u8)
                    .Add(WindowStartNs(query, page.Part, nowNs) / 1_000_000);
                return true;
            case ListKind.FeeRates:
                request.Begin(HttpVerb.Get, "/api/v2/common/trade-rate?business=mix"u8);
                break;
            default:
                return false;
        }

        request.Target.Add("&symbol="u8).AddEscaped(_symbol);
        return true;
    }

    private void BeginPage(ReadOnlySpan<byte> path, in ListPage page, VenueRequest request)
    {
        request.Begin(HttpVerb.Get, path);
        if (page.Cursor != 0) AddCursor(page.Cursor, request.Target);
        request.Target.Add("&limit="u8).Add(PageRows).Add(_ofSymbol);
    }

    private void AddSymbol(ByteText target) => target.Add(_ofSymbol).Add("&symbol="u8).AddEscaped(_symbol);

    private static void AddCursor(long cursor, ByteText target)
    {
        target.Add("&idLessThan="u8);
        ((ulong)cursor).TryFormat(target.Free, out int written, default, null);
        target.Advance(written);
    }

    /// <summary>The venue's id where it is known, else ours.</summary>
    private void AddId(VenueId orderId, ulong clOrdId, ByteText text)
    {
        int written;
        if (orderId.IsNone) written = _ids.Format(clOrdId, text.Free);
        else orderId.Low.TryFormat(text.Free, out written, default, null);
        text.Advance(written);
    }
}
