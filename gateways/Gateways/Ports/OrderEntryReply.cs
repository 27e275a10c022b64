namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>One reply of order entry over WebSocket, valid until the connection reads on.</summary>
public ref struct OrderEntryReply
{
    /// <summary>The id that the request was sent with.</summary>
    public long RequestId;

    /// <summary>As the same answer would have it over HTTP.</summary>
    public int Status;

    /// <summary>Result or error, in the form that the same answer has over HTTP.</summary>
    public ReadOnlySpan<byte> Body;

    /// <summary>What the reply says of the limits used, as it came; empty = nothing.</summary>
    public ReadOnlySpan<byte> Usage;
}
