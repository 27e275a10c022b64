using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// Layer 3: looks now and then whether there are too many live orders and cancels some that the target set does not
/// want: on the fuller side, the farthest first. Works with the set, never against it: what it cancels is not placed
/// again. Partly filled orders stay.
/// </summary>
public sealed class OrderCleaner(EngineState s, OrderSender sender, EntryLimits limits)
{
    private readonly TargetSet _target = new(s, limits);
    private readonly SlotBits _wanted = new();

    public void Tick()
    {
        if (s.NowNs < s.NextCleanUpNs || s.ReferenceTicks == 0) return;
        s.NextCleanUpNs = s.NowNs + s.Config.OrderCleanupIntervalNs;
        s.Slots.Settle();
        int live = s.Slots.WorkingCount;
        if (live < s.Config.OrderCleanupThreshold) return;
        long gridIndex = s.Grid.GridIndex(s.ReferenceTicks);
        _target.Build(gridIndex, true);
        Mark(true);
        int batch = s.Config.CleanupBatchSize;
        int side = s.Slots.WorkingBuys.CompareTo(s.Slots.WorkingSells);
        int buys = side < 0 ? 0 : CancelBuys(side == 0 ? batch / 2 : batch, gridIndex);
        int sells = side > 0 ? 0 : CancelSells(side == 0 ? batch / 2 : batch);
        Mark(false);
        if (buys + sells > 0) s.Outbox.Notice(NoticeCode.OrdersCleaned, live, buys, sells);
    }

    /// <summary>From the lowest; buys above the window belong to the set.</summary>
    private int CancelBuys(int most, long gridIndex)
    {
        int canceled = 0;
        for (int k = s.Slots.Working.Next(int.MinValue);
            k != SlotBits.None && k <= gridIndex && canceled < most; k = s.Slots.Working.Next(k + 1))
        {
            if (!MayGo(k, SlotState.BuyLive)) continue;
            if (!sender.TryCancel(k)) return canceled;
            canceled++;
        }

        return canceled;
    }

    /// <summary>From the highest.</summary>
    private int CancelSells(int most)
    {
        int canceled = 0;
        for (int k = s.Slots.Working.Previous(int.MaxValue);
            k != SlotBits.None && canceled < most; k = s.Slots.Working.Previous(k - 1))
        {
            if (!MayGo(k, SlotState.SellLive)) continue;
            if (!sender.TryCancel(k)) return canceled;
            canceled++;
        }

        return canceled;
    }

    private bool MayGo(int k, SlotState live)
    {
        ref readonly Slot slot = ref s.Slots.Read(k);
        return slot.State == live && slot.OrderCumLots == 0 && !_wanted[k];
    }

    private void Mark(bool value)
    {
        foreach (int k in _target.Exits) _wanted.Set(k, value);
        foreach (int k in _target.Entries) _wanted.Set(k, value);
    }
}
