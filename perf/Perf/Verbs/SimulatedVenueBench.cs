using System.Security.Cryptography.X509Certificates;
using HdrHistogram;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>Against the simulated venue: the product's own sockets, matching and acknowledgements included.</summary>
internal static class SimulatedVenueBench
{
    private const string Symbol = "ETHUSDT";
    private const double Speed = 30; // of the recorded market, so that it trades often enough

    public static void Run(BenchRun run, X509Certificate2 certificate)
    {
        MeasureTrading(run, "tick-to-order through the simulated venue, plain WebSocket and HTTP", null);
        MeasureTrading(run, "tick-to-order through the simulated venue, TLS WebSocket and HTTPS", certificate);
        MeasureRoundTrips(run, certificate);
    }

    private static void MeasureRoundTrips(BenchRun run, X509Certificate2 certificate)
    {
        const string server = "the simulated venue";
        if (!run.Wants($"tick-to-order round trip over TLS to {server}")) return;
        SimulatedVenue simulated = SimulatedVenue.StartAsync(Options(certificate)).GetAwaiter().GetResult();
        try
        {
            using BinanceVenue venue = NewProtocol(simulated);
            var clock = new MonotonicClock();
            using (var session = new VenueSession(
                venue, VenueEndpoints.FromVenueUrl(simulated.BaseAddress.ToString()), clock, new Unheard(), 0,
                customRoot: certificate))
            {
                session.LoadInstrument(Symbol);
            }

            // A place and its cancel in turn: orders far below the market, so that nothing is ever matched.
            int number = 0;
            TickToWireBench.MeasureRoundTrips(
                run, server, simulated.BaseAddress, certificate, () => Encode(venue, number++, clock.NowNs));
        }
        finally
        {
            simulated.StopAsync().GetAwaiter().GetResult();
        }
    }

    private static VenueRequest Encode(BinanceVenue venue, int number, long nowNs)
    {
        OutboundCommand command = default;
        ulong id = ClOrdId.Create(0, 1, -5, Side.Buy, number / 2 + 1).Value;
        if (number % 2 == 0)
        {
            ref NewOrder order = ref command.Begin<NewOrder>(CommandKind.NewOrder, default);
            order.ClOrdId = id;
            order.PriceTicks = 100_000;
            order.OrderQtyLots = 100;
            order.Flags = ReportFlags.PostOnly;
        }
        else
        {
            command.Begin<CancelOrder>(CommandKind.CancelOrder, default).ClOrdId = id;
        }

        var request = new VenueRequest();
        venue.Encode(command, nowNs, request);
        return request;
    }

    private static void MeasureTrading(BenchRun run, string name, X509Certificate2? certificate)
    {
        if (!run.Wants(name)) return;
        SimulatedVenue simulated = SimulatedVenue.StartAsync(Options(certificate)).GetAwaiter().GetResult();
        try
        {
            var times = new LongHistogram(60_000_000_000, 3);
            CollectionCounts before = CollectionCounts.Now;
            TimeSpan time = run.PacedTime + TimeSpan.FromSeconds(run.Pick(5, 3, 5)); // start-up takes its part
            Trade(run.NewFolder(), simulated, certificate, time, times);
            run.Add(new BenchResult(name)
            {
                Times = times,
                PerSecond = times.TotalCount / time.TotalSeconds,
                Collections = CollectionCounts.Now.Since(before),
                Note = $"counted from the frame's arrival; {times.TotalCount} orders and cancels",
            });
        }
        finally
        {
            simulated.StopAsync().GetAwaiter().GetResult();
        }
    }

    private static void Trade(
        string folder, SimulatedVenue simulated, X509Certificate2? root, TimeSpan time, LongHistogram times)
    {
        using JournalDirectory directory = JournalDirectory.Open(folder, new JournalOptions
        {
            Bot = VenueFrames.Bot,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
        });
        using JournalWriter<InboundEvent> events = directory.StartEvents();
        using JournalWriter<OutboundCommand> commands = directory.StartCommands();
        using BinanceVenue protocol = NewProtocol(simulated);
        var clock = new MonotonicClock();
        var pipeline = new TradingPipeline(new TradingEngine(), events, commands, new PipelineOptions());
        var session = new VenueSession(
            protocol, VenueEndpoints.FromVenueUrl(simulated.BaseAddress.ToString()), clock, pipeline.Inbound, 0,
            ns => times.RecordValue(Math.Max(1, ns)), root);
        var desk = new HostDesk(pipeline.Inbound, _ => { });
        pipeline.Start(session.Send, desk.Receive);
        var timer = new TimerThread(pipeline.Inbound, clock);
        try
        {
            InstrumentDefinition definition = session.LoadInstrument(Symbol);
            new ScriptedVenue().Announce(definition, clock.NowNs, pipeline.Inbound);
            session.Start();
            Thread.Sleep(time);
        }
        finally
        {
            session.Dispose();
            timer.Dispose();
            pipeline.Stop(TimeSpan.FromSeconds(5));
        }
    }

    private static BinanceVenue NewProtocol(SimulatedVenue simulated) =>
        new(new Credentials(simulated.ApiKey, simulated.ApiSecret), VenueFrames.Bot);

    private static SimulatedVenueOptions Options(X509Certificate2? certificate) => new()
    {
        Speed = Speed,
        WeightPerMinute = 0,
        OrdersPer10Seconds = 0,
        OrdersPerMinute = 0,
        Certificate = certificate,
    };

    private sealed class Unheard : IEventSink
    {
        public void Publish(in InboundEvent e)
        {
            // Only questions are asked.
        }
    }
}
