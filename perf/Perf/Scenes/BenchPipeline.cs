using Disruptor;
using Disruptor.Dsl;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Perf.Scenes;

/// <summary>
/// The stages of the product, with a look at each event when the engine's thread is done with it, and a scripted venue
/// behind the outbound ring. Trades when the constructor returns.
/// </summary>
public sealed class BenchPipeline : IEventSink, IDisposable
{
    private const int RingSize = 16384;

    private readonly JournalDirectory _directory;
    private readonly JournalWriter<InboundEvent> _events;
    private readonly JournalWriter<OutboundCommand> _commands;
    private readonly ValueDisruptor<InboundEvent> _inbound;
    private readonly ValueDisruptor<OutboundCommand> _outbound;
    private readonly PipelineFailure _failure = new();
    private readonly ScriptedVenue _venue = new();
    private readonly IEventSink _ring;
    private readonly Probed _inline;
    private readonly bool _isInline;
    private readonly object _inlineTurn = new(); // a Lock allocates when two threads meet at it

    /// <param name="folder">For the journal.</param>
    /// <param name="layout">Of the threads.</param>
    /// <param name="clock">Stamps the venue's answers.</param>
    /// <param name="probe">Called on the engine's thread after each event.</param>
    /// <param name="execution">Called on the execution thread before the venue answers; null = nothing to do.</param>
    /// <param name="segmentMib">Size of a journal segment.</param>
    /// <param name="wait">How the engine's thread waits.</param>
    public BenchPipeline(
        string folder, Layout layout, MonotonicClock clock, EventProbe probe, CommandSender? execution = null,
        int segmentMib = 64, WaitMode wait = WaitMode.Yield)
    {
        _directory = JournalDirectory.Open(folder, new JournalOptions
        {
            Bot = VenueFrames.Bot,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
            SegmentBytes = (long)segmentMib << 20,
        });
        _events = _directory.StartEvents();
        _commands = _directory.StartCommands();
        Clock = clock;
        _inbound = NewRing<InboundEvent>(ProducerType.Multi, wait == WaitMode.Busy
            ? new BusySpinWaitStrategy()
            : wait == WaitMode.Block ? new BlockingWaitStrategy() : new YieldingWaitStrategy());
        _outbound = NewRing<OutboundCommand>(ProducerType.Single, new BlockingWaitStrategy());
        _ring = new InboundRing(_inbound.RingBuffer, _failure);
        _isInline = layout == Layout.Inline;
        var journalStage = new JournalStage(_events);
        var engineStage = new EngineStage(
            Engine, _commands, _outbound.RingBuffer, new SnapshotCell(), new ThreadPlacement(null, _ => { }));
        _inline = new Probed(new FusedHandler(journalStage, engineStage), Engine, probe);
        var behindJournal = new Probed(engineStage, Engine, probe);
        if (layout == Layout.Staged) _inbound.HandleEventsWith(journalStage).Then(behindJournal);
        else if (layout == Layout.Fused) _inbound.HandleEventsWith(_inline);
        CommandSender answer = (in OutboundCommand command) => Answer(command, execution);
        _outbound.HandleEventsWith(new OutboundHandler(answer, answer, _failure));
        _outbound.Start().Wait();
        if (!_isInline) _inbound.Start().Wait();
        StartTrading();
    }

    /// <summary>After each event, on the engine's thread.</summary>
    public delegate void EventProbe(in InboundEvent e, ReadOnlySpan<OutboundCommand> commands);

    public TradingEngine Engine { get; } = new();

    public MonotonicClock Clock { get; }

    public long Events => _events.LastSequence;

    /// <summary>How often an append waited for the next segment.</summary>
    public int SegmentWaits => _events.SegmentWaits + _commands.SegmentWaits;

    public void Publish(in InboundEvent e)
    {
        if (!_isInline)
        {
            _ring.Publish(e);
            return;
        }

        // Acknowledgements come from the execution thread: they take turns with the market's.
        InboundEvent own = e;
        lock (_inlineTurn) _inline.OnEvent(ref own, 0, true);
    }

    /// <summary>Publishes a quote as a market gateway does.</summary>
    public void Quote(long priceTicks, long plannedNs)
    {
        InboundEvent e = default;
        ref BestBidOffer quote = ref e.Begin<BestBidOffer>(
            EventKind.BestBidOffer, EventSource.MarketGateway, 0, plannedNs);
        quote.BidPriceTicks = priceTicks;
        quote.OfferPriceTicks = priceTicks + 1;
        quote.BidSizeLots = quote.OfferSizeLots = 1_000;
        quote.ReceivedNs = plannedNs;
        Publish(e);
    }

    /// <summary>Returns when everything published so far has been applied.</summary>
    public void Drain()
    {
        while (!_isInline && _events.LastSequence > 0 && _inbound.RingBuffer.GetRemainingCapacity() < RingSize)
        {
            if (_failure.HasFailed) throw _failure.First.Result;
            Thread.Yield();
        }
    }

    public void Dispose()
    {
        _inbound.Halt().Wait();
        _outbound.Halt().Wait();
        _commands.Dispose();
        _events.Dispose();
        _directory.Dispose();
    }

    private ValueDisruptor<T> NewRing<T>(ProducerType producers, IWaitStrategy wait) where T : struct
    {
        var ring = new ValueDisruptor<T>(() => default, RingSize, TaskScheduler.Default, producers, wait);
        ring.SetDefaultExceptionHandler(_failure.PolicyFor<T>(typeof(T).Name));
        return ring;
    }

    private void Answer(in OutboundCommand command, CommandSender? execution)
    {
        execution?.Invoke(command);
        _venue.Answer(command, Clock.NowNs, this);
    }

    private void StartTrading()
    {
        _venue.Announce(ScriptedVenue.Definition, Clock.NowNs, this);
        _venue.Connect(Clock.NowNs, this);
        Quote(ScriptedVenue.StartTicks, Clock.NowNs);
        for (int i = 0; i < 100 && Engine.Phase != EnginePhase.Trading; i++)
        {
            InboundEvent timer = default;
            timer.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, Clock.NowNs);
            Publish(timer);
            Thread.Sleep(50); // start-up waits for quarantines in real time
        }

        if (_failure.HasFailed) throw _failure.First.Result;
        if (Engine.Phase != EnginePhase.Trading)
            throw new InvalidOperationException($"the pipeline does not trade: {Engine.Phase}");
    }

    private sealed class Probed(IValueEventHandler<InboundEvent> stage, TradingEngine engine, EventProbe probe)
        : IValueEventHandler<InboundEvent>
    {
        public void OnStart() => stage.OnStart();

        public void OnEvent(ref InboundEvent data, long sequence, bool endOfBatch)
        {
            stage.OnEvent(ref data, sequence, endOfBatch);
            probe(data, engine.Commands);
        }
    }
}
