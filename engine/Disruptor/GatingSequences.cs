namespace Disruptor;

/// <summary>
/// The sequences that producers must not overtake by more than one lap: the last handlers of each chain.
/// Changed while wiring, read by producers: a changed array replaces the old one.
/// </summary>
internal sealed class GatingSequences
{
    private readonly Lock _change = new();
    private volatile Sequence[] _sequences = [];

    /// <summary>
    /// The slowest of them; <paramref name="whenNone"/> caps it and is the answer when there are none.
    /// </summary>
    public long Minimum(long whenNone)
    {
        long minimum = whenNone;
        foreach (Sequence sequence in _sequences) minimum = Math.Min(minimum, sequence.Value);
        return minimum;
    }

    /// <summary>
    /// Adds sequences; each starts at the cursor, so a late one neither sees old events nor blocks on them.
    /// </summary>
    public void Add(Sequence cursor, params Sequence[] sequences)
    {
        lock (_change)
        {
            // Before they can gate: else a producer could be stopped by their stale values.
            foreach (Sequence sequence in sequences) sequence.SetValue(cursor.Value);
            _sequences = [.. _sequences, .. sequences];
            // After, and fenced: a producer that did not see the new array has its cursor seen here.
            Interlocked.MemoryBarrier();
            foreach (Sequence sequence in sequences) sequence.SetValue(cursor.Value);
        }
    }

    public bool Remove(Sequence sequence)
    {
        lock (_change)
        {
            Sequence[] rest = Array.FindAll(_sequences, s => !ReferenceEquals(s, sequence));
            bool found = rest.Length != _sequences.Length;
            _sequences = rest;
            return found;
        }
    }
}
