using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Keeps what gateways publish, and lets a test wait for it.</summary>
public sealed class RecordingSink : IEventSink
{
    private readonly List<InboundEvent> _events = [];

    public void Publish(in InboundEvent e)
    {
        lock (_events)
        {
            _events.Add(e);
            Monitor.PulseAll(_events);
        }
    }

    public IReadOnlyList<InboundEvent> Events
    {
        get
        {
            lock (_events) return [.. _events];
        }
    }

    public IReadOnlyList<T> All<T>(EventKind kind) where T : unmanaged =>
        [.. Events.Where(e => e.Kind == kind).Select(e => e.Read<T>())];

    public T Single<T>(EventKind kind) where T : unmanaged => Assert.Single(All<T>(kind));

    /// <summary>Waits until a number of events of a kind were published; fails the test after the time.</summary>
    public void WaitFor(EventKind kind, int count = 1, int timeoutMs = 5_000)
    {
        long deadline = Environment.TickCount64 + timeoutMs;
        lock (_events)
        {
            while (_events.Count(e => e.Kind == kind) < count)
            {
                long left = deadline - Environment.TickCount64;
                string seen = string.Join(", ", _events.Select(e => e.Kind));
                Assert.True(left > 0, $"no {count} × {kind} within {timeoutMs} ms; seen: {seen}");
                Monitor.Wait(_events, (int)left);
            }
        }
    }

    public void Clear()
    {
        lock (_events) _events.Clear();
    }
}
