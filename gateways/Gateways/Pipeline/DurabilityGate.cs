using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// Holds a new order back until what it must not be sent without is safe from a power loss. Cancels and queries pass.
/// On the outbound thread.
/// </summary>
public sealed class DurabilityGate(Durability level, JournalArchiver archiver)
{
    /// <summary>
    /// Longer than a healthy disk ever takes. An order that waited in vain never leaves: it is then asked for at the
    /// venue and proven absent, like any other without an answer.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private long _required;

    /// <summary>A command for the host goes by.</summary>
    public void Note(in OutboundCommand command)
    {
        if (level != Durability.Power || command.Kind != CommandKind.Notice) return;
        if (command.Read<Notice>().Code is NoticeCode.PhaseChanged or NoticeCode.TradingStateChanged)
            _required = command.CauseSequence;
    }

    /// <summary>Whether the order may leave.</summary>
    public bool TryPass(in OutboundCommand order)
    {
        if (archiver.HasFailed) return false;
        long required = level == Durability.Strict ? order.CauseSequence : _required;
        return archiver.DurableEvent >= required || archiver.TryWait(required, Patience);
    }
}
