namespace OpenSQT.Lmax.Perf.Measuring;

/// <summary>What one thread has allocated since the measurement began; asked on that thread itself.</summary>
public sealed class ThreadBytes
{
    private long _before = -1;

    public long Allocated { get; private set; }

    /// <summary>On the measured thread, once per event: the first call begins.</summary>
    public void Look()
    {
        long now = GC.GetAllocatedBytesForCurrentThread();
        if (_before < 0) _before = now;
        Allocated = now - _before;
    }
}
