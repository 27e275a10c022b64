using System.Globalization;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>The first place where a replay decides something else than what is on record.</summary>
/// <param name="Event">The event that was applied there; null = all of them had been applied.</param>
/// <param name="Decided">What the replay decides; null = nothing where the record has a command.</param>
/// <param name="Recorded">What is on record.</param>
/// <param name="LastEqualMark">The last event after which both have had the same state hash; 0 = none.</param>
public sealed record ReplayDifference(
    InboundEvent? Event, OutboundCommand? Decided, OutboundCommand Recorded, long LastEqualMark)
{
    /// <summary>The commands are the same up to here, but a state hash is not.</summary>
    public bool IsStateOnly =>
        Recorded.Kind == CommandKind.StateHashMark && Decided?.Kind == CommandKind.StateHashMark
        && Recorded.CauseSequence == Decided?.CauseSequence;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"command {Recorded.Header.Sequence}: on record {Recorded.Kind} caused by event {Recorded.CauseSequence}, "
        + $"replayed {Name(Decided)}; state hashes agree up to event {LastEqualMark}");

    private static string Name(OutboundCommand? command) => command is not { } decided
        ? "nothing"
        : string.Create(CultureInfo.InvariantCulture, $"{decided.Kind} caused by event {decided.CauseSequence}");
}
