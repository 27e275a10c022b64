using System.Diagnostics;
using HdrHistogram;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>Appending, making durable and reading back.</summary>
public static class JournalBench
{
    private const int Batch = 512;

    public static void Run(BenchRun run)
    {
        const string append = "journal append of one record with CRC";
        string folder = run.NewFolder();
        using JournalDirectory directory = Open(folder, run.Pick(64, 64, 4));
        using (JournalWriter<InboundEvent> writer = directory.StartEvents())
        {
            if (run.Wants(append)) MeasureAppend(run, append, writer);
            foreach (int group in (int[])[1, 16, 256]) MeasureDurable(run, group, writer);
        }

        MeasureScan(run, folder);
        MeasurePaced(run);
    }

    /// <summary>
    /// The price of one append at a steady rate, while segments fill up, are archived and new ones are allocated.
    /// </summary>
    private static void MeasurePaced(BenchRun run)
    {
        const int rate = 50_000;
        const string name = "journal append at a rate, rotating, with the archiver";
        if (!run.Wants(name)) return;
        using JournalDirectory directory = Open(run.NewFolder(), segmentMib: run.Pick(16, 16, 1));
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        var times = new LongHistogram(100_000_000_000, 3);
        var clock = new MonotonicClock();
        InboundEvent e = Sample();
        for (int i = 0; i < 20 * Batch; i++) writer.Append(ref e);
        Thread.Sleep(run.Pick(1_000, 1_000, 0)); // the segments ahead are allocated
        long records = (long)(run.PacedTime.TotalSeconds * rate);
        long dueNs = clock.NowNs;
        for (long i = 0; i < records; i++)
        {
            Pace.Until(clock, dueNs += 1_000_000_000 / rate);
            long start = Stopwatch.GetTimestamp();
            writer.Append(ref e);
            times.RecordValue(Math.Max(1, Stopwatch.GetTimestamp() - start));
        }

        JournalHealth health = directory.Health();
        run.Add(new BenchResult(name)
        {
            Rate = rate,
            Times = times,
            Note = $"{writer.SegmentWaits} waits for a segment, archiver {health.LagMs} ms behind in the end",
        });
    }

    /// <summary>Every page was touched before by the thread behind the writer, as in a run.</summary>
    private static void MeasureAppend(BenchRun run, string name, JournalWriter<InboundEvent> writer)
    {
        int batches = run.Pick(800, 800, 20); // within the first segment: later ones wait for the disk, not for us
        var times = new LongHistogram(100_000_000_000, 3);
        InboundEvent e = Sample();
        for (int i = 0; i < batches / 10 + 1; i++) Append(writer, ref e);
        CollectionCounts before = CollectionCounts.Now;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long first = Stopwatch.GetTimestamp();
        for (int i = 0; i < batches; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Append(writer, ref e);
            times.RecordValue(Math.Max(1, (Stopwatch.GetTimestamp() - start) * 10 / Batch));
        }

        double seconds = Stopwatch.GetElapsedTime(first).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        run.Add(new BenchResult(name)
        {
            Times = times,
            NsPerUnit = 0.1,
            PerSecond = (double)batches * Batch / seconds,
            AllocatedBytesPerOp = (double)allocated / batches / Batch,
            AllocationBudget = 0,
            Collections = CollectionCounts.Now.Since(before),
            Note = $"{writer.SegmentWaits} waits for a segment",
        });
    }

    private static void Append(JournalWriter<InboundEvent> writer, ref InboundEvent e)
    {
        for (int i = 0; i < Batch; i++)
        {
            e.Header.TimeNs++;
            writer.Append(ref e);
        }
    }

    private static void MeasureDurable(BenchRun run, int group, JournalWriter<InboundEvent> writer)
    {
        string name = $"journal make {group} records durable";
        if (!run.Wants(name)) return;
        var times = new LongHistogram(100_000_000_000, 3);
        InboundEvent e = Sample();
        int rounds = run.Pick(500, 200, 5);
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int k = 0; k < group; k++) writer.Append(ref e);
            writer.MakeDurable();
            times.RecordValue(Stopwatch.GetTimestamp() - start);
        }

        run.Add(new BenchResult(name) { Times = times, PerSecond = group * 1e9 / times.GetMean() });
    }

    private static void MeasureScan(BenchRun run, string folder)
    {
        long records = 0;
        using (JournalReader<InboundEvent> count = JournalReader<InboundEvent>.Open(folder))
        {
            while (count.MoveNext()) records++;
        }

        Throughput.Measure(run, "journal scan with CRC", run.Pick(5, 3, 1), records, _ =>
        {
            using JournalReader<InboundEvent> reader = JournalReader<InboundEvent>.Open(folder);
            long seen = 0;
            while (reader.MoveNext()) seen++;
            if (seen != records) throw new InvalidOperationException($"{seen} of {records} records were read");
        });
    }

    private static JournalDirectory Open(string folder, int segmentMib) => JournalDirectory.Open(folder, new()
    {
        Bot = VenueFrames.Bot,
        AccountFingerprint = 0,
        EngineLogicVersion = TradingEngine.LogicVersion,
        SegmentBytes = (long)segmentMib << 20,
    });

    private static InboundEvent Sample()
    {
        InboundEvent e = default;
        e.Begin<BestBidOffer>(EventKind.BestBidOffer, EventSource.MarketGateway, 0, 1).BidPriceTicks = 1;
        return e;
    }
}
