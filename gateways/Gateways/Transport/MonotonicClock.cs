using System.Diagnostics;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// The only class that reads the clock: wall time at start plus elapsed monotonic time, in nanoseconds since 1970
/// UTC. A later step of the wall clock neither freezes nor rewinds it. About 25 ns a call; any thread may call it.
/// </summary>
public sealed class MonotonicClock
{
    private static readonly long NsPerTick = 1_000_000_000 / Stopwatch.Frequency;

    private readonly long _startNs;
    private readonly long _startTicks;

    /// <summary>
    /// Starts at the wall time, but not before <paramref name="notBeforeNs"/> (last journaled time + 1).
    /// </summary>
    public MonotonicClock(long notBeforeNs = 0)
    {
        if (NsPerTick * Stopwatch.Frequency != 1_000_000_000)
            throw new NotSupportedException($"a monotonic clock of {Stopwatch.Frequency} Hz is not supported");
        _startTicks = Stopwatch.GetTimestamp();
        WallAtStartNs = (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * 100;
        _startNs = Math.Max(WallAtStartNs, notBeforeNs);
    }

    /// <summary>What the wall clock said at the start.</summary>
    public long WallAtStartNs { get; }

    public long NowNs => _startNs + (Stopwatch.GetTimestamp() - _startTicks) * NsPerTick;
}
