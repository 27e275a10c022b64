using System.Diagnostics;
using System.Globalization;
using HdrHistogram;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>What the engine alone costs: no ring, no journal, no I/O.</summary>
public static class EngineBench
{
    private const int Batch = 1024;
    private const int LinesUp = 8;
    private const int Instruments = 100;
    private const double EventsPerSecond = Instruments * 1_000d;

    public static void Run(BenchRun run)
    {
        MeasureQuiet(run, "engine price event that causes nothing", new EngineScene());
        MeasureMoves(run, "engine event that moves the window (1 cancel + 1 new)", new EngineScene());
        foreach (int held in run.Pick<int[]>([10, 100, 1_000, 10_000], [10, 1_000, 10_000], [10]))
        {
            EngineScene scene = Holding(held, out long priceTicks);
            MeasureQuiet(run, $"engine price event, {held} held slots", scene, priceTicks);
            MeasureMoves(run, $"engine event that moves the window, {held} held slots", scene, priceTicks);
        }

        MeasureManyInstruments(run);
    }

    /// <summary>Prices change by a tick and stay between two lines of the grid.</summary>
    private static void MeasureQuiet(
        BenchRun run, string name, EngineScene scene, long priceTicks = ScriptedVenue.StartTicks)
    {
        InboundEvent e = default;
        CostMeter.Measure(run, name, Batch, () =>
        {
            for (int i = 0; i < Batch; i++)
            {
                scene.Prepare(ref e, priceTicks + (i & 1));
                scene.Engine.Apply(e);
            }
        });
    }

    /// <summary>
    /// The market falls some lines with fills and rises again, which is timed: each event alone, with a look at the
    /// clock.
    /// </summary>
    private static void MeasureMoves(
        BenchRun run, string name, EngineScene scene, long priceTicks = ScriptedVenue.StartTicks)
    {
        if (!run.Wants(name)) return;
        var times = new LongHistogram(10_000_000_000, 3);
        int warm = run.Pick(50_000, 20_000, 200);
        int events = run.Pick(500_000, 200_000, 500);
        Walk(scene, priceTicks, warm, times);
        times.Reset();
        CollectionCounts before = CollectionCounts.Now;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Walk(scene, priceTicks, events, times);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        run.Add(new BenchResult(name)
        {
            Times = times,
            PerSecond = 1e9 / times.GetMean(),
            AllocatedBytesPerOp = (double)allocated / events,
            AllocationBudget = 0,
            Collections = CollectionCounts.Now.Since(before),
        });
    }

    private static void Walk(EngineScene scene, long priceTicks, int events, LongHistogram times)
    {
        InboundEvent e = default;
        for (int i = 0; i < events; i++)
        {
            int line = i % LinesUp;
            for (int down = 1; line == 0 && down <= LinesUp; down++)
                scene.FallTo(priceTicks - down * ScriptedVenue.IntervalTicks);
            long risenTo = priceTicks + (line + 1 - LinesUp) * ScriptedVenue.IntervalTicks;
            scene.FillSellsUpTo(risenTo + 1); // the ask of the quote that follows
            scene.Prepare(ref e, risenTo);
            long start = Stopwatch.GetTimestamp();
            scene.Engine.Apply(e);
            long end = Stopwatch.GetTimestamp();
            times.RecordValue(end - start);
            RequireMove(scene.Engine.Commands, isFlat: priceTicks == ScriptedVenue.StartTicks);
            scene.AnswerAll();
        }
    }

    /// <summary>With many held slots an exit may take the place of the new buy; a command there is always.</summary>
    private static void RequireMove(ReadOnlySpan<OutboundCommand> commands, bool isFlat)
    {
        if (commands.Length >= (isFlat ? 2 : 1) && commands[0].Kind == CommandKind.CancelOrder
            && (!isFlat || commands[1].Kind == CommandKind.NewOrder)) return;
        throw new InvalidOperationException(
            $"{commands.Length} commands instead of a cancel and a new order");
    }

    private static EngineScene Holding(int slots, out long priceTicks)
    {
        var scene = new EngineScene();
        priceTicks = ScriptedVenue.StartTicks;
        while (scene.Engine.State.Slots.HoldingCount < slots)
        {
            priceTicks -= ScriptedVenue.IntervalTicks;
            int before = scene.Engine.State.Slots.HoldingCount;
            scene.FallTo(priceTicks);
            if (scene.Engine.State.Slots.HoldingCount == before && priceTicks < 0)
                throw new InvalidOperationException($"only {before} slots hold something");
        }

        return scene;
    }

    /// <summary>One engine trades one instrument; a thread with a hundred of them takes their events in turn.</summary>
    private static void MeasureManyInstruments(BenchRun run)
    {
        const string name = "engine 100 instruments x 1 000 events/s";
        if (!run.Wants(name)) return;
        EngineScene[] scenes = [.. Enumerable.Range(0, Instruments).Select(i => new EngineScene((byte)i))];
        InboundEvent e = default;
        long round = 0;
        CostMeter.Measure(run, name, Instruments, () =>
        {
            round++;
            foreach (EngineScene scene in scenes)
            {
                scene.Prepare(ref e, ScriptedVenue.StartTicks + (round & 1));
                scene.Engine.Apply(e);
            }
        }, "100 engines on one thread, an event each in turn");
        BenchResult result = run.Results[^1];
        double busyPercent = EventsPerSecond / result.PerSecond * 100;
        run.Add(new BenchResult("engine busy time of 100 instruments x 1 000 events/s")
        {
            Rate = EventsPerSecond,
            PerSecond = result.PerSecond,
            Note = string.Create(
                CultureInfo.InvariantCulture, $"{busyPercent:0.00} % of a core"),
        });
    }
}
