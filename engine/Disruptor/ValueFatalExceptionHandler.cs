namespace Disruptor;

/// <summary>
/// The default: every exception is written to a text (standard error) and stops the handler. An event that was half
/// applied must not be followed by the next.
/// </summary>
public sealed class ValueFatalExceptionHandler<T> : IValueExceptionHandler<T>
    where T : struct
{
    private readonly TextWriter _output;

    public ValueFatalExceptionHandler()
        : this(Console.Error)
    {
    }

    public ValueFatalExceptionHandler(TextWriter output)
    {
        _output = output;
    }

    public void HandleEventException(Exception ex, long sequence, ref T evt) =>
        Stop(ex, $"the handler failed at event {sequence}");

    public void HandleOnTimeoutException(Exception ex, long sequence) =>
        Stop(ex, $"OnTimeout failed after event {sequence}");

    public void HandleOnStartException(Exception ex) => Stop(ex, "OnStart failed");

    public void HandleOnShutdownException(Exception ex) => Stop(ex, "OnShutdown failed");

    private void Stop(Exception ex, string what)
    {
        _output.WriteLine($"ring: {what}: {ex}");
        throw new InvalidOperationException($"ring: {what}: {ex.Message}", ex);
    }
}
