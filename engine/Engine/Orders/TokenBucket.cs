using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// The message rate, in event time: <c>rate</c> tokens a second up to <c>burst</c>. Every message to the venue
/// (places, cancels and queries) takes one.
/// </summary>
public sealed class TokenBucket
{
    // Credit is counted in 1e-12 tokens: nanoseconds × 1e-3 tokens a second.
    private const long OneToken = 1_000_000_000_000;
    private const long LongestGapNs = 1_000_000_000_000; // longer gaps fill the bucket anyway, and would overflow

    private long _rateE3 = 1_000;
    private long _capacity = OneToken;
    private long _credit = OneToken;
    private long _atNs;

    /// <summary>Silence that the venue asked for: no message before this time.</summary>
    public long BlockedUntilNs { get; private set; }

    /// <param name="rateE3">Tokens a second in 1e-3.</param>
    /// <param name="burst">Most tokens at once.</param>
    public void Configure(long rateE3, long burst)
    {
        _rateE3 = rateE3;
        _capacity = burst * OneToken;
        _credit = _capacity;
    }

    public void Block(long untilNs) => BlockedUntilNs = long.Max(BlockedUntilNs, untilNs);

    /// <summary>How long so many messages take when the burst is used up.</summary>
    public long NsFor(int messages) => messages * OneToken / _rateE3;

    /// <summary>Takes a token if there is one.</summary>
    public bool TryTake(long nowNs)
    {
        if (nowNs < BlockedUntilNs) return false;
        long gapNs = long.Min(nowNs - _atNs, LongestGapNs);
        _atNs = nowNs;
        _credit = (long)Int128.Min(_capacity, _credit + long.BigMul(gapNs, _rateE3));
        if (_credit < OneToken) return false;
        _credit -= OneToken;
        return true;
    }

    public ulong Hash() => StateHash.Mix(StateHash.Mix(StateHash.Mix(0, _credit), _atNs), BlockedUntilNs);
}
