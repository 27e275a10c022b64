using HdrHistogram;

namespace OpenSQT.Lmax.Perf.Measuring;

/// <summary>One figure and its circumstances.</summary>
/// <param name="Name">Begins with the name of its verb.</param>
public sealed record BenchResult(string Name)
{
    /// <summary>Planned events per second; 0 = as fast as it goes.</summary>
    public double Rate { get; init; }

    /// <summary>What was reached, in operations per second: the median of the repetitions.</summary>
    public double PerSecond { get; init; }

    /// <summary>The slowest repetition; 0 = there was one only.</summary>
    public double WorstPerSecond { get; init; }

    /// <summary>
    /// Times in units of <see cref="NsPerUnit"/>: from the planned moment to the outcome, or the cost of one operation.
    /// </summary>
    public LongHistogram? Times { get; init; }

    /// <summary>1 for latencies, 0.1 for the cost of operations that take few nanoseconds.</summary>
    public double NsPerUnit { get; init; } = 1;

    /// <summary>By the measured threads, after warm-up.</summary>
    public double AllocatedBytesPerOp { get; init; }

    /// <summary>Most bytes an operation may allocate; null = it is not held to any.</summary>
    public double? AllocationBudget { get; init; }

    /// <summary>Collections of the process during the measurement, by generation.</summary>
    public CollectionCounts Collections { get; init; }

    /// <summary>What a reader has to know besides.</summary>
    public string Note { get; init; } = "";

    public bool IsWithinBudget => AllocationBudget is not { } budget || AllocatedBytesPerOp <= budget;

    public double PercentileNs(double percentile) =>
        Times is null ? 0 : Math.Round(Times.GetValueAtPercentile(percentile) * NsPerUnit, 1);

    public double MaxNs => Times is null ? 0 : Math.Round(Times.GetMaxValue() * NsPerUnit, 1);
}
