namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>The venue asks for silence (HTTP 429 or 418).</summary>
public struct Throttled
{
    /// <summary>How long, as told by the venue; 0 = it did not say.</summary>
    public long RetryAfterNs;
    public Reason Reason;
}
