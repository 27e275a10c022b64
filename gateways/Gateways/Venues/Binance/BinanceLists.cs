using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// Lists out of REST bodies: ListBegin, rows as they are read, ListEnd. A row that cannot be read, or a text that is
/// cut, makes the whole list in doubt; rows take effect only at an accepted ListEnd. Rows of other symbols are skipped.
/// </summary>
internal sealed class BinanceLists
{
    private readonly Instrument _instrument;
    private readonly ClOrdIdText _ids;
    private readonly BinanceDecoder _decoder;
    private readonly BinanceAccount _account;
    private readonly byte[] _symbol;

    public BinanceLists(Instrument instrument, ClOrdIdText ids, BinanceDecoder decoder, BinanceOrders orders)
    {
        _instrument = instrument;
        _ids = ids;
        _decoder = decoder;
        _account = new BinanceAccount(instrument, orders);
        _symbol = Encoding.UTF8.GetBytes(instrument.Symbol);
    }

    public void Decode(in OutboundCommand command, in VenueReply reply, IEventSink sink)
    {
        ref readonly QueryList query = ref command.Read<QueryList>();
        var rows = new ListRows(query, _instrument.Index, reply.NowNs, sink);
        rows.Begin();
        var scanner = new JsonScanner(reply.Body);
        bool isRead = query.ListKind switch
        {
            ListKind.OpenOrders or ListKind.OrderHistory => ReadOrders(ref scanner, ref rows),
            ListKind.TradesOfOrder => ReadFills(ref scanner, query, ref rows),
            ListKind.Position => _account.ReadPosition(ref scanner, ref rows),
            ListKind.Account => _account.ReadAccount(ref scanner, ref rows),
            ListKind.PositionMode => BinanceAccount.ReadPositionMode(ref scanner, ref rows),
            ListKind.Leverage => _account.ReadLeverage(ref scanner, ref rows),
            ListKind.FeeRates => BinanceAccount.ReadFeeRates(ref scanner, ref rows),
            ListKind.Funding => ReadFunding(ref scanner, ref rows),
            ListKind.ServerTime => _account.ReadServerTime(ref scanner, reply, ref rows),
            _ => false,
        };
        bool isWhole = isRead && scanner.IsWhole;
        bool mayBeCut = MayBeCut(query, rows.RowsSeen);
        rows.End(isWhole && !mayBeCut, isWhole ? Reason.None : Reason.UnreadableReply);
    }

    /// <summary>
    /// Adds one page of fills to the books; returns the highest trade id, 0 for none, −1 when unreadable.
    /// </summary>
    public long AddFills(ReadOnlySpan<byte> body, ref VenueBooks books)
    {
        long highest = 0;
        var scanner = new JsonScanner(body);
        if (!scanner.EnterArray()) return -1;
        while (scanner.NextItem())
        {
            RestFill fill = RestFill.Read(ref scanner);
            if (fill.Symbol.IsEmpty) return -1;
            if (!fill.Symbol.SequenceEqual(_symbol)) continue;
            if (!fill.TryTranslate(_instrument, _decoder, out TradeReport report)
                || !FixedPoint.TryParse(fill.RealizedPnl, out long pnlE8)) return -1;
            highest = Math.Max(highest, (long)report.ExecId.Low);
            books.RealizedPnlE8 += pnlE8;
            books.Add(report);
        }

        return scanner.IsWhole ? highest : -1;
    }

    /// <summary>A full page is not proven to be whole.</summary>
    private static bool MayBeCut(in QueryList query, int rowsSeen) =>
        query.ListKind is ListKind.OrderHistory or ListKind.TradesOfOrder && rowsSeen >= BinanceOrders.PageRows;

    private bool ReadOrders(ref JsonScanner scanner, ref ListRows rows)
    {
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            RestOrder order = RestOrder.Read(ref scanner);
            rows.RowsSeen++;
            if (scanner.IsBroken || order.Symbol.IsEmpty) return false;
            if (!order.Symbol.SequenceEqual(_symbol)) continue;
            if (!order.TryTranslate(_instrument, _ids, out OrderStatusReport report)) return false;
            report.QueryId = rows.QueryId;
            rows.Add(EventKind.OrderStatusReport, report);
        }

        return true;
    }

    /// <summary>Payments of funding, oldest first; other kinds of income are skipped.</summary>
    private bool ReadFunding(ref JsonScanner scanner, ref ListRows rows)
    {
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> symbol = default, kind = default, income = default, asset = default, time = default;
            rows.RowsSeen++;
            if (!scanner.EnterObject()) return false;
            while (scanner.NextKey(out ReadOnlySpan<byte> key))
            {
                ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
                if (key.SequenceEqual("symbol"u8)) symbol = value;
                else if (key.SequenceEqual("incomeType"u8)) kind = value;
                else if (key.SequenceEqual("income"u8)) income = value;
                else if (key.SequenceEqual("asset"u8)) asset = value;
                else if (key.SequenceEqual("time"u8)) time = value;
            }

            if (scanner.IsBroken || kind.IsEmpty) return false;
            if (!symbol.SequenceEqual(_symbol) || !kind.SequenceEqual("FUNDING_FEE"u8)) continue;
            FundingReport paid = new() { QueryId = rows.QueryId, Asset = _decoder.FeeAssetOf(asset) };
            if (!FixedPoint.TryParse(income, out paid.AmountE8)
                || !WireText.TryReadMs(time, out paid.VenueTimeNs)) return false;
            rows.Add(EventKind.FundingReport, paid);
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
            if (scanner.IsBroken || fill.Symbol.IsEmpty) return false;
            if (!fill.Symbol.SequenceEqual(_symbol)) continue;
            if (!fill.TryTranslate(_instrument, _decoder, out TradeReport report)) return false;
            if (report.OrderId != query.OrderId) continue;
            report.QueryId = rows.QueryId;
            report.ClOrdId = query.ClOrdId;
            rows.Add(EventKind.TradeReport, report);
        }

        return true;
    }
}
