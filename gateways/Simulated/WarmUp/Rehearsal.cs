using System.Runtime;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Simulation;

namespace OpenSQT.Lmax.Simulated.WarmUp;

/// <summary>
/// Trades for a moment before the real run does: the same stages, rings, journal and decoders, with an engine, a
/// journal and an account of its own that are thrown away. Nothing is sent and nothing of the run is touched; what
/// stays is code that the runtime has compiled to its last tier, which it does for what has been called often enough
/// only. Without it the first orders of a run meet code that is compiled while they wait, or hardly optimised.
/// </summary>
public static class Rehearsal
{
    private const long IntervalTicks = 100;
    private const int LinesUp = 6;
    private const int WalksPerRound = 5;
    private const int FewMethods = 20;
    private const int QuietRounds = 2;
    private const long MuchLots = 500;
    private const int SegmentBytes = 1 << 20;
    private const long Never = 1_000_000_000L * 3600 * 24;

    /// <summary>The runtime waits 100 ms without new methods before it looks at what is called often.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly (SettingId Id, long Value)[] Settings =
    [
        (SettingId.PriceIntervalE8, IntervalTicks * SeedRun.Rules.TickSizeE8),
        (SettingId.OrderQuantityE8, 30 * FixedPoint.One),
        (SettingId.Hysteresis, 0),
        (SettingId.LingerNs, 0),
        (SettingId.OrderRateE3, 1_000_000_000_000),
        (SettingId.OrderBurst, 1_000_000),
        (SettingId.OrderRetryDelayNs, 0),
        (SettingId.StaleMarketDataNs, Never),
        (SettingId.ReconcileIntervalNs, 100_000_000),
    ];

    /// <param name="venue">Whose protocol; a name of <see cref="VenueTable"/>.</param>
    /// <param name="layout">Of the threads: that of the run.</param>
    /// <param name="longest">When it ends at the latest, compiled or not.</param>
    /// <exception cref="JournalException">The directory for temporary files cannot be used.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    /// <exception cref="TimeoutException">A thread of it does not end.</exception>
    public static RehearsalResult Run(string venue, PipelineOptions layout, TimeSpan longest)
    {
        var clock = new MonotonicClock();
        long beganNs = clock.NowNs;
        long methods = JitInfo.GetCompiledMethodCount();
        string folder = Directory.CreateTempSubdirectory("opensqt-warm-up-").FullName;
        try
        {
            (long orders, bool isSettled) = Trade(folder, VenueTable.Of(0, venue), layout, clock, longest);
            return new RehearsalResult(
                orders, JitInfo.GetCompiledMethodCount() - methods,
                TimeSpan.FromTicks((clock.NowNs - beganNs) / TimeSpan.NanosecondsPerTick), isSettled);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (long Orders, bool IsSettled) Trade(
        string folder, VenueRow row, PipelineOptions layout, MonotonicClock clock, TimeSpan longest)
    {
        using JournalDirectory directory = JournalDirectory.Open(folder, new JournalOptions
        {
            Bot = VenueTruth.Bot,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
            SegmentBytes = SegmentBytes,
        });
        using JournalWriter<InboundEvent> events = directory.StartEvents();
        using JournalWriter<OutboundCommand> commands = directory.StartCommands();
        var pipeline = new TradingPipeline(new TradingEngine(), events, commands, layout with
        {
            Durability = new DurabilityGate(Durability.Power, directory.Archiver),
            Complain = static _ => { }, // the run will say it
        });
        using var venue = new RehearsalVenue(row, clock, pipeline.Inbound);
        var desk = new HostDesk(pipeline.Inbound, static _ => { });
        pipeline.Start(venue.Send, desk.Receive);
        try
        {
            Announcement.Publish(
                pipeline.Inbound, clock.NowNs, new RunStarted { RunNumber = 1 }, Settings, venue.Definition);
            Publish(GatewayLink.UserStream);
            Publish(GatewayLink.MarketStream);
            bool isSettled = Rehearse(pipeline, venue, clock, clock.NowNs + (long)longest.TotalNanoseconds);
            return (venue.Orders, isSettled);
        }
        finally
        {
            pipeline.Stop(Patience);
        }

        void Publish(GatewayLink link)
        {
            InboundEvent e = default;
            e.Begin<GatewayStatus>(EventKind.GatewayStatus, EventSource.Host, 0, clock.NowNs) =
                new GatewayStatus { Link = link, Up = 1 };
            pipeline.Inbound.Publish(e);
        }
    }

    /// <summary>
    /// A round is some walks and a rest, in which the compiler has the machine for itself. It ends with two rounds in
    /// which there was hardly anything to compile, or when the time is up.
    /// </summary>
    private static bool Rehearse(TradingPipeline pipeline, RehearsalVenue venue, MonotonicClock clock, long endNs)
    {
        int quiet = 0;
        while (quiet < QuietRounds && clock.NowNs < endNs && !pipeline.Failure.HasFailed)
        {
            long before = JitInfo.GetCompiledMethodCount();
            for (int walk = 0; walk < WalksPerRound; walk++) Walk(pipeline, venue, clock, endNs);
            Thread.Sleep(Rest);
            long compiled = JitInfo.GetCompiledMethodCount() - before;
            quiet = compiled <= FewMethods ? quiet + 1 : 0;
        }

        return quiet == QuietRounds;
    }

    /// <summary>Up some lines of the grid and down again.</summary>
    private static void Walk(TradingPipeline pipeline, RehearsalVenue venue, MonotonicClock clock, long endNs)
    {
        for (int line = -LinesUp; line < LinesUp; line++)
        {
            long middle = SeedRun.StartTicks + (LinesUp - int.Abs(line)) * IntervalTicks;
            venue.Move(new Quote(middle, MuchLots, middle + 1, MuchLots));
            while (pipeline.InboundDepth + pipeline.OutboundDepth > 0 && clock.NowNs < endNs) Thread.Yield();
        }

        InboundEvent timer = default;
        timer.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, clock.NowNs);
        pipeline.Inbound.Publish(timer);
    }
}
