namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>Whether a mutant was found out: how many seeds that took, and by what.</summary>
public sealed record MutantResult(string Name, long Seeds, SeedFailure? Found);
