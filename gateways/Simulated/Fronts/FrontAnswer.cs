using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>The answer to one request, before it goes out.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON of the venue.</param>
/// <param name="Fault">What is to go wrong with it; null = nothing.</param>
/// <param name="Usage">What is left of its limit.</param>
internal readonly record struct FrontAnswer(int Status, byte[] Body, PlannedFault? Fault, FrontUsage Usage)
{
    /// <summary>Done, and the connection ends without a reply.</summary>
    public bool IsLost => Fault is { Fault: RequestFault.LoseAck or RequestFault.FillAndLoseAck };
}
