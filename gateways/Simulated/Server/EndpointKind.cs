namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>Whether a request is one that order faults may hit.</summary>
internal enum EndpointKind
{
    Other,
    Place,
    Cancel,
}
