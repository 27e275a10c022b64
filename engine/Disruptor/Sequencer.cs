using System.Numerics;
using System.Runtime.CompilerServices;

namespace Disruptor;

/// <summary>
/// Hands out sequence numbers to producers, never more than one lap ahead of the slowest gating sequence, and tells
/// consumers up to where the ring is published. Two kinds: one producer thread, or many.
/// </summary>
internal abstract class Sequencer
{
    private protected readonly GatingSequences Gating = new();
    private protected readonly Sequence Cursor = new();
    private readonly IWaitStrategy _waitStrategy;
    private readonly bool _signals;
    private volatile Exception? _stopped;

    protected Sequencer(int bufferSize, IWaitStrategy waitStrategy)
    {
        ArgumentNullException.ThrowIfNull(waitStrategy);
        if (bufferSize < 1 || !BitOperations.IsPow2(bufferSize))
        {
            uint better = BitOperations.RoundUpToPowerOf2((uint)Math.Max(bufferSize, 1));
            throw new ArgumentException(
                $"ring size {bufferSize} is not a power of two; use {better}", nameof(bufferSize));
        }

        BufferSize = bufferSize;
        _waitStrategy = waitStrategy;
        _signals = waitStrategy.IsBlockingStrategy;
    }

    public int BufferSize { get; }

    /// <summary>Highest published (one producer) or highest claimed (many producers) sequence.</summary>
    public long CursorValue => Cursor.Value;

    /// <summary>
    /// True when events up to the cursor may still be unpublished, so that a consumer must look at each.
    /// </summary>
    public abstract bool HasGaps { get; }

    public abstract long Next(int n);

    public abstract bool TryNext(int n, out long sequence);

    public abstract void Publish(long lo, long hi);

    public abstract bool IsAvailable(long sequence);

    /// <summary>
    /// The highest sequence up to which all from <paramref name="lo"/> are published; at least lo − 1.
    /// </summary>
    public abstract long HighestPublished(long lo, long available);

    /// <summary>The last sequence that was given to a producer.</summary>
    protected abstract long LastClaimed { get; }

    public long RemainingCapacity
    {
        get
        {
            long claimed = LastClaimed;
            return Math.Max(0, BufferSize - (claimed - Gating.Minimum(claimed)));
        }
    }

    public long MinimumGatingSequence => Gating.Minimum(Cursor.Value);

    public void AddGatingSequences(params Sequence[] sequences) => Gating.Add(Cursor, sequences);

    public bool RemoveGatingSequence(Sequence sequence) => Gating.Remove(sequence);

    public SequenceBarrier NewBarrier(params Sequence[] sequencesToTrack) =>
        new(this, _waitStrategy, Cursor, sequencesToTrack);

    /// <summary>
    /// From now on nothing frees slots any more: producers that find the ring full get an exception with this cause
    /// instead of waiting for ever.
    /// </summary>
    public void Stop(Exception cause) => Interlocked.CompareExchange(ref _stopped, cause, null);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void Signal()
    {
        if (_signals) _waitStrategy.SignalAllWhenBlocking();
    }

    /// <summary>
    /// Waits until the slowest gating sequence has reached <paramref name="wrapPoint"/>; returns that sequence.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected long WaitForSpace(long wrapPoint, long whenNone)
    {
        Interlocked.MemoryBarrier(); // our cursor is visible before we look: see GatingSequences.Add
        SpinWait spin = default;
        long minimum;
        while ((minimum = Gating.Minimum(whenNone)) < wrapPoint)
        {
            if (_stopped is { } cause)
                throw new InvalidOperationException("the ring is full and no handler takes events any more", cause);
            spin.SpinOnce(-1); // yields, never sleeps: a sleep costs a millisecond
        }

        return minimum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void CheckCount(int n)
    {
        if ((uint)(n - 1) >= (uint)BufferSize) ThrowCount(n);
    }

    private void ThrowCount(int n) =>
        throw new ArgumentOutOfRangeException(nameof(n), n, $"claim between 1 and {BufferSize} (the ring size) events");
}
