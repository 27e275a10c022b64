using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Perf.Measuring;

/// <summary>
/// Waits for planned moments. It keeps running, because a sleep ends tens of microseconds late and every latency is
/// counted from the plan; but it lets others have the core while the moment is far.
/// </summary>
public static class Pace
{
    private const long NearNs = 20_000;

    public static void Until(MonotonicClock clock, long dueNs)
    {
        while (true)
        {
            long left = dueNs - clock.NowNs;
            if (left <= 0) return;
            if (left > NearNs) Thread.Yield();
            else Thread.SpinWait(1);
        }
    }
}
