using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>One row of the REST table. The handler writes its answer, or returns the refusal.</summary>
internal sealed record Endpoint(EndpointSecurity Security, int Weight, Func<ApiCall, VenueError> Handle)
{
    public EndpointKind Kind { get; init; }

    /// <summary>What it costs of the two limits on orders.</summary>
    public int OrdersIn10Seconds { get; init; }
    public int OrdersInMinute { get; init; }
}
