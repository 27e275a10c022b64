namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>One whole HTTP reply, valid until the connection reads on. Times are our clock, in nanoseconds.</summary>
public readonly ref struct VenueReply
{
    public VenueReply(int status, ReadOnlySpan<byte> body, long sentNs, long nowNs, long retryAfterNs = 0)
    {
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

    public bool IsSuccess => Status is >= 200 and < 300;
}
