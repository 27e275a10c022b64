namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>Whether a request is one that planned faults may hit.</summary>
internal enum EndpointKind
{
    Other,
    Place,
    Cancel,

    /// <summary>What the venue's time is.</summary>
    Time,
}
