using System.Diagnostics;
using HdrHistogram;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
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
        using JournalDirectory directory = Open(folder, run.Pick(512, 256, 4));
        using (JournalWriter<InboundEvent> writer = directory.StartEvents())
        {
            if (run.Wants(append)) MeasureAppend(run, append, writer);
            foreach (int group in (int[])[1, 16, 256]) MeasureDurable(run, group, writer);
        }

        MeasureScan(run, folder);
    }

    /// <summary>Every page was touched before by the thread behind the writer, as in a run.</summary>
    private static void MeasureAppend(BenchRun run, string name, JournalWriter<InboundEvent> writer)
    {
        int batches = run.Pick(7_000, 3_500, 20); // within the first segment: later ones wait for the disk, not for us
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
