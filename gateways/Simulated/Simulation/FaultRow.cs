namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>One row of <see cref="FaultTable"/>.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Name">As it is printed.</param>
/// <param name="Rare">Rate in 1e-5 of the opportunities.</param>
/// <param name="Frequent">Rate in 1e-5 of the opportunities.</param>
/// <param name="Meaning">The opportunity, a colon, and what happens.</param>
public sealed record FaultRow(FaultClass Fault, string Name, int Rare, int Frequent, string Meaning);
