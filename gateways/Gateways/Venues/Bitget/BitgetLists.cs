using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// Lists out of REST bodies: ListBegin, rows as they are read, ListEnd; orders and fills page by page. An empty list
/// may be null. A row that cannot be read, or a text that is cut, makes the whole list in doubt.
/// </summary>
internal sealed class BitgetLists(
    Instrument instrument, ClOrdIdText ids, BitgetDecoder decoder, BitgetAccount account, BitgetOrders orders)
{
    /// <summary>Beyond so many pages a list is not read to its end, and is in doubt.</summary>
    private const int MostPages = 200;

    public void Decode(
        in OutboundCommand command, in VenueReply reply, ReadOnlySpan<byte> data, ref ListPage page, IEventSink sink)
    {
        ref readonly QueryList query = ref command.Read<QueryList>();
        var rows = new ListRows(query, instrument.Index, reply.NowNs, sink, page.Rows);
        if (page.Number == 0) rows.Begin();
        long cursor = 0;
        bool isRead = query.ListKind switch
        {
            ListKind.OpenOrders or ListKind.OrderHistory => ReadOrders(data, ref rows, out cursor),
            ListKind.TradesOfOrder => ReadFills(data, query, ref rows, out cursor),
            ListKind.Funding => ReadFunding(data, query.SinceNs, ref rows, out cursor),
            ListKind.Position => account.ReadPosition(data, ref rows),
            ListKind.Account => account.ReadAccount(data, ref rows),
            ListKind.PositionMode => account.ReadPositionMode(data, ref rows),
            ListKind.Leverage => account.ReadLeverage(data, ref rows),
            ListKind.FeeRates => BitgetAccount.ReadFeeRates(data, ref rows),
            ListKind.ServerTime => orders.Clock.TryTake(WireText.Of(data, "serverTime"u8), reply, ref rows),
            _ => false,
        };
        page.Number++;
        page.Rows = rows.Count;
        bool isFull = rows.RowsSeen >= BitgetOrders.PageRows;
        bool isCut = isFull && (cursor == 0 || page.Number >= MostPages);

        // Open orders are two lists: untouched ones first, as an order only ever moves into the second.
        bool hasNext = query.ListKind switch
        {
            ListKind.OpenOrders => page.Part == 0,
            ListKind.Funding => !orders.IsLastWindow(query, page.Part, reply.NowNs),
            _ => false,
        };
        page.HasMore = isRead && !isCut && (isFull || hasNext);
        page.Cursor = isFull ? cursor : 0;
        if (page.HasMore && !isFull) page.Part++;
        if (!page.HasMore) rows.End(isRead && !isCut, isRead ? Reason.None : Reason.UnreadableReply);
    }

    /// <summary>Adds one page of the walk to the books and says where to go on; false = it cannot be read.</summary>
    public bool TryAddPage(ReadOnlySpan<byte> data, in VenueReply reply, ref FillsCursor cursor, ref VenueBooks books)
    {
        if (!TryFind(data, "fillList"u8, out ReadOnlySpan<byte> list)) return false;
        var scanner = new JsonScanner(list);
        if (!scanner.EnterArray()) return false;
        int count = 0;
        ulong oldest = 0;
        while (scanner.NextItem())
        {
            RestFill fill = RestFill.Read(ref scanner);
            if (fill.Symbol.IsEmpty) return false;
            count++;
            if (!fill.TryTranslate(instrument, decoder, out TradeReport report)
                || !WireText.TryReadMoney(fill.Profit, out long profitE8)) return false;
            oldest = report.ExecId.Low;
            if (!decoder.IsOurs(fill.Symbol)) continue;
            books.Add(report);
            books.RealizedPnlE8 += profitE8;
        }

        if (scanner.IsBroken) return false;
        if (cursor.UntilMs == 0) cursor = cursor with { UntilMs = orders.VenueMs(reply.SentNs) };
        if (count >= BitgetOrders.PageRows)
        {
            cursor = cursor with { After = (long)oldest };
            return true;
        }

        long nextMs = cursor.SinceMs + BitgetOrders.WindowMs;
        cursor = cursor with { After = 0, SinceMs = nextMs, IsDone = nextMs > cursor.UntilMs };
        return true;
    }

    private bool ReadOrders(ReadOnlySpan<byte> data, ref ListRows rows, out long cursor)
    {
        cursor = 0;
        if (!TryFind(data, "entrustedList"u8, out ReadOnlySpan<byte> list)) return false;
        var scanner = new JsonScanner(list);
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            RestOrder order = RestOrder.Read(ref scanner);
            rows.RowsSeen++;
            if (scanner.IsBroken || order.Symbol.IsEmpty) return false;
            if (!WireText.TryReadId(order.OrderId, out VenueId oldest)) return false;
            cursor = (long)oldest.Low;
            if (!decoder.IsOurs(order.Symbol)) continue;
            if (!order.TryTranslate(instrument, ids, out OrderStatusReport report)) return false;
            report.QueryId = rows.QueryId;
            rows.Add(EventKind.OrderStatusReport, report);
        }

        return !scanner.IsBroken;
    }

    private bool ReadFills(ReadOnlySpan<byte> data, in QueryList query, ref ListRows rows, out long cursor)
    {
        cursor = 0;
        if (!TryFind(data, "fillList"u8, out ReadOnlySpan<byte> list)) return false;
        var scanner = new JsonScanner(list);
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            RestFill fill = RestFill.Read(ref scanner);
            rows.RowsSeen++;
            if (scanner.IsBroken || fill.Symbol.IsEmpty) return false;
            if (!decoder.IsOurs(fill.Symbol)) continue;
            if (!fill.TryTranslate(instrument, decoder, out TradeReport report)) return false;
            cursor = (long)report.ExecId.Low;
            if (report.OrderId != query.OrderId) continue;
            report.QueryId = rows.QueryId;
            report.ClOrdId = query.ClOrdId;
            rows.Add(EventKind.TradeReport, report);
        }

        return !scanner.IsBroken;
    }

    /// <summary>Payments of funding of our symbol: positive = received.</summary>
    private bool ReadFunding(ReadOnlySpan<byte> data, long sinceNs, ref ListRows rows, out long cursor)
    {
        cursor = 0;
        if (!TryFind(data, "bills"u8, out ReadOnlySpan<byte> list)) return false;
        var scanner = new JsonScanner(list);
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> row = scanner.Skip();
            rows.RowsSeen++;
            if (!WireText.TryReadId(WireText.Of(row, "billId"u8), out VenueId oldest)) return false;
            cursor = (long)oldest.Low;
            bool isFunding = WireText.Of(row, "businessType"u8).SequenceEqual("contract_settle_fee"u8);
            if (!isFunding || !decoder.IsOurs(WireText.Of(row, "symbol"u8))) continue;
            FundingReport paid = new()
            { QueryId = rows.QueryId, Asset = decoder.FeeAssetOf(WireText.Of(row, "coin"u8)) };
            if (!WireText.TryReadDecimal(WireText.Of(row, "amount"u8), out paid.AmountE8)
                || !WireText.TryReadMs(WireText.Of(row, "cTime"u8), out paid.VenueTimeNs)) return false;
            if (paid.VenueTimeNs >= sinceNs) rows.Add(EventKind.FundingReport, paid);
        }

        return !scanner.IsBroken;
    }

    /// <summary>The rows of <c>{"list":[…]}</c>; a list that is null has none.</summary>
    private static bool TryFind(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> list)
    {
        list = default;
        bool found = false;
        var scanner = new JsonScanner(data);
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.Skip();
            if (!key.SequenceEqual(name)) continue;
            list = WireText.IsAbsent(value) ? "[]"u8 : value;
            found = true;
        }

        return found && scanner.IsWhole;
    }
}
