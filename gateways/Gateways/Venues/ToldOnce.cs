namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>A silence that many replies ask for is told by the first of them. Any thread.</summary>
internal sealed class ToldOnce
{
    private long _untilNs;

    /// <summary>The silence from now on if nobody has told one that still lasts, else 0.</summary>
    public long Tell(long silenceNs, long nowNs)
    {
        long toldUntilNs = Volatile.Read(ref _untilNs);
        if (silenceNs <= 0 || nowNs < toldUntilNs) return 0;
        bool isFirst = Interlocked.CompareExchange(ref _untilNs, nowNs + silenceNs, toldUntilNs) == toldUntilNs;
        return isFirst ? silenceNs : 0;
    }
}
