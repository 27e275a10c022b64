using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// Moves the holdings onto another grid (<c>--new-grid</c>): first every own order of the old grid goes, then each
/// holding moves to the nearest new slot at or above its cost.
/// </summary>
public sealed class NewGrid(EngineState s, OrderSender sender)
{
    private long _anchorTicks;
    private long _intervalTicks;

    public bool IsWanted => _intervalTicks != 0 || _anchorTicks != 0;

    public void Want(long intervalTicks) => _intervalTicks = intervalTicks;

    public void WantAnchor(long anchorTicks) => _anchorTicks = anchorTicks;

    /// <summary>
    /// True when the holdings have moved; false while orders of the old grid are still on their way out.
    /// </summary>
    public bool TryMove()
    {
        if (s.Slots.WorkingCount > 0)
        {
            for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
                if (s.Slots.Read(k).State is SlotState.BuyLive or SlotState.SellLive)
                    sender.TryCancel(k);
            return false;
        }

        (int From, long Lots, long Cost, long FeeE8)[] holdings = TakeOut();
        s.Grid = new GridGeometry(
            _anchorTicks != 0 ? _anchorTicks : s.Grid.AnchorTicks,
            _intervalTicks != 0 ? _intervalTicks : s.Grid.IntervalTicks);
        _anchorTicks = _intervalTicks = 0;
        foreach ((int from, long lots, long cost, long feeE8) in holdings)
        {
            long unitCost = (cost + lots - 1) / lots;
            int k = (int)s.Grid.LowestSlotSellingAbove(unitCost + s.Grid.IntervalTicks - 1);
            ref Slot slot = ref s.Slots.Edit(k);
            slot.PositionLots += lots;
            slot.CostValue += cost;
            slot.CostFeeE8 += feeE8;
            slot.State = SlotState.Held;
            s.Outbox.Notice(NoticeCode.HoldingMoved, from, k, lots);
        }

        s.Slots.Settle();
        s.IsDirty = true;
        s.Outbox.Notice(NoticeCode.GridSet, s.Grid.AnchorTicks, s.Grid.IntervalTicks);
        return true;
    }

    private (int From, long Lots, long Cost, long FeeE8)[] TakeOut()
    {
        var holdings = new (int, long, long, long)[s.Slots.HoldingCount];
        int count = 0;
        for (int k = s.Slots.Holding.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Holding.Next(k + 1))
        {
            ref Slot slot = ref s.Slots.Edit(k);
            holdings[count++] = (k, slot.PositionLots, slot.CostValue, slot.CostFeeE8);
            slot.PositionLots = slot.CostValue = slot.CostFeeE8 = 0;
            slot.State = SlotState.Free;
        }

        s.Slots.Settle();
        return holdings;
    }
}
