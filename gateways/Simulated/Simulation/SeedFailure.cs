namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>What a seed broke, where, and the last events before it.</summary>
public sealed record SeedFailure(
    ulong Seed, string Venue, long Step, string Invariant, string What, IReadOnlyList<string> LastEvents);
