namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>What a stream's handler wants the feed to do after a frame.</summary>
public enum StreamVerdict : byte
{
    Continue = 0,

    /// <summary>The frame carried what the stream is for: it counts against silence.</summary>
    Fresh = 1,

    /// <summary>The last greeting frame was accepted: send the next one, or report the stream as up.</summary>
    Acknowledged = 2,

    /// <summary>Close and connect again, with a new session where there is one.</summary>
    Reconnect = 3,
}
