using HdrHistogram;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// Collects one latency, in nanoseconds, on one thread and lets others read its percentiles. The lock is taken after
/// the order has left, so it costs no order anything.
/// </summary>
public sealed class LatencyGauge
{
    private const long LongestNs = 60_000_000_000;
    private readonly LongHistogram _histogram = new(1, LongestNs, 3);
    private readonly LatencyBuckets _buckets = new();
    private readonly Lock _gate = new();

    public void Record(long ns)
    {
        lock (_gate)
        {
            _histogram.RecordValue(Math.Clamp(ns, 1, LongestNs));
            _buckets.Add(ns);
        }
    }

    /// <summary>How the samples are spread; the lock is held for the copy of a few numbers only.</summary>
    public LatencyBuckets ReadBuckets()
    {
        lock (_gate) return _buckets.Copy();
    }

    public LatencyFigures Read()
    {
        lock (_gate)
        {
            return new LatencyFigures(
                _histogram.TotalCount,
                _histogram.GetValueAtPercentile(50),
                _histogram.GetValueAtPercentile(99),
                _histogram.GetMaxValue());
        }
    }
}
