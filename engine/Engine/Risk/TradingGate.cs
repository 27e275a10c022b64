using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// Several causes may hold at once; the strictest wins; each is set and cleared by who knows about it.
/// </summary>
public sealed class TradingGate(Outbox outbox)
{
    private const GateCause Halting =
        GateCause.OperatorHalt | GateCause.PositionMismatch | GateCause.Liquidation | GateCause.BrokenInvariant;

    public GateCause Causes { get; private set; }

    public TradingState State =>
        Causes == 0 ? TradingState.Active : (Causes & Halting) != 0 ? TradingState.Halted : TradingState.Reducing;

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

    /// <summary>A new run begins: what was bound to the old process is gone, what needs a person stays.</summary>
    public void StartRun() => Causes &= GateCause.Liquidation | GateCause.BrokenInvariant;
}
