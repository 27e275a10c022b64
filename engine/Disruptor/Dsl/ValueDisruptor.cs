using System.Diagnostics;
using Disruptor.Processing;

namespace Disruptor.Dsl;

/// <summary>
/// A ring with its handlers: wire with <c>HandleEventsWith(a).Then(b)</c>, start, publish, shut down. Every handler
/// runs on a thread of its own. When a handler fails (see <see cref="IValueExceptionHandler{T}"/>) the tasks of
/// <see cref="Halt"/> and <see cref="Shutdown()"/> carry its exception, and so does the exception of a producer that
/// finds the ring full.
/// </summary>
public sealed class ValueDisruptor<T>
    where T : struct
{
    private readonly List<ValueEventProcessor<T>> _processors = [];
    private IValueExceptionHandler<T> _exceptionHandler = new ValueFatalExceptionHandler<T>();
    private int _started;

    /// <summary>Many producers, blocking wait.</summary>
    public ValueDisruptor(Func<T> eventFactory, int ringBufferSize)
        : this(eventFactory, ringBufferSize, TaskScheduler.Default)
    {
    }

    /// <summary>Many producers, blocking wait.</summary>
    public ValueDisruptor(Func<T> eventFactory, int ringBufferSize, TaskScheduler taskScheduler)
        : this(eventFactory, ringBufferSize, taskScheduler, ProducerType.Multi, new BlockingWaitStrategy())
    {
    }

    /// <param name="eventFactory">Makes the first content of every slot.</param>
    /// <param name="ringBufferSize">Number of slots, a power of two.</param>
    /// <param name="taskScheduler">Not used: a handler that can be pinned to a core needs its own thread.</param>
    /// <param name="producerType">Whether one thread publishes or many.</param>
    /// <param name="waitStrategy">How the handlers wait for events.</param>
    public ValueDisruptor(
        Func<T> eventFactory,
        int ringBufferSize,
        TaskScheduler taskScheduler,
        ProducerType producerType,
        IWaitStrategy waitStrategy)
    {
        ArgumentNullException.ThrowIfNull(taskScheduler);
        RingBuffer = ValueRingBuffer<T>.Create(producerType, eventFactory, ringBufferSize, waitStrategy);
    }

    public ValueRingBuffer<T> RingBuffer { get; }

    public long Cursor => RingBuffer.Cursor;

    public long BufferSize => RingBuffer.BufferSize;

    public bool HasStarted => Volatile.Read(ref _started) != 0;

    public ref T this[long sequence] => ref RingBuffer[sequence];

    /// <inheritdoc cref="ValueRingBuffer{T}.PublishEvent"/>
    public ValueRingBuffer<T>.UnpublishedEventScope PublishEvent() => RingBuffer.PublishEvent();

    /// <inheritdoc cref="ValueRingBuffer{T}.PublishEvents"/>
    public ValueRingBuffer<T>.UnpublishedEventBatchScope PublishEvents(int count) => RingBuffer.PublishEvents(count);

    /// <summary>Handlers that get every event at the same time, each on its thread.</summary>
    public ValueEventHandlerGroup<T> HandleEventsWith(params IValueEventHandler<T>[] handlers) =>
        AddHandlers([], handlers);

    /// <summary>The group of handlers that were wired before, to put others behind them.</summary>
    public ValueEventHandlerGroup<T> After(params IValueEventHandler<T>[] handlers) =>
        new(this, Array.ConvertAll(handlers, h => ProcessorOf(h).Sequence));

    /// <summary>
    /// Who decides about exceptions, for every handler; without this call <see
    /// cref="ValueFatalExceptionHandler{T}"/>.
    /// </summary>
    public void SetDefaultExceptionHandler(IValueExceptionHandler<T> exceptionHandler)
    {
        ArgumentNullException.ThrowIfNull(exceptionHandler);
        ThrowIfStarted();
        _exceptionHandler = exceptionHandler;
    }

    /// <summary>The last event that this handler has finished; −1 = none.</summary>
    public long GetSequenceValueFor(IValueEventHandler<T> handler) => ProcessorOf(handler).Sequence.Value;

    /// <summary>Starts the handlers' threads, once; the task ends when every OnStart has returned.</summary>
    public Task Start()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0) ThrowIfStarted();
        foreach (ValueEventProcessor<T> processor in _processors) processor.Start(_exceptionHandler);
        return Task.WhenAll(_processors.ConvertAll(p => p.Started));
    }

    /// <summary>
    /// Ends every handler after the batch it is in; what is still in the ring stays unhandled. The task ends after
    /// every OnShutdown, and fails with the exception of a handler that had stopped before.
    /// </summary>
    public Task Halt()
    {
        RingBuffer.Sequencer.Stop(new InvalidOperationException("the ring was halted"));
        foreach (ValueEventProcessor<T> processor in _processors) processor.Halt();
        return HasStarted ? Task.WhenAll(_processors.ConvertAll(p => p.Ended)) : Task.CompletedTask;
    }

    /// <inheritdoc cref="Shutdown(TimeSpan)"/>
    public Task Shutdown() => Shutdown(Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Waits on the calling thread until every published event has been handled, then halts. Publishing has to have
    /// ended before. A handler that has failed ends the wait at once: the task carries its exception.
    /// </summary>
    /// <exception cref="TimeoutException">
    /// Events were left after <paramref name="timeout"/>; nothing was halted.
    /// </exception>
    public Task Shutdown(TimeSpan timeout)
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        SpinWait spin = default;
        while (HasBacklog() && !_processors.Exists(p => p.Ended.IsFaulted))
        {
            if (timeout != Timeout.InfiniteTimeSpan && elapsed.Elapsed > timeout)
                throw new TimeoutException($"events were left in the ring after {timeout}: {Backlog()}");
            spin.SpinOnce();
        }

        return Halt();
    }

    internal ValueEventHandlerGroup<T> AddHandlers(Sequence[] after, IValueEventHandler<T>[] handlers)
    {
        ThrowIfStarted();
        Sequence[] sequences = new Sequence[handlers.Length];
        for (int i = 0; i < handlers.Length; i++)
        {
            ValueEventProcessor<T> processor = new(RingBuffer, RingBuffer.NewBarrier(after), handlers[i]);
            _processors.Add(processor);
            sequences[i] = processor.Sequence;
        }

        if (handlers.Length == 0) return new ValueEventHandlerGroup<T>(this, after);
        // Producers look at the ends of the chains only.
        RingBuffer.AddGatingSequences(sequences);
        foreach (Sequence sequence in after) RingBuffer.RemoveGatingSequence(sequence);
        foreach (ValueEventProcessor<T> processor in _processors)
        {
            if (Array.IndexOf(after, processor.Sequence) >= 0) processor.IsEndOfChain = false;
        }

        return new ValueEventHandlerGroup<T>(this, sequences);
    }

    private bool HasBacklog()
    {
        long cursor = Cursor;
        return _processors.Exists(p => p.IsEndOfChain && p.Sequence.Value < cursor);
    }

    private string Backlog() => string.Join(", ", _processors.ConvertAll(
        p => $"{p.Handler.GetType().Name} handled up to {p.Sequence.Value} of {Cursor}"));

    private ValueEventProcessor<T> ProcessorOf(IValueEventHandler<T> handler) =>
        _processors.Find(p => ReferenceEquals(p.Handler, handler))
        ?? throw new ArgumentException($"{handler.GetType().Name} is not a handler of this ring", nameof(handler));

    private void ThrowIfStarted()
    {
        if (HasStarted) throw new InvalidOperationException("the ring has been started; wire handlers before Start");
    }
}
