using System.Diagnostics;
using HdrHistogram;

namespace OpenSQT.Lmax.Perf.Measuring;

/// <summary>
/// The cost of an operation that is too short to be timed alone: batches of it are. Percentiles are therefore those of
/// batch means: they show disturbances of the machine, not the spread of single operations.
/// </summary>
public static class CostMeter
{
    private const double NsPerUnit = 0.1;
    private const int WarmBatches = 60; // two tiers of compilation need 30 calls each

    /// <param name="run">Where the result goes.</param>
    /// <param name="name">Of the result.</param>
    /// <param name="operations">How many a batch has.</param>
    /// <param name="batch">Performs them; allocates nothing.</param>
    /// <param name="note">For the reader.</param>
    public static void Measure(BenchRun run, string name, int operations, Action batch, string note = "")
    {
        if (!run.Wants(name)) return;
        Repeat(run.Pick(1.0, 0.5, 0.0), WarmBatches, batch);
        var times = new LongHistogram(100_000_000_000, 3);
        CollectionCounts before = CollectionCounts.Now;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        int batches = Time(run.Pick(2.0, 1.0, 0.02), operations, batch, times);
        long end = Stopwatch.GetTimestamp();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long total = (long)batches * operations;
        run.Add(new BenchResult(name)
        {
            Times = times,
            NsPerUnit = NsPerUnit,
            PerSecond = total / Stopwatch.GetElapsedTime(start, end).TotalSeconds,
            AllocatedBytesPerOp = (double)allocated / total,
            AllocationBudget = 0,
            Collections = CollectionCounts.Now.Since(before),
            Note = note,
        });
    }

    private static void Repeat(double seconds, int atLeast, Action batch)
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        for (int i = 0; i < atLeast || elapsed.Elapsed.TotalSeconds < seconds; i++) batch();
    }

    private static int Time(double seconds, int operations, Action batch, LongHistogram times)
    {
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        int batches = 0;
        long now = Stopwatch.GetTimestamp();
        while (now < end || batches < 5)
        {
            long before = now;
            batch();
            now = Stopwatch.GetTimestamp();
            times.RecordValue(Math.Max(1, (now - before) * 10 / operations));
            batches++;
        }

        return batches;
    }
}
