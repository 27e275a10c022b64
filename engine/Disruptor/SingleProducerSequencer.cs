using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Disruptor;

/// <summary>For one producer thread: claims without any atomic instruction.</summary>
internal sealed class SingleProducerSequencer(int bufferSize, IWaitStrategy waitStrategy)
    : Sequencer(bufferSize, waitStrategy)
{
    private ProducerState _producer = new()
    {
        Claimed = Sequence.InitialCursorValue,
        Gate = Sequence.InitialCursorValue,
    };

    public override bool HasGaps => false;

    protected override long LastClaimed => Volatile.Read(ref _producer.Claimed);

    public override long Next(int n)
    {
        CheckCount(n);
        long next = _producer.Claimed + n;
        long wrapPoint = next - BufferSize;
        // The remembered gate is at most too small, so the handlers' cache lines are read only once per lap.
        if (wrapPoint > _producer.Gate) _producer.Gate = WaitForSpace(wrapPoint, _producer.Claimed);
        _producer.Claimed = next;
        return next;
    }

    public override bool TryNext(int n, out long sequence)
    {
        CheckCount(n);
        sequence = _producer.Claimed + n;
        long wrapPoint = sequence - BufferSize;
        if (wrapPoint > _producer.Gate)
        {
            Interlocked.MemoryBarrier(); // see GatingSequences.Add
            _producer.Gate = Gating.Minimum(_producer.Claimed);
            if (wrapPoint > _producer.Gate)
            {
                sequence = 0;
                return false;
            }
        }

        _producer.Claimed = sequence;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void Publish(long lo, long hi)
    {
        Cursor.SetValue(hi);
        Signal();
    }

    public override bool IsAvailable(long sequence) =>
        sequence <= Cursor.Value && sequence > Cursor.Value - BufferSize;

    public override long HighestPublished(long lo, long available) => available;

    /// <summary>What only the producer touches, away from what consumers read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * Sequence.Padding + 2 * sizeof(long))]
    private struct ProducerState
    {
        [FieldOffset(Sequence.Padding)]
        public long Claimed;

        /// <summary>The slowest gating sequence when it was last looked at.</summary>
        [FieldOffset(Sequence.Padding + sizeof(long))]
        public long Gate;
    }
}
