namespace Disruptor.Processing;

/// <summary>Runs one handler on a thread of its own, in batches: everything that is there at one look.</summary>
internal sealed class ValueEventProcessor<T>
    where T : struct
{
    private readonly ValueRingBuffer<T> _ring;
    private readonly SequenceBarrier _barrier;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IValueExceptionHandler<T> _exceptionHandler = null!; // set by Start

    public ValueEventProcessor(ValueRingBuffer<T> ring, SequenceBarrier barrier, IValueEventHandler<T> handler)
    {
        _ring = ring;
        _barrier = barrier;
        Handler = handler;
    }

    public IValueEventHandler<T> Handler { get; }

    /// <summary>The last event that the handler has finished.</summary>
    public Sequence Sequence { get; } = new();

    /// <summary>False once another handler waits for this one.</summary>
    public bool IsEndOfChain { get; set; } = true;

    /// <summary>Ends when OnStart has returned; fails with its exception.</summary>
    public Task Started => _started.Task;

    /// <summary>Ends with the thread; fails with the exception that stopped the handler.</summary>
    public Task Ended => _ended.Task;

    public void Start(IValueExceptionHandler<T> exceptionHandler)
    {
        _exceptionHandler = exceptionHandler;
        Thread thread = new(Run) { IsBackground = true, Name = Handler.GetType().Name };
        thread.Start();
    }

    public void Halt() => _barrier.CancelProcessing();

    private void Run()
    {
        Exception? failure = Attempt(() =>
        {
            Call(Handler.OnStart, _exceptionHandler.HandleOnStartException);
            _started.TrySetResult();
            ProcessEvents();
        });
        failure = Attempt(() => Call(Handler.OnShutdown, _exceptionHandler.HandleOnShutdownException)) is { } late
            ? failure ?? late
            : failure;

        if (failure is null)
        {
            _ended.SetResult();
            return;
        }

        _ring.Sequencer.Stop(failure);
        _started.TrySetException(failure);
        _ended.SetException(failure);
    }

    private void ProcessEvents()
    {
        try
        {
            while (true) ProcessNextBatch();
        }
        catch (OperationCanceledException) when (_barrier.IsCancellationRequested)
        {
            return; // the only way to end in peace: Halt
        }
    }

    private void ProcessNextBatch()
    {
        long next = Sequence.Value + 1;
        SequenceWaitResult result = _barrier.WaitForPublishedSequence(next);
        if (result.IsTimeout) ReportTimeout(next - 1);
        else ProcessBatch(next, result.UnsafeAvailableSequence);
    }

    private void ReportTimeout(long last) =>
        Call(() => Handler.OnTimeout(last), ex => _exceptionHandler.HandleOnTimeoutException(ex, last));

    private void ProcessBatch(long next, long last)
    {
        long sequence = next;
        while (sequence <= last)
        {
            try
            {
                for (; sequence <= last; sequence++)
                    Handler.OnEvent(ref _ring[sequence], sequence, sequence == last);
            }
            catch (Exception ex)
            {
                Skip(ex, sequence);
                sequence++;
            }
        }

        Sequence.SetValue(last);
    }

    /// <summary>
    /// Returns when the exception handler wants to go on; else records how far the handler came, and throws.
    /// </summary>
    private void Skip(Exception failure, long sequence)
    {
        try
        {
            _exceptionHandler.HandleEventException(failure, sequence, ref _ring[sequence]);
        }
        catch
        {
            Sequence.SetValue(sequence - 1);
            throw;
        }
    }

    private static void Call(Action step, Action<Exception> onException)
    {
        try
        {
            step();
        }
        catch (Exception ex)
        {
            onException(ex);
        }
    }

    private static Exception? Attempt(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception ex)
        {
            return ex;
        }
    }
}
