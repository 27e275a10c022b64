namespace Disruptor;

/// <summary>
/// Sleeps in the kernel until a publisher wakes it: no core is spent on waiting, a wake-up costs 5 to 30 µs. Only the
/// cursor is waited for this way; a handler behind another one yields until that one is done.
/// </summary>
public sealed class BlockingWaitStrategy : IWaitStrategy
{
    private readonly object _gate = new(); // a Monitor: System.Threading.Lock cannot wait
    private int _waiters;

    public bool IsBlockingStrategy => true;

    public SequenceWaitResult WaitFor(
        long sequence, DependentSequenceGroup dependentSequences, CancellationToken cancellationToken)
    {
        if (dependentSequences.CursorValue < sequence) Sleep(sequence, dependentSequences, cancellationToken);

        long available;
        SpinWait spin = default;
        while ((available = dependentSequences.Value) < sequence)
        {
            cancellationToken.ThrowIfCancellationRequested();
            spin.SpinOnce(-1);
        }

        return available;
    }

    /// <summary>
    /// No wake-up is lost: the waiter raises <see cref="_waiters"/> and then reads the cursor, the publisher moves the
    /// cursor and then reads <see cref="_waiters"/>, each with a full fence between. So at least one of them sees the
    /// other; and the lock is free for the publisher only once the waiter really waits.
    /// </summary>
    public void SignalAllWhenBlocking()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiters) == 0) return; // the busy case: a publish costs no lock
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private void Sleep(long sequence, DependentSequenceGroup dependentSequences, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _waiters);
            try
            {
                while (dependentSequences.CursorValue < sequence)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Monitor.Wait(_gate);
                }
            }
            finally
            {
                Interlocked.Decrement(ref _waiters);
            }
        }
    }
}
