using System.Diagnostics;

namespace OpenSQT.Lmax.Perf.Measuring;

/// <summary>Repeats a measurement of operations per second: median and worst are kept, not the best.</summary>
public static class Throughput
{
    /// <param name="run">Where the result goes.</param>
    /// <param name="name">Of the result.</param>
    /// <param name="repetitions">An odd number, so that the median is one of them.</param>
    /// <param name="operations">Of one repetition.</param>
    /// <param name="repetition">Performs them; may be told apart by its number, which is 0 for the warm-up.</param>
    /// <param name="note">For the reader.</param>
    public static void Measure(
        BenchRun run, string name, int repetitions, long operations, Action<int> repetition, string note = "")
    {
        if (!run.Wants(name)) return;
        repetition(0);
        CollectionCounts before = CollectionCounts.Now;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        var rates = new List<double>();
        for (int i = 1; i <= repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            repetition(i);
            rates.Add(operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        rates.Sort();
        run.Add(new BenchResult(name)
        {
            PerSecond = rates[rates.Count / 2],
            WorstPerSecond = rates[0],
            AllocatedBytesPerOp = (double)allocated / (operations * repetitions),
            Collections = CollectionCounts.Now.Since(before),
            Note = note,
        });
    }
}
