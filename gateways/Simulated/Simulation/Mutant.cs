namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>The policy with one mistake in it, and the faults that bring it to light.</summary>
public sealed record Mutant(string Name, FaultProfile Profile)
{
    /// <summary>Makes the broken policy of a seed.</summary>
    internal Func<SeedRun, Policy> Policy { get; init; } = static _ => new Policy();
}
