namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The venue's time: the wall clock in ms, never running backwards, unless it is set to another time. Any thread.
/// </summary>
internal sealed class VenueClock
{
    private readonly Lock _gate = new();
    private long _aheadMs;
    private long _lastMs;

    public long NowMs()
    {
        lock (_gate) return _lastMs = long.Max(_lastMs, WallMs + _aheadMs);
    }

    /// <summary>Fault switch: from now on it is that far ahead of the wall clock, or behind it.</summary>
    public void SetAhead(long ms)
    {
        lock (_gate)
        {
            if (ms == _aheadMs) return;
            _aheadMs = ms;
            _lastMs = WallMs + ms;
        }
    }

    private static long WallMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
