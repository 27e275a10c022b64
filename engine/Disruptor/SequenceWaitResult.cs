namespace Disruptor;

/// <summary>The outcome of a wait: the highest available sequence, or "nothing came in time".</summary>
public readonly record struct SequenceWaitResult
{
    private SequenceWaitResult(long availableSequence)
    {
        UnsafeAvailableSequence = availableSequence;
    }

    /// <summary>A wait strategy with a time limit returns it; the handler then gets OnTimeout.</summary>
    public static SequenceWaitResult Timeout => new(long.MinValue);

    public bool IsTimeout => UnsafeAvailableSequence == long.MinValue;

    /// <summary>Meaningful only when <see cref="IsTimeout"/> is false.</summary>
    public long UnsafeAvailableSequence { get; }

    public static implicit operator SequenceWaitResult(long availableSequence) => new(availableSequence);
}
