namespace Disruptor;

/// <summary>How a handler's thread passes the time until the next event.</summary>
public interface IWaitStrategy
{
    /// <summary>True when publishers must call <see cref="SignalAllWhenBlocking"/>; constant per strategy.</summary>
    bool IsBlockingStrategy { get; }

    /// <summary>
    /// Returns once <paramref name="dependentSequences"/> has reached <paramref name="sequence"/>, or
    /// <see cref="SequenceWaitResult.Timeout"/>.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    SequenceWaitResult WaitFor(
        long sequence, DependentSequenceGroup dependentSequences, CancellationToken cancellationToken);

    /// <summary>Wakes every waiting thread; each looks for itself whether its event has come.</summary>
    void SignalAllWhenBlocking();
}
