namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// Latencies counted in steps of 1, 2 and 5 from 1 µs to 1 s: coarse enough to draw and to publish. Not safe for
/// several threads.
/// </summary>
public sealed class LatencyBuckets
{
    private static readonly long[] UpperNs =
    [
        1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000,
        10_000_000, 20_000_000, 50_000_000, 100_000_000, 200_000_000, 500_000_000, 1_000_000_000,
    ];

    private readonly long[] _counts = new long[UpperNs.Length + 1];

    /// <summary>Upper bounds, inclusive, of all buckets but the last, which has none.</summary>
    public static ReadOnlySpan<long> Bounds => UpperNs;

    public ReadOnlySpan<long> Counts => _counts;
    public long SumNs { get; private set; }

    public void Add(long ns)
    {
        int i = 0;
        while (i < UpperNs.Length && ns > UpperNs[i]) i++;
        _counts[i]++;
        SumNs += ns;
    }

    public LatencyBuckets Copy()
    {
        var copy = new LatencyBuckets { SumNs = SumNs };
        _counts.CopyTo(copy._counts, 0);
        return copy;
    }
}
