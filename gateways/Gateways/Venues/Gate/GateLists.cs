using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// Lists out of REST bodies: ListBegin, rows as they are read, ListEnd; orders and fills page by page. A row that
/// cannot be read, or a text that is cut, makes the whole list in doubt.
/// </summary>
internal sealed class GateLists(
    Instrument instrument, GateContract contract, ClOrdIdText ids, GateAccount account, GateOrders orders)
{
    /// <summary>Beyond so many pages a list is not read to its end, and is in doubt.</summary>
    private const int MostPages = 200;

    public void Decode(in OutboundCommand command, in VenueReply reply, ref ListPage page, IEventSink sink)
    {
        ref readonly QueryList query = ref command.Read<QueryList>();
        var rows = new ListRows(query, instrument.Index, reply.NowNs, sink, page.Rows);
        if (page.Number == 0) rows.Begin();
        var scanner = new JsonScanner(reply.Body);
        bool reachesBack = false;
        bool isRead = query.ListKind switch
        {
            ListKind.OpenOrders => ReadOrders(ref scanner, sinceNs: 0, ref rows, out reachesBack),
            ListKind.OrderHistory => ReadOrders(ref scanner, query.SinceNs, ref rows, out reachesBack),
            ListKind.TradesOfOrder => ReadFills(ref scanner, query, ref rows),
            ListKind.Funding => account.ReadFunding(ref scanner, query.SinceNs, ref rows),
            ListKind.Position => account.ReadPosition(ref scanner, ref rows),
            ListKind.Account => GateAccount.ReadAccount(ref scanner, ref rows),
            ListKind.PositionMode => GateAccount.ReadPositionMode(ref scanner, ref rows),
            ListKind.Leverage => account.ReadLeverage(ref scanner, ref rows),
            ListKind.FeeRates => account.ReadFeeRates(ref scanner, ref rows),
            ListKind.ServerTime =>
                orders.Clock.TryTake(WireText.Of(scanner.Skip(), "server_time"u8), reply, ref rows),
            _ => false,
        };
        bool isWhole = isRead && scanner.IsWhole;
        page.Number++;
        page.Rows = rows.Count;
        bool hasPages = query.ListKind != ListKind.Funding;
        bool isFull = rows.RowsSeen >= (hasPages ? GateOrders.PageRows : GateOrders.BookRows);
        page.HasMore = isWhole && !reachesBack && hasPages && isFull && page.Number < MostPages;
        page.Cursor += GateOrders.PageStep;
        if (page.HasMore) return;
        bool isCut = !reachesBack && isFull;
        rows.End(isWhole && !isCut, isWhole ? Reason.None : Reason.UnreadableReply);
    }

    /// <summary>
    /// In hedge mode the venue has no single leverage. The question for the mode refuses the start; this one must not
    /// keep it waiting.
    /// </summary>
    public void AnswerLeverageOfHedgeMode(in OutboundCommand command, in VenueReply reply, IEventSink sink)
    {
        var rows = new ListRows(command.Read<QueryList>(), instrument.Index, reply.NowNs, sink, 0);
        rows.Begin();
        rows.AddSetting(AccountSettingKind.Leverage, 1);
        rows.End(isWhole: true, Reason.None);
    }

    /// <summary>Adds one page of the walk to the books and says where to go on; false = it cannot be read.</summary>
    public bool TryAddPage(in VenueReply reply, ref FillsCursor cursor, ref VenueBooks books)
    {
        var scanner = new JsonScanner(reply.Body);
        int count = 0;
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            bool isRead = cursor.Part == 0 ? TryAddFill(ref scanner, ref books) : TryAddProfit(ref scanner, ref books);
            if (!isRead) return false;
            count++;
        }

        if (!scanner.IsWhole) return false;
        if (cursor.UntilMs == 0) cursor = cursor with { UntilMs = orders.VenueMs(reply.SentNs) };
        bool isLast = count < GateOrders.PageRows;
        cursor = isLast
            ? cursor with { After = 0, Part = cursor.Part + 1, IsDone = cursor.Part == 1 }
            : cursor with { After = cursor.After + GateOrders.PageRows };
        return true;
    }

    private bool TryAddFill(ref JsonScanner scanner, ref VenueBooks books)
    {
        RestFill fill = RestFill.Read(ref scanner);
        if (fill.Contract.IsEmpty) return false;
        if (!fill.Contract.SequenceEqual(contract.Name)) return true;
        if (!fill.TryTranslate(instrument, contract, out TradeReport report)) return false;
        books.Add(report);
        return true;
    }

    private static bool TryAddProfit(ref JsonScanner scanner, ref VenueBooks books)
    {
        ReadOnlySpan<byte> type = default, change = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("type"u8)) type = value;
            else if (key.SequenceEqual("change"u8)) change = value;
        }

        if (!WireText.TryReadDecimal(change, out long changeE8)) return false;
        if (type.SequenceEqual("pnl"u8)) books.RealizedPnlE8 += changeE8;
        return true;
    }

    /// <summary>
    /// Newest first, by whichever of its times the venue sorts: an order that finished before the wanted time was also
    /// made before it, and no later row can matter.
    /// </summary>
    private bool ReadOrders(ref JsonScanner scanner, long sinceNs, ref ListRows rows, out bool reachesBack)
    {
        reachesBack = false;
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            RestOrder order = RestOrder.Read(ref scanner);
            rows.RowsSeen++;
            if (scanner.IsBroken || order.Contract.IsEmpty) return false;
            if (!order.Contract.SequenceEqual(contract.Name)) continue;
            if (!order.TryTranslate(instrument, contract, ids, out OrderStatusReport report)) return false;
            if (report.VenueTimeNs < sinceNs) reachesBack = true;
            if (reachesBack) continue;
            report.QueryId = rows.QueryId;
            rows.Add(EventKind.OrderStatusReport, report);
        }

        return true;
    }

    private bool ReadFills(ref JsonScanner scanner, in QueryList query, ref ListRows rows)
    {
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            RestFill fill = RestFill.Read(ref scanner);
            rows.RowsSeen++;
            if (scanner.IsBroken || fill.Contract.IsEmpty) return false;
            if (!fill.Contract.SequenceEqual(contract.Name)) continue;
            if (!fill.TryTranslate(instrument, contract, out TradeReport report)) return false;
            if (report.OrderId != query.OrderId) continue;
            report.QueryId = rows.QueryId;
            report.ClOrdId = query.ClOrdId;
            rows.Add(EventKind.TradeReport, report);
        }

        return true;
    }
}
