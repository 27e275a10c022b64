namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>What a campaign of seeds has shown.</summary>
public sealed record SimulationReport
{
    public required long Seeds { get; init; }
    public required IReadOnlyList<SeedFailure> Failures { get; init; }
    public required IReadOnlyDictionary<string, long> SeedsByVenue { get; init; }
    public required long VirtualNs { get; init; }
    public required long Crashes { get; init; }
    public required long Events { get; init; }

    /// <summary>Hits of each row of <see cref="FaultTable"/>.</summary>
    public required IReadOnlyList<long> Faults { get; init; }

    /// <summary>The engines' last state hashes of all seeds, folded into one.</summary>
    public required ulong StateHash { get; init; }
    public required TimeSpan Elapsed { get; init; }

    public long SeedsPerHour => (long)(Seeds / Math.Max(Elapsed.TotalHours, 1e-9));
}
