using HdrHistogram;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>
/// From the planned moment of a frame to the bytes of the order that it causes: decode, ring, journal, engine, ring,
/// encode, sign. One in ten frames crosses a line of the grid and
/// causes an order or a cancel.
/// </summary>
public static class TickToOrderBench
{
    private const int Rate = 10_000;
    private const int QuotesPerMove = 10;
    private const int Lines = 8;

    private static readonly byte[][] Frames =
    [
        .. Enumerable.Range(0, Lines * 2).Select(i => VenueFrames.BookTickerAt(
            ScriptedVenue.StartTicks + (i / 2 < 4 ? i / 2 : Lines - i / 2) * ScriptedVenue.IntervalTicks + (i & 1))),
    ];

    public static void Run(BenchRun run)
    {
        MeasureInProcess(run, Layout.Fused, "unsigned order on the engine's thread", Signing.None);
        MeasureInProcess(run, Layout.Fused, "signed order bytes on the engine's thread", Signing.EngineThread);
        MeasureInProcess(
            run, Layout.Fused, "signed order bytes on a sleeping execution thread", Signing.ExecutionThread);
        MeasureInProcess(run, Layout.Inline, "unsigned order", Signing.None);
        MeasureInProcess(run, Layout.Inline, "signed order bytes", Signing.EngineThread);
        if (!run.IsSmoke) MeasureInProcess(run, Layout.Staged, "unsigned order on the engine's thread", Signing.None);
        FirstOrdersBench.Run(run);
        TickToWireBench.Run(run);
    }

    /// <summary>Plays frames at the rate; each is decoded on this thread at its planned moment.</summary>
    internal static long Play(BenchPipeline pipeline, BinanceVenue venue, double seconds, int quotesPerMove)
    {
        long events = (long)(Rate * seconds);
        long firstNs = pipeline.Clock.NowNs + 1_000_000;
        for (long i = 0; i < events; i++)
        {
            long offset = i * 1_000_000_000 / Rate;
            Pace.Until(pipeline.Clock, firstNs + offset);
            Show(pipeline, venue, i / quotesPerMove, i, firstNs + offset);
        }

        return events;
    }

    /// <summary>Decodes one frame and publishes its quote.</summary>
    internal static void Show(BenchPipeline pipeline, BinanceVenue venue, long move, long number, long plannedNs)
    {
        byte[] frame = Frames[move % Lines * 2 + (number & 1)];
        InboundEvent e = default;
        ref BestBidOffer quote = ref e.Begin<BestBidOffer>(
            EventKind.BestBidOffer, EventSource.MarketGateway, 0, plannedNs);
        if (venue.DecodeMarketFrame(frame, ref quote) != FrameMeaning.Event)
            throw new InvalidOperationException("a frame was not decoded");
        quote.ReceivedNs = plannedNs;
        pipeline.Publish(e);
    }

    internal static long TriggerOf(in OutboundCommand command) => command.Kind switch
    {
        CommandKind.NewOrder => command.Read<NewOrder>().TriggerNs,
        CommandKind.CancelOrder => command.Read<CancelOrder>().TriggerNs,
        _ => 0,
    };

    private static void MeasureInProcess(BenchRun run, Layout layout, string what, Signing signing)
    {
        string name = $"tick-to-order {layout.ToString().ToLowerInvariant()}: {what}";
        if (!run.Wants(name)) return;
        using BinanceVenue venue = VenueFrames.NewVenue();
        var clock = new MonotonicClock();
        var request = new VenueRequest();
        var times = new LongHistogram(60_000_000_000, 3);
        var hot = new ThreadBytes();
        bool measuring = false;
        CommandSender finish = (in OutboundCommand command) =>
        {
            long triggerNs = TriggerOf(command);
            if (triggerNs == 0) return;
            if (signing != Signing.None) venue.Encode(command, clock.NowNs, request);
            if (!Volatile.Read(ref measuring)) return;
            times.RecordValue(Math.Max(1, clock.NowNs - triggerNs));
            hot.Look();
        };
        BenchPipeline.EventProbe probe = (in InboundEvent _, ReadOnlySpan<OutboundCommand> commands) =>
        {
            if (signing == Signing.ExecutionThread) return;
            foreach (ref readonly OutboundCommand command in commands) finish(command);
        };
        using var pipeline = new BenchPipeline(
            run.NewFolder(), layout, clock, probe, signing == Signing.ExecutionThread ? finish : null);
        using BinanceVenue market = VenueFrames.NewVenue();
        Play(pipeline, market, run.Pick(3.0, 1.5, 0.2), QuotesPerMove);
        pipeline.Drain();
        Volatile.Write(ref measuring, true);
        CollectionCounts before = CollectionCounts.Now;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long events = Play(pipeline, market, run.PacedTime.TotalSeconds, QuotesPerMove);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        pipeline.Drain();
        Volatile.Write(ref measuring, false);
        run.Add(new BenchResult(name)
        {
            Rate = Rate,
            Times = times,
            PerSecond = times.TotalCount / run.PacedTime.TotalSeconds,
            AllocatedBytesPerOp = (double)(allocated + hot.Allocated) / events,
            AllocationBudget = 0,
            Collections = CollectionCounts.Now.Since(before),
        });
    }

    private enum Signing
    {
        None, EngineThread, ExecutionThread,
    }
}
