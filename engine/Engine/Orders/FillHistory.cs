using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// Orders of which a fill was missed or came without its price or fee: their fills are read from the venue, one order
/// at a time, until the list is complete.
/// </summary>
public sealed class FillHistory(EngineState s, OrderSender sender)
{
    private const long RetryNs = 1_000_000_000;
    private const long AnswerNs = 5_000_000_000;

    private readonly ClOrdId[] _wanted = new ClOrdId[4096];
    private int _first;
    private int _count;
    private long _queryId;
    private long _askedNs;
    private long _nextNs;
    private long _lots;
    private long _value;
    private long _feeE8;
    private int _fills;

    /// <summary>True when every booked value and fee is the venue's own.</summary>
    public bool IsComplete => _count == 0;

    /// <summary>Orders whose fills are still to be read.</summary>
    public int Wanted => _count;

    public void StartRun() => _queryId = 0;

    public void Want(ClOrdId id)
    {
        for (int i = 0; i < _count; i++)
            if (_wanted[(_first + i) & (_wanted.Length - 1)] == id) return;
        if (_count == _wanted.Length) return; // the order keeps NeedsTrades; the next report of it asks again
        _wanted[(_first + _count++) & (_wanted.Length - 1)] = id;
    }

    public void Tick()
    {
        if (_count == 0 || s.NowNs < _nextNs) return;
        if (_queryId != 0 && s.NowNs - _askedNs < AnswerNs) return;
        ClOrdId id = _wanted[_first];
        ref BookedOrder order = ref s.Orders.Find(id);
        VenueId orderId = Unsafe.IsNullRef(ref order) ? default : order.OrderId;
        _queryId = sender.TryQueryList(ListKind.TradesOfOrder, order: id, orderId: orderId);
        _askedNs = s.NowNs;
        _lots = _value = _feeE8 = 0;
        _fills = 0;
    }

    public void OnRow(in TradeReport row)
    {
        if (row.QueryId != _queryId) return;
        _lots += row.LastQtyLots;
        _value += row.LastQtyLots * row.LastPxTicks;
        if (row.FeeAsset == FeeAsset.Quote) _feeE8 += row.FeeE8;
        _fills++;
    }

    public void OnEnd(in ListEnd end, FillBooking booking)
    {
        if (end.QueryId != _queryId) return;
        _queryId = 0;
        ClOrdId id = _wanted[_first];
        _first = (_first + 1) & (_wanted.Length - 1);
        _count--;
        ref BookedOrder order = ref s.Orders.Find(id);
        if (Unsafe.IsNullRef(ref order)) return;
        if (end.Outcome == Outcome.Accepted && _fills == end.Count)
            booking.BookList(ref order, _lots, _value, _feeE8, _fills);
        if (!order.NeedsTrades) return;
        _nextNs = s.NowNs + RetryNs;
        Want(id);
    }
}
