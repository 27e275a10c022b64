using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine;

/// <summary>The business-logic processor: a pure function from events to commands.</summary>
public sealed class TradingEngine
{
    private readonly OutboundCommand[] _commands = new OutboundCommand[512];
    private int _commandCount;
    private EngineSnapshot _snapshot;

    /// <summary>Bumped by hand whenever the same events lead to another state or other commands.</summary>
    public const int LogicVersion = 1;

    /// <summary>What the last event caused; valid until the next <see cref="Apply"/>.</summary>
    public ReadOnlySpan<OutboundCommand> Commands => _commands.AsSpan(0, _commandCount);

    public ulong StateHash { get; private set; }

    public EnginePhase Phase => _snapshot.Phase;

    /// <summary>Applies one event; the caller has journaled it.</summary>
    public void Apply(in InboundEvent e)
    {
        _commandCount = 0;
        _snapshot.LastSequence = e.Header.Sequence;
        StateHash++;
    }

    public void CopyTo(ref EngineSnapshot snapshot) => snapshot = _snapshot;
}
