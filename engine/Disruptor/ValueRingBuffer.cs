using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Disruptor.Dsl;

namespace Disruptor;

/// <summary>
/// A fixed number of preallocated structs that producers fill and handlers read in place. A producer claims a number
/// (<see cref="Next()"/>), writes the slot and publishes the number; it waits, yielding, while the ring is full.
/// </summary>
/// <typeparam name="T">The event. Without references in it, slot 0 starts on a 128-byte boundary.</typeparam>
public sealed class ValueRingBuffer<T>
    where T : struct
{
    private const int Alignment = 128;

    private readonly T[] _slots;
    private readonly nint _firstSlot; // bytes from the array's first element to slot 0
    private readonly long _indexMask;
    private readonly Sequencer _sequencer;

    private ValueRingBuffer(Func<T> eventFactory, Sequencer sequencer)
    {
        ArgumentNullException.ThrowIfNull(eventFactory);
        _sequencer = sequencer;
        _indexMask = sequencer.BufferSize - 1;

        // Unused room at both ends: room to align slot 0, and no foreign object on a slot's cache line.
        int padding = (2 * Alignment - 1) / Unsafe.SizeOf<T>() + 1;
        int length = checked(sequencer.BufferSize + 2 * padding);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            _slots = new T[length];
            _firstSlot = padding * Unsafe.SizeOf<T>();
        }
        else
        {
            _slots = GC.AllocateArray<T>(length, pinned: true);
            _firstSlot = Alignment + AlignmentGap(ref MemoryMarshal.GetArrayDataReference(_slots));
        }

        for (long i = 0; i < sequencer.BufferSize; i++) this[i] = eventFactory();
    }

    /// <summary>The slot of <paramref name="sequence"/>, which the caller has claimed or is handling.</summary>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(
            ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_slots), _firstSlot),
            (nint)(sequence & _indexMask)); // masked, so it is always inside the array
    }

    public int BufferSize => _sequencer.BufferSize;

    /// <summary>The highest published sequence; with many producers the highest claimed one. −1 = none yet.</summary>
    public long Cursor => _sequencer.CursorValue;

    internal Sequencer Sequencer => _sequencer;

    public static ValueRingBuffer<T> CreateSingleProducer(Func<T> eventFactory, int bufferSize) =>
        CreateSingleProducer(eventFactory, bufferSize, new BlockingWaitStrategy());

    public static ValueRingBuffer<T> CreateSingleProducer(
        Func<T> eventFactory, int bufferSize, IWaitStrategy waitStrategy) =>
        new(eventFactory, new SingleProducerSequencer(bufferSize, waitStrategy));

    public static ValueRingBuffer<T> CreateMultiProducer(Func<T> eventFactory, int bufferSize) =>
        CreateMultiProducer(eventFactory, bufferSize, new BlockingWaitStrategy());

    public static ValueRingBuffer<T> CreateMultiProducer(
        Func<T> eventFactory, int bufferSize, IWaitStrategy waitStrategy) =>
        new(eventFactory, new MultiProducerSequencer(bufferSize, waitStrategy));

    public static ValueRingBuffer<T> Create(
        ProducerType producerType, Func<T> eventFactory, int bufferSize, IWaitStrategy waitStrategy) =>
        producerType == ProducerType.Single
            ? CreateSingleProducer(eventFactory, bufferSize, waitStrategy)
            : CreateMultiProducer(eventFactory, bufferSize, waitStrategy);

    /// <summary>Claims the next sequence; waits while the ring is full.</summary>
    /// <exception cref="InvalidOperationException">The ring is full and its handlers have stopped.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next() => _sequencer.Next(1);

    /// <summary>Claims the next <paramref name="n"/> sequences and returns the highest of them.</summary>
    public long Next(int n) => _sequencer.Next(n);

    /// <summary>Claims the next sequence, or answers false when the ring is full.</summary>
    public bool TryNext(out long sequence) => _sequencer.TryNext(1, out sequence);

    public bool TryNext(int n, out long sequence) => _sequencer.TryNext(n, out sequence);

    /// <summary>Makes a claimed slot visible to the handlers; what was claimed must be published.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence) => _sequencer.Publish(sequence, sequence);

    public void Publish(long lo, long hi) => _sequencer.Publish(lo, hi);

    /// <summary>Claims a slot that is published when the scope is disposed, also when an exception leaves it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UnpublishedEventScope PublishEvent() => new(this, Next());

    /// <summary>Claims <paramref name="count"/> slots, published together when the scope is disposed.</summary>
    public UnpublishedEventBatchScope PublishEvents(int count)
    {
        long end = Next(count);
        return new UnpublishedEventBatchScope(this, end - count + 1, end);
    }

    /// <summary>Whether <paramref name="sequence"/> is published and not yet overwritten.</summary>
    public bool IsAvailable(long sequence) => _sequencer.IsAvailable(sequence);

    public bool HasAvailableCapacity(int requiredCapacity) => _sequencer.RemainingCapacity >= requiredCapacity;

    public long GetRemainingCapacity() => _sequencer.RemainingCapacity;

    /// <summary>Producers stay behind these sequences by one lap at most; each starts at the cursor.</summary>
    public void AddGatingSequences(params Sequence[] gatingSequences) => _sequencer.AddGatingSequences(gatingSequences);

    public bool RemoveGatingSequence(Sequence sequence) => _sequencer.RemoveGatingSequence(sequence);

    public long GetMinimumGatingSequence() => _sequencer.MinimumGatingSequence;

    /// <summary>A barrier behind the given sequences, or behind the cursor when none is given.</summary>
    public SequenceBarrier NewBarrier(params Sequence[] sequencesToTrack) => _sequencer.NewBarrier(sequencesToTrack);

    public override string ToString() => $"ValueRingBuffer<{typeof(T).Name}>({BufferSize}) at {Cursor}";

    private static unsafe nint AlignmentGap(ref T first)
    {
        nint address = (nint)Unsafe.AsPointer(ref first); // stays valid: the array is pinned
        return -address & (Alignment - 1);
    }

    /// <summary>One claimed slot; Dispose publishes it.</summary>
    public readonly struct UnpublishedEventScope : IDisposable
    {
        private readonly ValueRingBuffer<T> _ring;

        internal UnpublishedEventScope(ValueRingBuffer<T> ring, long sequence)
        {
            _ring = ring;
            Sequence = sequence;
        }

        public long Sequence { get; }

        /// <summary>The slot; it still holds what it held a lap ago.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref T Event() => ref _ring[Sequence];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose() => _ring.Publish(Sequence);
    }

    /// <summary>Several claimed slots; Dispose publishes them together.</summary>
    public readonly struct UnpublishedEventBatchScope : IDisposable
    {
        private readonly ValueRingBuffer<T> _ring;

        internal UnpublishedEventBatchScope(ValueRingBuffer<T> ring, long startSequence, long endSequence)
        {
            _ring = ring;
            StartSequence = startSequence;
            EndSequence = endSequence;
        }

        public long StartSequence { get; }

        public long EndSequence { get; }

        /// <summary>The slot number <paramref name="index"/> of the batch, from 0.</summary>
        public ref T Event(int index) => ref _ring[StartSequence + index];

        public void Dispose() => _ring.Publish(StartSequence, EndSequence);
    }
}
