using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>Sizes and patience of an <see cref="ExecutionGateway"/>.</summary>
public sealed record ExecutionOptions
{
    /// <summary>Connections, that is requests that may be under way at once.</summary>
    public int Lanes { get; init; } = ExecutionGateway.DefaultLanes;

    /// <summary>
    /// Order entry over WebSocket, which is tried first where the venue has it; null = REST only.
    /// </summary>
    public VenueAddress? OrderEntry { get; init; }

    /// <summary>
    /// Age at which that WebSocket is opened anew, in ms: venues end one after a day, and not at a good moment.
    /// </summary>
    public long StreamLifeMs { get; init; } = 23 * 60 * 60 * 1000;

    /// <summary>
    /// How long a request may stay without a reply before it is in doubt and its connection is given up.
    /// </summary>
    public int ReplyTimeoutMs { get; init; } = 5_000;

    /// <summary>How long the sender waits for a free connection.</summary>
    public int LaneWaitMs { get; init; } = 500;
}
