using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>
/// One row of a front's table. The handler writes its answer, or returns the refusal in the core's own numbers, which
/// the front translates into its venue's.
/// </summary>
/// <param name="IsSigned">It needs key, time and signature.</param>
/// <param name="Limit">Requests that the venue takes per window of this endpoint.</param>
/// <param name="WindowMs">Length of that window.</param>
/// <param name="Handle">Writes the answer.</param>
internal sealed record FrontEndpoint(bool IsSigned, int Limit, int WindowMs, Func<FrontCall, VenueError> Handle)
{
    public EndpointKind Kind { get; init; }

    /// <summary>Endpoints that share one limit have one name here; null = this one has its own.</summary>
    public string? Budget { get; init; }

    /// <summary>How much of the limit a request takes.</summary>
    public Func<FrontRequest, int> Cost { get; init; } = static _ => 1;

    /// <summary>Status of a success; Gate says 201 to an order.</summary>
    public int Success { get; init; } = 200;
}
