using System.Numerics;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// Several causes may hold at once; the strictest wins; each is set and cleared by who knows about it.
/// </summary>
public sealed class TradingGate(Outbox outbox)
{
    private const GateCause Halting =
        GateCause.OperatorHalt | GateCause.PositionMismatch | GateCause.Liquidation | GateCause.BrokenInvariant
        | GateCause.JournalDegraded;

    private readonly CauseRecovery[] _recoveries = new CauseRecovery[16];

    public GateCause Causes { get; private set; }

    public TradingState State =>
        Causes == 0 ? TradingState.Active : (Causes & Halting) != 0 ? TradingState.Halted : TradingState.Reducing;

    /// <summary>Whether this cause lets cancels through only; the others let exits go on.</summary>
    public static bool Halts(GateCause cause) => (cause & Halting) != 0;

    public bool Has(GateCause cause) => (Causes & cause) != 0;

    /// <summary>Sets or clears a cause; true when that changed something (which is then reported).</summary>
    public bool Set(GateCause cause, bool holds)
    {
        GateCause before = Causes;
        Causes = holds ? Causes | cause : Causes & ~cause;
        if (Causes == before) return false;
        outbox.Notice(NoticeCode.TradingStateChanged, (long)State, (long)Causes, (long)before);
        return true;
    }

    /// <summary>
    /// An automatic cause was looked for: it holds at once when seen and ends only after it stayed away long enough.
    /// True when that changed something.
    /// </summary>
    public bool Watch(GateCause cause, bool isSeen, long nowNs)
    {
        ref CauseRecovery recovery = ref _recoveries[BitOperations.TrailingZeroCount((uint)cause)];
        if (!Has(cause))
        {
            if (!isSeen) return false;
            recovery.Begin(nowNs);
            return Set(cause, true);
        }

        if (isSeen) recovery.Seen(nowNs);
        return !isSeen && recovery.TryEnd(nowNs) && Set(cause, false);
    }

    /// <summary>A new run begins: what was bound to the old process is gone, what needs a person stays.</summary>
    public void StartRun()
    {
        Causes &= GateCause.Liquidation | GateCause.BrokenInvariant;
        Array.Clear(_recoveries);
    }

    public ulong Hash()
    {
        ulong hash = (ulong)Causes;
        for (int i = 0; i < _recoveries.Length; i++) hash = StateHash.Mix(hash, _recoveries[i].Hash());
        return hash;
    }
}
