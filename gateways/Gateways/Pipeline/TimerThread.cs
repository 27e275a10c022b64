using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>Tells the engine ten times a second of wall time that time has passed, and looks after the
/// journal. Sleeps in between.</summary>
public sealed class TimerThread : IDisposable
{
    private const long PeriodNs = 100_000_000;
    private const long NsPerMs = 1_000_000;

    private readonly IEventSink _inbound;
    private readonly MonotonicClock _clock;
    private readonly JournalWatch? _journal;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public TimerThread(IEventSink inbound, MonotonicClock clock, JournalWatch? journal = null)
    {
        _journal = journal;
        _inbound = inbound;
        _clock = clock;
        _thread = new Thread(Run) { Name = "timer", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        long count = 0;
        long dueNs = _clock.NowNs + PeriodNs;
        while (!WaitUntil(dueNs))
        {
            long nowNs = _clock.NowNs;
            _journal?.Look(nowNs);
            InboundEvent e = default;
            e.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, nowNs).Count = ++count;
            _inbound.Publish(e);
            dueNs = Math.Max(dueNs + PeriodNs, nowNs); // a machine that slept fires once, not for each missed time
        }
    }

    private bool WaitUntil(long dueNs)
    {
        long leftMs = (dueNs - _clock.NowNs + NsPerMs - 1) / NsPerMs;
        return _stop.Wait((int)Math.Max(0, leftMs));
    }
}
