namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>The venue's time: the wall clock in ms, never running backwards. Any thread.</summary>
internal sealed class VenueClock
{
    private long _lastMs;

    public long NowMs()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        long last = Volatile.Read(ref _lastMs);
        while (now > last)
        {
            long seen = Interlocked.CompareExchange(ref _lastMs, now, last);
            if (seen == last) return now;
            last = seen;
        }

        return last;
    }
}
