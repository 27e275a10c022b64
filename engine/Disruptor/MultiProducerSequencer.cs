using System.Numerics;

namespace Disruptor;

/// <summary>
/// For many producer threads: one atomic addition claims, and each slot carries the number of the lap in which it
/// was last published, because producers may finish in another order than they began.
/// </summary>
internal sealed class MultiProducerSequencer : Sequencer
{
    private readonly Sequence _gate = new();
    private readonly int[] _publishedLap;
    private readonly int _indexMask;
    private readonly int _lapShift;

    public MultiProducerSequencer(int bufferSize, IWaitStrategy waitStrategy)
        : base(bufferSize, waitStrategy)
    {
        _publishedLap = new int[bufferSize];
        Array.Fill(_publishedLap, -1);
        _indexMask = bufferSize - 1;
        _lapShift = BitOperations.Log2((uint)bufferSize);
    }

    public override bool HasGaps => true;

    protected override long LastClaimed => Cursor.Value;

    public override long Next(int n)
    {
        CheckCount(n);
        long next = Cursor.AddAndGet(n);
        long wrapPoint = next - BufferSize;
        // Another producer may set the gate back to an older, smaller value: then it is only looked at once more.
        if (wrapPoint > _gate.Value) _gate.SetValue(WaitForSpace(wrapPoint, next - n));
        return next;
    }

    public override bool TryNext(int n, out long sequence)
    {
        CheckCount(n);
        while (true)
        {
            long claimed = Cursor.Value;
            sequence = claimed + n;
            long wrapPoint = sequence - BufferSize;
            if (wrapPoint > _gate.Value)
            {
                long minimum = Gating.Minimum(claimed);
                _gate.SetValue(minimum);
                if (wrapPoint > minimum)
                {
                    sequence = 0;
                    return false;
                }
            }

            if (Cursor.CompareAndSet(claimed, sequence)) return true;
        }
    }

    public override void Publish(long lo, long hi)
    {
        for (long sequence = lo; sequence <= hi; sequence++)
            Volatile.Write(ref _publishedLap[sequence & _indexMask], (int)(sequence >> _lapShift));
        Signal();
    }

    public override bool IsAvailable(long sequence) =>
        Volatile.Read(ref _publishedLap[sequence & _indexMask]) == (int)(sequence >> _lapShift);

    public override long HighestPublished(long lo, long available)
    {
        for (long sequence = lo; sequence <= available; sequence++)
        {
            if (!IsAvailable(sequence)) return sequence - 1;
        }

        return available;
    }
}
