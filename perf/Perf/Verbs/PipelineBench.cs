using System.Diagnostics;
using HdrHistogram;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>
/// Ring, journal and engine together: how much goes through, and how long a price event takes at a given rate.
/// </summary>
public static class PipelineBench
{
    private const int QuotesPerMove = 100;

    public static void Run(BenchRun run)
    {
        MeasureSustained(run);
        MeasureBurst(run);
        foreach (Layout layout in (Layout[])[Layout.Fused, Layout.Inline, Layout.Staged])
        {
            if (layout == Layout.Staged && run.IsSmoke) continue;
            foreach (int rate in (int[])[10_000, 100_000]) MeasureLatency(run, layout, rate, WaitMode.Yield);
        }

        if (run.IsSmoke) return;
        MeasureLatency(run, Layout.Fused, 10_000, WaitMode.Busy);
        MeasureLatency(run, Layout.Fused, 10_000, WaitMode.Block);
    }

    /// <summary>A market at full speed; full segments are deleted, so that the disk suffices.</summary>
    private static void MeasureSustained(BenchRun run)
    {
        double seconds = run.Pick(30.0, 6.0, 0.2);
        string name = $"pipeline sustained for {seconds:0.#} s, journal on";
        if (!run.Wants(name)) return;
        string folder = run.NewFolder();
        using var pipeline = new BenchPipeline(folder, Layout.Fused, new MonotonicClock(), Nothing, segmentMib: 64);
        Publish(pipeline, run.Pick(1_000_000, 500_000, 2_000));
        CollectionCounts before = CollectionCounts.Now;
        long events = pipeline.Events;
        Stopwatch elapsed = Stopwatch.StartNew();
        while (elapsed.Elapsed.TotalSeconds < seconds)
        {
            Publish(pipeline, 10_000);
            DeleteFullSegments(folder);
        }

        pipeline.Drain();
        events = pipeline.Events - events;
        run.Add(new BenchResult(name)
        {
            PerSecond = events / elapsed.Elapsed.TotalSeconds,
            Collections = CollectionCounts.Now.Since(before),
            Note = $"{pipeline.SegmentWaits} waits for a segment",
        });
    }

    /// <summary>As many events as one segment holds: no page is touched for the first time.</summary>
    private static void MeasureBurst(BenchRun run)
    {
        const string name = "pipeline burst in touched pages";
        int events = run.Pick(3_000_000, 2_000_000, 2_000);
        if (!run.Wants(name)) return;
        var rates = new List<double>();
        for (int i = 0; i < run.Pick(5, 3, 1); i++)
        {
            using var pipeline = new BenchPipeline(
                run.NewFolder(), Layout.Fused, new MonotonicClock(), Nothing, segmentMib: run.Pick(512, 512, 1));
            Publish(pipeline, events / 4); // warm
            pipeline.Drain();
            Stopwatch elapsed = Stopwatch.StartNew();
            Publish(pipeline, events);
            pipeline.Drain();
            rates.Add(events / elapsed.Elapsed.TotalSeconds);
        }

        rates.Sort();
        run.Add(new BenchResult(name) { PerSecond = rates[rates.Count / 2], WorstPerSecond = rates[0] });
    }

    /// <summary>From the planned moment of a price event to the end of the engine's work on it.</summary>
    private static void MeasureLatency(BenchRun run, Layout layout, int rate, WaitMode wait)
    {
        string waits = wait == WaitMode.Yield ? "" : $", {wait}".ToLowerInvariant();
        string name = $"pipeline latency at {rate / 1_000} k/s, {layout}{waits}".ToLowerInvariant();
        if (!run.Wants(name)) return;
        var clock = new MonotonicClock();
        var times = new LongHistogram(60_000_000_000, 3);
        var hot = new ThreadBytes();
        bool measuring = false;
        BenchPipeline.EventProbe probe = (in InboundEvent e, ReadOnlySpan<OutboundCommand> _) =>
        {
            if (e.Kind != EventKind.BestBidOffer || !Volatile.Read(ref measuring)) return;
            times.RecordValue(Math.Max(1, clock.NowNs - e.Read<BestBidOffer>().ReceivedNs));
            hot.Look();
        };
        using var pipeline = new BenchPipeline(run.NewFolder(), layout, clock, probe, wait: wait);
        PlayPaced(pipeline, rate, run.Pick(2.0, 1.0, 0.1));
        pipeline.Drain();
        Volatile.Write(ref measuring, true);
        CollectionCounts before = CollectionCounts.Now;
        long events = PlayPaced(pipeline, rate, run.PacedTime.TotalSeconds);
        pipeline.Drain();
        Volatile.Write(ref measuring, false);
        run.Add(new BenchResult(name)
        {
            Rate = rate,
            Times = times,
            PerSecond = events / run.PacedTime.TotalSeconds,
            AllocatedBytesPerOp = (double)hot.Allocated / Math.Max(1, events),
            AllocationBudget = 0,
            Collections = CollectionCounts.Now.Since(before),
        });
    }

    private static long PlayPaced(BenchPipeline pipeline, int rate, double seconds)
    {
        long events = (long)(rate * seconds);
        long firstNs = pipeline.Clock.NowNs + 1_000_000;
        for (long i = 0; i < events; i++)
        {
            long offset = i * 1_000_000_000 / rate;
            Pace.Until(pipeline.Clock, firstNs + offset);
            pipeline.Quote(PriceOf(i), firstNs + offset);
        }

        return events;
    }

    private static void Publish(BenchPipeline pipeline, int events)
    {
        long nowNs = pipeline.Clock.NowNs;
        for (long i = 0; i < events; i++) pipeline.Quote(PriceOf(i), nowNs + i);
    }

    private static long PriceOf(long i)
    {
        long line = i / QuotesPerMove % 8;
        return ScriptedVenue.StartTicks + (line < 4 ? line : 8 - line) * ScriptedVenue.IntervalTicks + (i & 1);
    }

    private static void DeleteFullSegments(string folder)
    {
        string[] segments = Directory.GetFiles(folder, "events-*.journal");
        if (segments.Length <= 8) return;
        Array.Sort(segments, StringComparer.Ordinal);
        foreach (string full in segments[..^6]) File.Delete(full);
    }

    private static void Nothing(in InboundEvent e, ReadOnlySpan<OutboundCommand> commands)
    {
        // Throughput needs no look at single events.
    }
}
