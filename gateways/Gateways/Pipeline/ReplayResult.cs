using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>What applying a journal again has shown.</summary>
/// <param name="Records">Events applied.</param>
/// <param name="LastSequence">Sequence of the last of them; 0 = the journal is empty.</param>
/// <param name="Commands">Commands on record that were regenerated.</param>
/// <param name="FirstDifference">What differs first; null = nothing does.</param>
/// <param name="Missing">
/// Decided, but not on record, in order: the process died after it had recorded an event and before it had recorded
/// all of what that event caused. Such a command never left.
/// </param>
public sealed record ReplayResult(
    long Records,
    long LastSequence,
    long Commands,
    ReplayDifference? FirstDifference,
    IReadOnlyList<OutboundCommand> Missing)
{
    /// <summary>
    /// The commands on record are those of a replay; what the very last event caused may be missing, because that is
    /// where a process can die.
    /// </summary>
    public bool CommandsMatch =>
        FirstDifference is null && (Missing.Count == 0 || Missing[0].CauseSequence == LastSequence);
}
