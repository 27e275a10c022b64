namespace OpenSQT.Lmax.Journal;

/// <summary>How the journal fares, for whoever decides whether to go on.</summary>
/// <param name="DurableEvent">The last event that survives a power loss.</param>
/// <param name="DurableCommand">The last command that does.</param>
/// <param name="LagMs">For how long the oldest event that does not survive one has been waiting.</param>
/// <param name="Problem">What is wrong, and what to do; null = nothing.</param>
/// <param name="IsFinal">
/// It does not get better: the disk has failed, or the last segment that could be allocated is nearly full. Own orders
/// must be cancelled while the answers can still be recorded.
/// </param>
public readonly record struct JournalHealth(
    long DurableEvent, long DurableCommand, long LagMs, string? Problem, bool IsFinal);
