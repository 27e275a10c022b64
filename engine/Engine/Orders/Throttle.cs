using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// The venue asks for silence: as long as it says, else 10 s (a ban: 2 min), doubling while it repeats. Messages that
/// were on their way when the silence began are refused as well; that is no repetition.
/// </summary>
public sealed class Throttle(EngineState s)
{
    private const long Second = 1_000_000_000;
    private const long PeaceNs = 300 * Second;

    private long _lastNs;
    private int _repeats;

    public void Apply(in Throttled throttled)
    {
        if (s.NowNs >= s.Tokens.BlockedUntilNs) _repeats = s.NowNs - _lastNs < PeaceNs ? int.Min(_repeats + 1, 6) : 0;
        _lastNs = s.NowNs;
        long firstNs = throttled.Reason == Reason.IpBanned ? 120 * Second : 10 * Second;
        long silenceNs = throttled.RetryAfterNs > 0 ? throttled.RetryAfterNs : firstNs << _repeats;
        s.Tokens.Block(s.NowNs + silenceNs);
        s.Outbox.Notice(NoticeCode.VenueThrottles, silenceNs, 0, 0, 0, throttled.Reason);
    }
}
