using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// What is less than the venue's smallest exit: in the window it is topped up by the slot's next buy; below the window
/// its quantity and cost move in the books to the nearest slot above that holds something, whose next exit sells both.
/// No live order is changed by that.
/// </summary>
public sealed class SmallHoldings(EngineState s)
{
    public void MoveUp(long gridIndex)
    {
        long smallest = s.Instrument!.Definition.MinExitLots;
        if (smallest <= 1) return; // every holding can be sold
        long lowest = gridIndex - s.Config.BuyWindowSize + 1;
        for (int k = s.Slots.Holding.Next(int.MinValue); k != SlotBits.None && k < lowest;
            k = s.Slots.Holding.Next(k + 1))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.State != SlotState.Held || slot.PositionLots >= smallest) continue;
            int above = s.Slots.Holding.Next(k + 1);
            if (above == SlotBits.None) return;
            Move(k, above);
        }
    }

    private void Move(int from, int to)
    {
        ref Slot source = ref s.Slots.Edit(from);
        ref Slot target = ref s.Slots.Edit(to);
        s.Outbox.Notice(NoticeCode.SmallHoldingMoved, from, to, source.PositionLots);
        target.PositionLots += source.PositionLots;
        target.CostValue += source.CostValue;
        target.CostFeeE8 += source.CostFeeE8;
        source.PositionLots = source.CostValue = source.CostFeeE8 = 0;
        source.State = SlotState.Free;
        s.Slots.Settle();
    }
}
