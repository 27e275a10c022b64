namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>What one stream frame turned out to be.</summary>
public enum FrameMeaning : byte
{
    /// <summary>
    /// Not readable. Counted; on the user stream it costs the connection, because an order event may be lost.
    /// </summary>
    Broken = 0,

    /// <summary>Readable, and nothing that we consume.</summary>
    Ignored = 1,

    /// <summary>It became an event.</summary>
    Event = 2,

    /// <summary>About an order or symbol that is not ours.</summary>
    Foreign = 3,

    /// <summary>The venue accepted the last greeting frame: time for the next one, or the stream is up.</summary>
    Acknowledged = 4,

    /// <summary>The venue refused a greeting frame.</summary>
    Refused = 5,

    /// <summary>The session behind the stream has ended: open a new one and connect again.</summary>
    SessionEnded = 6,
}
