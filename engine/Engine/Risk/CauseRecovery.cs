using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// When an automatic cause may end: 10 s after it was last seen, doubling to 5 min if it returns within a minute.
/// </summary>
public struct CauseRecovery
{
    private const long Second = 1_000_000_000;
    private const long FirstNs = 10 * Second;
    private const long LongestNs = 300 * Second;
    private const long ReturnNs = 60 * Second;

    private long _seenNs;
    private long _endedNs;
    private long _lengthNs;

    public void Begin(long nowNs)
    {
        bool returns = _endedNs != 0 && nowNs - _endedNs < ReturnNs;
        _lengthNs = returns ? long.Min(2 * _lengthNs, LongestNs) : FirstNs;
        _seenNs = nowNs;
    }

    public void Seen(long nowNs) => _seenNs = nowNs;

    public bool TryEnd(long nowNs)
    {
        if (nowNs - _seenNs < _lengthNs) return false;
        _endedNs = nowNs;
        return true;
    }

    public readonly ulong Hash() => StateHash.Mix(StateHash.Mix(StateHash.Mix(0, _seenNs), _endedNs), _lengthNs);
}
