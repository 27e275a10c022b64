using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Disruptor;

/// <summary>Where a handler waits for its next events, and how it is told to stop.</summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "A source without timer and wait handle holds nothing to be disposed of.")]
public sealed class SequenceBarrier
{
    private readonly Sequencer _sequencer;
    private readonly IWaitStrategy _waitStrategy;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CancellationToken _token;
    private readonly bool _mayHaveGaps;

    internal SequenceBarrier(
        Sequencer sequencer, IWaitStrategy waitStrategy, Sequence cursor, Sequence[] sequencesToTrack)
    {
        _sequencer = sequencer;
        _waitStrategy = waitStrategy;
        _token = _cancellation.Token;
        DependentSequences = new DependentSequenceGroup(cursor, sequencesToTrack);
        // A handler before this one has passed only published events.
        _mayHaveGaps = sequencer.HasGaps && sequencesToTrack.Length == 0;
    }

    public DependentSequenceGroup DependentSequences { get; }

    public bool IsCancellationRequested => _token.IsCancellationRequested;

    public CancellationToken CancellationToken => _token;

    public void ThrowIfCancellationRequested() => _token.ThrowIfCancellationRequested();

    /// <summary>
    /// Waits for <paramref name="sequence"/>; the answer may be higher. With many producers the events up to it
    /// may not all be published yet.
    /// </summary>
    /// <exception cref="OperationCanceledException"><see cref="CancelProcessing"/> was called.</exception>
    public SequenceWaitResult WaitFor(long sequence)
    {
        _token.ThrowIfCancellationRequested();
        long available = DependentSequences.Value;
        return available >= sequence ? available : WaitByStrategy(sequence);
    }

    /// <summary>Waits until <paramref name="sequence"/> is published; all events up to the answer are.</summary>
    /// <exception cref="OperationCanceledException"><see cref="CancelProcessing"/> was called.</exception>
    public SequenceWaitResult WaitForPublishedSequence(long sequence)
    {
        SequenceWaitResult result = WaitFor(sequence);
        if (!_mayHaveGaps || result.IsTimeout) return result;
        long published = _sequencer.HighestPublished(sequence, result.UnsafeAvailableSequence);
        return published >= sequence ? published : WaitForSlowProducer(sequence);
    }

    /// <summary>Ends the present and every later wait with an <see cref="OperationCanceledException"/>.</summary>
    public void CancelProcessing()
    {
        _cancellation.Cancel();
        _waitStrategy.SignalAllWhenBlocking();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private SequenceWaitResult WaitByStrategy(long sequence) =>
        _waitStrategy.WaitFor(sequence, DependentSequences, _token);

    /// <summary>
    /// The event is claimed but its producer has not published it: it is about to, or it lost its core. So spin
    /// shortly, then yield to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SequenceWaitResult WaitForSlowProducer(long sequence)
    {
        SpinWait spin = default;
        while (!_sequencer.IsAvailable(sequence))
        {
            _token.ThrowIfCancellationRequested();
            spin.SpinOnce(-1);
        }

        return _sequencer.HighestPublished(sequence, DependentSequences.Value);
    }
}
