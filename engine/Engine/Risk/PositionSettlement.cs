using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// What happens when the venue's position is not the sum of the slots. A surplus is foreign and stays where it is
/// (adopted only at the first start or on request); a shortage is written off from the farthest slots; beyond the
/// limit trading halts. Unless nothing was ever traded, two passes have to agree first: between the lists of one pass
/// an order may fill unheard.
/// </summary>
public sealed class PositionSettlement(EngineState s)
{
    /// <summary>How far apart two passes must be to agree on a difference.</summary>
    public const long AgreementNs = 5_000_000_000;

    private long _difference;
    private long _differenceNs;
    private long _differenceEvents;
    private long _reportedSurplus;

    /// <summary>The operator (or the configuration) wants a surplus to be adopted.</summary>
    public bool AdoptWanted { get; set; }

    /// <summary>Returns 0 when settled, else after how many nanoseconds a further pass shall look again.</summary>
    public long Settle(ReconcilePass pass, bool stoodStill, bool isFirstStart)
    {
        if (!stoodStill) return AgreementNs;
        long difference = pass.PositionLots - s.Slots.PositionLots;
        if (difference == 0)
        {
            _difference = _reportedSurplus = 0;
            AdoptWanted = false;
            s.Gate.Set(GateCause.PositionMismatch, false);
            return 0;
        }

        bool isUntraded = isFirstStart && s.Slots.PositionLots == 0;
        if (difference > 0 && (AdoptWanted || isUntraded))
        {
            long waitNs = isUntraded ? 0 : NsToAgree(difference);
            if (waitNs > 0) return waitNs;
            AdoptWanted = false;
            Adopt(difference, pass.EntryPriceE8);
            return 0;
        }

        s.Outbox.Notice(NoticeCode.ReconcilePosition, s.Slots.PositionLots, pass.PositionLots, difference);
        bool isBeyondLimit = IsBeyondLimit(difference, pass.PositionLots);
        if (isBeyondLimit) s.Gate.Set(GateCause.PositionMismatch, true);
        else if (difference == _reportedSurplus) return 0;
        long againNs = NsToAgree(difference);
        if (isBeyondLimit || againNs > 0) return againNs;
        if (difference < 0) WriteOff(-difference);
        else ReportSurplus(difference);
        return 0;
    }

    /// <summary>
    /// Enters <paramref name="lots"/> into free slots at the venue's entry price, upwards from the first slot whose
    /// sell earns over it; each takes at most the fixed amount, the last takes what is left.
    /// </summary>
    public void Adopt(long lots, long entryPriceE8)
    {
        long entryTicks = (entryPriceE8 + s.Instrument!.TickSizeE8 - 1) / s.Instrument.TickSizeE8;
        long first = s.Grid.LowestSlotSellingAbove(entryTicks);
        if (first < 0 || s.Config.AdoptBelowCost) first = 0;
        Int128 entryValueE8 = (Int128)entryPriceE8 * s.Instrument.LotSizeE8 / FixedPoint.One;
        for (int k = (int)first; lots > 0; k++)
        {
            ref readonly Slot free = ref s.Slots.Read(k);
            if (free.State != SlotState.Free || free.PositionLots != 0) continue;
            bool isLast = k == ClOrdId.MaxSlot;
            long part = isLast ? lots : long.Min(lots, OrderSize.Lots(s, s.Grid.BuyPrice(k)));
            long value = (long)(entryValueE8 * part / s.Instrument.UnitE8);
            ref Slot slot = ref s.Slots.Edit(k);
            s.Books.Adjust(ref slot, part, value);
            slot.State = SlotState.Held;
            s.Outbox.Notice(NoticeCode.PositionAdopted, k, part, value);
            lots -= part;
        }

        s.Slots.Settle();
        s.IsDirty = true;
    }

    private bool IsBeyondLimit(long difference, long venueLots)
    {
        long larger = long.Max(long.Abs(venueLots), s.Slots.PositionLots);
        long oneOrder = OrderSize.Lots(s, s.Grid.AnchorTicks);
        long percent = (long)((Int128)larger * s.Config.ReconcileHaltPercent / 100);
        return long.Abs(difference) > long.Max(oneOrder, percent);
    }

    /// <summary>0 = an earlier pass has shown the same, and nothing was booked since.</summary>
    private long NsToAgree(long difference)
    {
        if (_difference != difference || _differenceEvents != s.OwnEvents)
        {
            _difference = difference;
            _differenceNs = s.NowNs;
            _differenceEvents = s.OwnEvents;
        }

        return long.Max(0, AgreementNs - (s.NowNs - _differenceNs));
    }

    private void ReportSurplus(long lots)
    {
        s.Outbox.Notice(NoticeCode.ForeignSurplus, lots);
        _reportedSurplus = lots;
    }

    private void WriteOff(long lots)
    {
        _difference = 0;
        for (int k = s.Slots.Holding.Previous(int.MaxValue); k != SlotBits.None && lots > 0;
            k = s.Slots.Holding.Previous(k - 1))
        {
            ref Slot slot = ref s.Slots.Edit(k);
            long part = long.Min(lots, slot.PositionLots);
            long cost = part == slot.PositionLots
                ? slot.CostValue
                : (long)((Int128)slot.CostValue * part / slot.PositionLots);
            s.Books.Adjust(ref slot, -part, -cost);
            s.Outbox.Notice(NoticeCode.ReconcileWrittenOff, k, part, cost);
            if (slot.State == SlotState.Held && slot.PositionLots == 0) slot.State = SlotState.Free;
            if (slot.IsSelling && slot.OrderQtyLots - slot.OrderCumLots > slot.PositionLots)
                slot.Flags |= SlotFlags.CancelWanted;
            lots -= part;
        }

        s.Slots.Settle();
        s.IsDirty = true;
    }
}
