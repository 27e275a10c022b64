using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// After a margin reject the account carries no more buys than those then open: their number is capped for a while,
/// which doubles up to 10 minutes while it repeats. Exits go on; cancelling all buys instead would never let a short
/// account trade.
/// </summary>
public sealed class MarginLock(Outbox outbox)
{
    private const long LongestNs = 600_000_000_000;

    private int _cap;
    private long _beganNs;
    private long _lengthNs;

    /// <summary>When the present (or the last) lock ends; 0 = there was none.</summary>
    public long UntilNs { get; private set; }

    /// <summary>Most buys that may be open now.</summary>
    public int Cap(long nowNs) => nowNs < UntilNs ? _cap : int.MaxValue;

    /// <param name="openBuys">Buys at the venue, the refused one no longer counted.</param>
    /// <param name="sentNs">When the refused buy left: what left before the lock began does not repeat it.</param>
    /// <param name="nowNs">Time of the reject.</param>
    /// <param name="firstNs">Length of the first lock.</param>
    public void OnReject(int openBuys, long sentNs, long nowNs, long firstNs)
    {
        bool isLocked = nowNs < UntilNs;
        _cap = isLocked ? int.Min(_cap, openBuys) : openBuys;
        if (isLocked && sentNs <= _beganNs) return;
        bool repeats = UntilNs != 0 && nowNs - UntilNs < 2 * _lengthNs;
        _lengthNs = repeats ? long.Min(2 * _lengthNs, LongestNs) : firstNs;
        _beganNs = nowNs;
        UntilNs = nowNs + _lengthNs;
        outbox.Notice(NoticeCode.MarginLocked, _cap, _lengthNs);
    }

    /// <summary>The position took the margin of an open buy.</summary>
    public void OnBuyFilled() => _cap = int.Max(0, _cap - 1);

    /// <summary>A closed part of the position carries one more buy.</summary>
    public void OnExitFilled()
    {
        if (_cap < int.MaxValue) _cap++;
    }

    public ulong Hash() =>
        StateHash.Mix(StateHash.Mix(StateHash.Mix(StateHash.Mix(0, _cap), _beganNs), _lengthNs), UntilNs);
}
