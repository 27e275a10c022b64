using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// Books fills by cumulative quantity: <c>delta = max(0, CumQty − booked)</c>. Repeated, reordered and late reports
/// therefore change nothing twice. Where a report skips fills, its value is estimated and the fills are asked for.
/// </summary>
public sealed class FillBooking(EngineState s, FillHistory history)
{
    /// <summary>A report of one fill; returns the lots that were new.</summary>
    public long BookTrade(ref BookedOrder order, in ExecutionReport report)
    {
        long delta = report.CumQtyLots - order.CumQtyLots;
        if (delta <= 0) return 0;
        long known = long.Min(report.LastQtyLots, delta);
        if (report.LastPxTicks <= 0) known = 0;
        long value = known * report.LastPxTicks + (delta - known) * order.PriceTicks;
        long feeE8 = report.FeeAsset == FeeAsset.Quote ? report.FeeE8 : 0;
        bool whole = known == delta && report.LastQtyLots == delta;
        Book(ref order, delta, value, whole ? feeE8 : 0, 1, !whole);
        return delta;
    }

    /// <summary>A status of the whole order; its value may be known, its fees are not.</summary>
    public long BookStatus(ref BookedOrder order, long cumQtyLots, long cumValue)
    {
        long delta = cumQtyLots - order.CumQtyLots;
        if (delta <= 0) return 0;
        long value = cumValue > order.CumValue ? cumValue - order.CumValue : delta * order.PriceTicks;
        Book(ref order, delta, value, 0, 1, true);
        return delta;
    }

    /// <summary>The venue's complete list of the order's fills: the truth about value and fees.</summary>
    public void BookList(ref BookedOrder order, long lots, long value, long feeE8, int fills)
    {
        if (lots < order.CumQtyLots) return; // older than what we know
        if (lots > order.CumQtyLots)
        {
            Book(ref order, lots - order.CumQtyLots, value - order.CumValue, feeE8 - order.FeeE8,
                fills - order.Fills, false);
            order.NeedsTrades = false;
            return;
        }

        s.Orders.ToggleHash(order);
        ref Slot slot = ref s.Slots.Edit(order.Id.Slot);
        s.Books.Correct(ref slot, order.Id.Side, value - order.CumValue, feeE8 - order.FeeE8);
        s.Books.CountFill(order.Id.Side, fills - order.Fills);
        order.CumValue = value;
        order.FeeE8 = feeE8;
        order.Fills = fills;
        order.NeedsTrades = false;
        s.Orders.ToggleHash(order);
    }

    private void Book(ref BookedOrder order, long delta, long value, long feeE8, int fills, bool estimated)
    {
        s.Orders.ToggleHash(order);
        order.CumQtyLots += delta;
        order.CumValue += value;
        order.FeeE8 += feeE8;
        order.Fills += fills;
        if (estimated) order.NeedsTrades = true;
        s.Orders.ToggleHash(order);
        if (order.NeedsTrades) history.Want(order.Id);

        ClOrdId id = order.Id;
        ref Slot slot = ref s.Slots.Edit(id.Slot);
        long gross = s.Books.GrossUnits;
        long settledFees = s.Books.SettledFeesE8;
        if (id.Side == Side.Buy) s.Books.Buy(ref slot, delta, value, feeE8);
        else BookSell(id, ref slot, delta, value, feeE8);
        s.Books.CountFill(id.Side, fills);
        s.Fills.Add(new FillRecord
        {
            TimeNs = s.NowNs,
            ClOrdId = id.Value,
            Lots = delta,
            ValueUnits = value,
            FeeE8 = feeE8,
            GrossUnits = s.Books.GrossUnits - gross,
            SettledFeeE8 = s.Books.SettledFeesE8 - settledFees,
            IsEstimated = estimated,
        });
        if (slot.ClOrdId == id.Value) slot.OrderCumLots = order.CumQtyLots;
        s.OwnEvents++;
        s.IsDirty = true;
    }

    private void BookSell(ClOrdId id, ref Slot slot, long delta, long value, long feeE8)
    {
        if (delta > slot.PositionLots) BookImpliedBuy(id, ref slot, delta - slot.PositionLots);
        long missing = delta - slot.PositionLots;
        if (missing > 0)
        {
            // Only after a holding was written off: the venue sold more than the books still had. It comes back into
            // the books at the price of this sale, so that the sum stays the venue's.
            s.Books.Adjust(ref slot, missing, (long)((Int128)value * missing / delta));
        }

        s.Books.Sell(ref slot, delta, value, feeE8);
    }

    /// <summary>
    /// A sell that left after the slot's buy sold what that buy had filled, although nothing was heard of it (the
    /// journal has lost its tail, the answer is still out): so the buy has filled by as much. Its own report then adds
    /// only what is more, and its list of fills corrects the price.
    /// </summary>
    private void BookImpliedBuy(ClOrdId sell, ref Slot slot, long lots)
    {
        var id = new ClOrdId(slot.ClOrdId);
        if (!slot.IsBuying || !sell.IsLaterThan(id)) return;
        ref BookedOrder buy = ref s.Orders.Find(id);
        if (Unsafe.IsNullRef(ref buy)) return;
        long implied = long.Min(lots, buy.OrderQtyLots - buy.CumQtyLots);
        if (implied > 0) Book(ref buy, implied, implied * buy.PriceTicks, 0, 1, true);
    }
}
