using Disruptor;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// The first fault in any stage. It ends the run loudly: the stage stops, no new order leaves, and the journal stays
/// as it is, so that the next start finds out at the venue what became of the orders.
/// </summary>
public sealed class PipelineFailure
{
    private readonly TaskCompletionSource<Exception> _first =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _hasFailed;

    public bool HasFailed => _hasFailed;

    /// <summary>Ends, with the fault, when there is one.</summary>
    public Task<Exception> First => _first.Task;

    public void Report(string where, Exception fault)
    {
        _hasFailed = true;
        _first.TrySetResult(new InvalidOperationException($"{where}: {fault.Message}", fault));
    }

    /// <summary>The same policy for the handlers of a ring.</summary>
    public IValueExceptionHandler<T> PolicyFor<T>(string ring) where T : struct => new Policy<T>(this, ring);

    private sealed class Policy<T>(PipelineFailure failure, string ring) : IValueExceptionHandler<T>
        where T : struct
    {
        public void HandleEventException(Exception ex, long sequence, ref T evt) => Stop(ex, $"at event {sequence}");

        public void HandleOnTimeoutException(Exception ex, long sequence) => Stop(ex, $"after event {sequence}");

        public void HandleOnStartException(Exception ex) => Stop(ex, "while starting");

        public void HandleOnShutdownException(Exception ex) => Stop(ex, "while ending");

        private void Stop(Exception ex, string when)
        {
            failure.Report($"{ring} ring, {when}", ex);
            throw new InvalidOperationException($"the {ring} ring has stopped", ex);
        }
    }
}
