namespace Disruptor;

/// <summary>What every handler may do besides handling events. All calls come on the handler's own thread.</summary>
public interface IEventHandler
{
    /// <summary>Once, before the first event: the place to pin the thread.</summary>
    void OnStart()
    {
    }

    /// <summary>Once, after the last event, also when the handler failed.</summary>
    void OnShutdown()
    {
    }

    /// <summary>
    /// The wait strategy gave up waiting for a while; <paramref name="sequence"/> is the last one handled.
    /// </summary>
    void OnTimeout(long sequence)
    {
    }
}
