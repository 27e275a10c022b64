namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>One invariant: its name, when it is looked at, what it says, and what is broken (null = nothing).</summary>
internal sealed record InvariantRow(
    string Name, Moment Moment, string Meaning, Func<InvariantChecks, string?> FindBroken);
