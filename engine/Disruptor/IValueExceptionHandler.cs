namespace Disruptor;

/// <summary>
/// Decides what an exception in a handler leads to. To return means "go on with the next event"; to throw means
/// "stop this handler": its thread ends, nothing behind it proceeds, and producers that find the ring full get an
/// exception.
/// </summary>
public interface IValueExceptionHandler<T>
    where T : struct
{
    void HandleEventException(Exception ex, long sequence, ref T evt);

    void HandleOnTimeoutException(Exception ex, long sequence);

    void HandleOnStartException(Exception ex);

    void HandleOnShutdownException(Exception ex);
}
