namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>What a request must carry.</summary>
internal enum EndpointSecurity
{
    None,

    /// <summary>The key header only (listen keys).</summary>
    Key,

    /// <summary>Key header, timestamp, signature.</summary>
    Signed,
}
