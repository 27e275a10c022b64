namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// One whole reply, over HTTP or in the same form over WebSocket; valid until the connection reads on. Times are our
/// clock, in nanoseconds.
/// </summary>
public readonly ref struct VenueReply
{
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The body, whole.</param>
    /// <param name="sentNs">See <see cref="SentNs"/>.</param>
    /// <param name="nowNs">See <see cref="NowNs"/>.</param>
    /// <param name="retryAfterNs">See <see cref="RetryAfterNs"/>.</param>
    /// <param name="usage">See <see cref="Usage"/>.</param>
    public VenueReply(
        int status, ReadOnlySpan<byte> body, long sentNs, long nowNs, long retryAfterNs = 0,
        ReadOnlySpan<byte> usage = default)
    {
        Usage = usage;
        Status = status;
        Body = body;
        SentNs = sentNs;
        NowNs = nowNs;
        RetryAfterNs = retryAfterNs;
    }

    public int Status { get; }
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>When the request was handed to the socket.</summary>
    public long SentNs { get; }

    /// <summary>When the reply was whole.</summary>
    public long NowNs { get; }

    /// <summary>The Retry-After header; 0 = the reply had none.</summary>
    public long RetryAfterNs { get; }

    /// <summary>
    /// Where the venue says how much of its limits is used: over HTTP the header lines, each ended by CR LF; over
    /// WebSocket the reply's own account of it.
    /// </summary>
    public ReadOnlySpan<byte> Usage { get; }

    public bool IsSuccess => Status is >= 200 and < 300;
}
