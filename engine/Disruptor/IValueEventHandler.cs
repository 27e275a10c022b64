namespace Disruptor;

/// <summary>Handles the events of a ring of structs, in order, each once.</summary>
public interface IValueEventHandler<T> : IEventHandler
    where T : struct
{
    /// <param name="data">The slot itself, not a copy; it is not overwritten before every handler has returned.</param>
    /// <param name="sequence">The event's number: from 0, without gaps.</param>
    /// <param name="endOfBatch">
    /// True when no further event was there at the last look: the moment to flush what was gathered.
    /// </param>
    void OnEvent(ref T data, long sequence, bool endOfBatch);
}
