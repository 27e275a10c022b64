using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>What follows a proven reject: at most five attempts, longer pauses, and no loop.</summary>
public sealed class RejectPolicy(EngineState s)
{
    /// <summary>Would-take refusals of an exit in a row after which it may become a plain limit order.</summary>
    public const int LadderLength = 3;

    private const long Second = 1_000_000_000;
    private const long LongestPauseNs = 30 * Second;
    private const int MostAttempts = 5;
    private const int MostSame = 3;

    public void OnReject(int k, Side side, Reason reason)
    {
        ref Slot slot = ref s.Slots.Edit(k);
        s.Counters.RejectedOrders++;
        s.Counters.Rejects.Add(reason);
        switch (reason)
        {
            case Reason.RateLimited or Reason.IpBanned or Reason.Overloaded or Reason.Maintenance:
                // says nothing about this order: not an attempt
                slot.NotBeforeNs = s.NowNs + s.Config.OrderRetryDelayNs;
                return;
            case Reason.InsufficientMargin when side == Side.Buy:
                // says something about the account, not about this slot: not an attempt
                s.Slots.Settle();
                slot = ref s.Slots.Edit(k); // counted just now: what follows must be counted again
                s.Margin.OnReject(s.Slots.WorkingBuys, slot.SentNs, s.NowNs, s.Config.MarginLockDurationNs);
                slot.NotBeforeNs = s.NowNs + s.Config.OrderRetryDelayNs;
                return;
            case Reason.WouldTake:
                OnWouldTake(ref slot, side);
                return;
            case Reason.ReduceOnlyRejected:
                slot.Flags |= SlotFlags.ExitsSuspended;
                break;
        }

        slot.WouldTakes = 0; // the ladder's last step is only for refusals of its own kind
        slot.SameRejects = slot.LastReject == reason ? (byte)(slot.SameRejects + 1) : (byte)1;
        slot.LastReject = reason;
        slot.Rejects++;
        if (slot.Rejects >= MostAttempts || slot.SameRejects >= MostSame)
        {
            s.Outbox.Notice(NoticeCode.SlotPaused, k, slot.Rejects, LongestPauseNs, 0, reason);
            Forget(ref slot);
            slot.NotBeforeNs = s.NowNs + LongestPauseNs;
            return;
        }

        slot.NotBeforeNs = s.NowNs + (s.Config.OrderRetryDelayNs << (slot.Rejects - 1));
    }

    /// <summary>
    /// The venue took an order of this slot: the intent's troubles are over, except that venues may take a post-only
    /// order and end it a moment later because it would trade at once.
    /// </summary>
    public void OnAccepted(int k)
    {
        ref Slot slot = ref s.Slots.Edit(k);
        if (slot.Rejects != 0) Forget(ref slot);
    }

    /// <summary>An order of this slot traded: it stood in the book.</summary>
    public void OnMaker(int k)
    {
        ref Slot slot = ref s.Slots.Edit(k);
        if (slot.WouldTakes != 0) slot.WouldTakes = 0;
    }

    /// <summary>The end of an accepted order: "would take" is a refusal that came late, all else is none.</summary>
    public void OnEnded(int k, Side side, Reason reason)
    {
        ref Slot slot = ref s.Slots.Edit(k);
        if (reason == Reason.WouldTake) OnWouldTake(ref slot, side);
        else slot.WouldTakes = 0;
    }

    private void OnWouldTake(ref Slot slot, Side side)
    {
        if (slot.WouldTakes < byte.MaxValue) slot.WouldTakes++;
        if (side == Side.Buy)
        {
            slot.NotBeforeNs = s.NowNs + Doubling(s.Config.OrderRetryDelayNs, slot.WouldTakes - 1);
            return;
        }

        // Exits climb down the ladder at once; past its end (the taker fee would eat the profit) they wait.
        int past = slot.WouldTakes - LadderLength;
        slot.NotBeforeNs = past < 0 ? s.NowNs : s.NowNs + Doubling(Second, past);
    }

    private static long Doubling(long firstNs, int times) =>
        long.Min(LongestPauseNs, firstNs << int.Min(times, 6));

    private static void Forget(ref Slot slot)
    {
        slot.Rejects = 0;
        slot.SameRejects = 0;
        slot.LastReject = Reason.None;
    }
}
