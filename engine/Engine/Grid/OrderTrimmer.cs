using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// The cancels: live orders that the target set does not want any more. What left the set lingers a while, because a
/// price that comes back would only place it again; what is in the way of a nearer order goes at once.
/// </summary>
public sealed class OrderTrimmer(EngineState s, OrderSender sender, EntryLimits limits)
{
    private const long RepriceEveryNs = 1_000_000_000;

    private readonly bool[] _isTargetExit = new bool[1 << 20];
    private int _working;
    private int _leaving;

    /// <summary>One more order fits under the threshold.</summary>
    public bool HasRoom => _working < s.Config.OrderCleanupThreshold - 1;

    /// <summary>An order was placed since the last <see cref="Trim"/>.</summary>
    public void CountPlaced() => _working++;

    /// <summary>False when a cancel is due that had no token.</summary>
    public bool Trim(TargetSet target, long gridIndex, TradingState state)
    {
        _working = s.Slots.WorkingCount;
        _leaving = s.Slots.Count(SlotState.BuyCanceling) + s.Slots.Count(SlotState.SellCanceling);
        Mark(target.ExitsWithHysteresis, true);
        bool isAllSent = true;
        foreach (int k in s.Slots.Working)
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.State is not (SlotState.BuyLive or SlotState.SellLive)) continue;
            bool goes = slot.Has(SlotFlags.CancelWanted | SlotFlags.Closing) || (slot.State == SlotState.BuyLive
                ? BuyGoes(k, slot, gridIndex, state)
                : SellGoes(k, slot, target, state));
            if (goes && !TryCancel(k, slot)) isAllSent = false;
        }

        Mark(target.ExitsWithHysteresis, false);
        return MakeRoom(target, gridIndex) && MakeRoomForEntries(target, gridIndex) && isAllSent;
    }

    private bool BuyGoes(int k, in Slot slot, long gridIndex, TradingState state)
    {
        if (state != TradingState.Active) return true;

        // Half an interval above its price the held part of a partly filled buy should be on its way out.
        bool hasPart = slot.PositionLots >= s.Instrument!.Definition.MinExitLots;
        if (hasPart && 2 * (s.ReferenceTicks - s.Grid.BuyPrice(k)) >= s.Grid.IntervalTicks) return true;
        long lowest = gridIndex - s.Config.BuyWindowSize + 1 - s.Config.Hysteresis;
        return Lingered(k, slot, k < lowest);
    }

    private bool SellGoes(int k, in Slot slot, TargetSet target, TradingState state)
    {
        if (slot.OrderQtyLots - slot.OrderCumLots > slot.PositionLots) return true;
        if (!_isTargetExit[k + Model.ClOrdId.SlotOffset]) return Lingered(k, slot, true);
        if (slot.OutsideNs != 0) s.Slots.Edit(k).OutsideNs = 0;

        if (state == TradingState.Halted) return false; // it could not be placed again

        // Only downwards towards its own sell price: never because the bid has passed it.
        long price = target.ExitPrice(k);
        bool isWorthIt = 2 * (slot.OrderPriceTicks - price) >= s.Grid.IntervalTicks && target.IsInsideCollar(price);
        if (!isWorthIt) return false;
        if (s.NowNs - slot.RepricedNs < RepriceEveryNs)
        {
            s.DueAt(slot.RepricedNs + RepriceEveryNs);
            return false;
        }

        return true;
    }

    /// <summary>A sell that goes although the set wants it is on its way to a better price.</summary>
    private bool TryCancel(int k, in Slot slot)
    {
        if (!sender.TryCancel(k)) return false;
        _leaving++;
        if (slot.IsSelling && slot.OutsideNs == 0) s.Slots.Edit(k).RepricedNs = s.NowNs;
        return true;
    }

    private bool Lingered(int k, in Slot slot, bool isOutside)
    {
        if (!isOutside)
        {
            if (slot.OutsideNs != 0) s.Slots.Edit(k).OutsideNs = 0;
            return false;
        }

        if (slot.OutsideNs == 0) s.Slots.Edit(k).OutsideNs = s.NowNs;
        long until = slot.OutsideNs + s.Config.LingerNs;
        if (s.NowNs >= until) return true;
        s.DueAt(until);
        return false;
    }

    /// <summary>Cancels the farthest orders outside the set while the new ones of the set would not fit.</summary>
    private bool MakeRoom(TargetSet target, long gridIndex)
    {
        int over = _working - _leaving + Missing(target) - (s.Config.OrderCleanupThreshold - 1);
        if (over <= 0) return true;
        long lowest = target.EntryCount > 0 ? target.Entries[^1] : gridIndex + 1;
        bool isAllSent = true;
        Mark(target.Exits, true);
        for (; over > 0 && isAllSent; over--)
        {
            int k = FarthestOutside(lowest);
            if (k == SlotBits.None) break;
            isAllSent = sender.TryCancel(k);
        }

        Mark(target.Exits, false);
        return isAllSent;
    }

    /// <summary>Live buys below the set's lowest and live sells that are not marked; the farther price first.</summary>
    private int FarthestOutside(long lowestBuy)
    {
        int farthest = SlotBits.None;
        long most = -1;
        foreach (int k in s.Slots.Working)
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            bool isOutside = slot.State == SlotState.BuyLive
                ? k < lowestBuy
                : slot.State == SlotState.SellLive && !_isTargetExit[k + Model.ClOrdId.SlotOffset];
            long distance = long.Abs(slot.OrderPriceTicks - s.ReferenceTicks);
            if (!isOutside || distance <= most) continue;
            farthest = k;
            most = distance;
        }

        return farthest;
    }

    /// <summary>Within the limits of entries the farthest buy gives way to a nearer slot.</summary>
    private bool MakeRoomForEntries(TargetSet target, long gridIndex)
    {
        if (target.EntryCount == 0) return true;
        int over = limits.InTheWay(target.Entries);
        long lowest = long.Min(target.Entries[^1], gridIndex);
        bool isAllSent = true;
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None && over > 0 && k < lowest;
            k = s.Slots.Working.Next(k + 1))
        {
            if (s.Slots.Read(k).State != SlotState.BuyLive) continue;
            isAllSent &= sender.TryCancel(k);
            over--;
        }

        return isAllSent;
    }

    private int Missing(TargetSet target)
    {
        int missing = 0;
        foreach (int k in target.Exits) missing += s.Slots.Read(k).HasOrder ? 0 : 1;
        foreach (int k in target.Entries) missing += s.Slots.Read(k).HasOrder ? 0 : 1;
        return missing;
    }

    private void Mark(ReadOnlySpan<int> exits, bool value)
    {
        foreach (int k in exits) _isTargetExit[k + Model.ClOrdId.SlotOffset] = value;
    }
}
