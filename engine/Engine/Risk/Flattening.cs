using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// The operator's way out: cancels everything, then sells every holding by reduce-only plain limit orders at the bid,
/// inside the collar, following a falling bid at most once a second. Trading is paused from the command on and stays
/// so. Resume, halt and stop end it; a crash does not. Each slot sells only what it holds, after its own earlier
/// order is over.
/// </summary>
public sealed class Flattening(EngineState s, OrderSender sender, TargetSet collar)
{
    private const long RepriceEveryNs = 1_000_000_000;

    /// <summary>The newest command wins over an earlier halt by hand; what halted by itself still holds.</summary>
    public void Begin()
    {
        s.IsFlattening = true;
        s.Gate.Set(GateCause.OperatorPause, true);
        s.Gate.Set(GateCause.OperatorHalt, false);
    }

    public void Run(bool mayPlace)
    {
        if (!CancelWhatIsNotWanted() || !mayPlace || s.Gate.State == TradingState.Halted) return;

        // A sell at the bid must not meet an own buy; one in doubt may take long, and is asked for meanwhile.
        if (s.Slots.WorkingBuys > s.Slots.Count(SlotState.BuyInDoubt) || !Close()) return;
        if (s.Slots.WorkingCount > 0) return;
        s.IsFlattening = false;
        s.IsDirty = true;
        s.Outbox.Notice(NoticeCode.Flattened, s.Slots.PositionLots);
    }

    private bool CancelWhatIsNotWanted()
    {
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.State is not (SlotState.BuyLive or SlotState.SellLive) || IsWhereItShouldBe(slot)) continue;
            if (!sender.TryCancel(k)) return false;
            s.Slots.Edit(k).RepricedNs = s.NowNs;
        }

        return true;
    }

    /// <summary>Above the bid an order would only wait for it to come back.</summary>
    private bool IsWhereItShouldBe(in Slot slot)
    {
        bool isWanted = slot.Has(SlotFlags.Closing) && !slot.Has(SlotFlags.CancelWanted);
        return isWanted && (slot.OrderPriceTicks <= s.BidTicks || s.NowNs - slot.RepricedNs < RepriceEveryNs);
    }

    /// <summary>True when nothing is left that could be sold.</summary>
    private bool Close()
    {
        bool isClosed = true;
        for (int k = s.Slots.Holding.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Holding.Next(k + 1))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.PositionLots < s.Instrument!.Definition.MinExitLots) continue;
            isClosed = false;
            bool isReady = slot.State == SlotState.Held && !slot.Has(SlotFlags.ExitsSuspended)
                && s.NowNs >= slot.NotBeforeNs;
            if (!isReady || !collar.IsInsideCollar(s.BidTicks)) continue;
            if (!sender.TryPlace(k, Side.Sell, s.BidTicks, slot.PositionLots, false)) return false;
            ref Slot placed = ref s.Slots.Edit(k);
            placed.Flags |= SlotFlags.Closing;
            placed.RepricedNs = s.NowNs;
        }

        return isClosed;
    }
}
