using Disruptor;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

/// <summary>Remembers what it was given; <see cref="OnEach"/> lets a test act inside the handler.</summary>
public sealed class RecordingHandler : IValueEventHandler<TestEvent>
{
    private readonly List<string> _lifecycle = [];
    private readonly List<(long Number, long Sequence, bool EndOfBatch)> _seen = [];

    public Action<TestEvent, long>? OnEach { get; init; }
    public Action? Starting { get; init; }
    public Action? TimedOut { get; init; }
    public int ThreadId { get; private set; }

    /// <summary>Read it only when the handler's thread has ended or is known to be idle.</summary>
    public IReadOnlyList<(long Number, long Sequence, bool EndOfBatch)> Seen => _seen;

    public IReadOnlyList<string> Lifecycle => _lifecycle;

    public IEnumerable<long> Numbers => _seen.Select(s => s.Number);

    public void OnStart()
    {
        ThreadId = Environment.CurrentManagedThreadId;
        _lifecycle.Add("start");
        Starting?.Invoke();
    }

    public void OnEvent(ref TestEvent data, long sequence, bool endOfBatch)
    {
        OnEach?.Invoke(data, sequence);
        _seen.Add((data.Number, sequence, endOfBatch));
    }

    public void OnTimeout(long sequence) => TimedOut?.Invoke();

    public void OnShutdown() => _lifecycle.Add("shutdown");
}
