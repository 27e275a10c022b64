using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Perf.Scenes;

/// <summary>An engine that trades, with a scripted venue, on the calling thread and in a time of its own.</summary>
public sealed class EngineScene : IEventSink
{
    private const long Millisecond = 1_000_000;
    private const int MostAnswers = 4096;

    private readonly ScriptedVenue _venue;
    private readonly byte _instrument;
    private readonly InboundEvent[] _waiting = new InboundEvent[MostAnswers];
    private readonly EventRecorder? _applied;
    private readonly CommandSender? _decided;
    private NoticeCode _lastNotice;
    private int _waitingCount;
    private long _sequence;
    private long _nowNs = 1_700_000_000_000 * Millisecond;

    /// <param name="instrument">Its index.</param>
    /// <param name="applied">Gets every event before it is applied; null = nobody.</param>
    /// <param name="decided">Gets every command of the engine; null = nobody.</param>
    public EngineScene(byte instrument = 0, EventRecorder? applied = null, CommandSender? decided = null)
    {
        _instrument = instrument;
        _applied = applied;
        _decided = decided;
        _venue = new ScriptedVenue(instrument);
        _venue.Announce(ScriptedVenue.Definition, _nowNs, this);
        _venue.Connect(_nowNs, this);
        ApplyWaiting();
        Quote(ScriptedVenue.StartTicks);
        for (int i = 0; i < 1_000 && Engine.Phase != EnginePhase.Trading; i++) FireTimer();
        if (Engine.Phase != EnginePhase.Trading)
            throw new InvalidOperationException($"the scene does not trade: {Engine.Phase}, {_lastNotice}");
        Quote(ScriptedVenue.StartTicks);
    }

    public delegate void EventRecorder(ref InboundEvent e);

    public TradingEngine Engine { get; } = new();

    /// <summary>Every event that a quote at this price causes is applied too.</summary>
    public void Quote(long priceTicks)
    {
        InboundEvent e = default;
        Prepare(ref e, priceTicks);
        Apply(ref e);
        AnswerAll();
    }

    /// <summary>The market falls by one interval and fills the buy there: one slot more holds.</summary>
    public void FallTo(long priceTicks)
    {
        _venue.FillBuysFrom(priceTicks, _nowNs, this);
        ApplyWaiting();
        Quote(priceTicks);
    }

    /// <summary>The market rises to this price: the sells up to it are filled; its quote is the caller's.</summary>
    public void FillSellsUpTo(long priceTicks)
    {
        _venue.FillSellsUpTo(priceTicks, _nowNs, this);
        ApplyWaiting();
    }

    public void FireTimer()
    {
        _nowNs += 100 * Millisecond;
        InboundEvent e = default;
        e.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, _instrument, _nowNs);
        Apply(ref e);
        AnswerAll();
    }

    /// <summary>A quote of one tick of spread, a microsecond after the last event.</summary>
    public void Prepare(ref InboundEvent e, long priceTicks)
    {
        _nowNs += 1_000;
        ref BestBidOffer quote = ref e.Begin<BestBidOffer>(
            EventKind.BestBidOffer, EventSource.MarketGateway, _instrument, _nowNs);
        quote.BidPriceTicks = priceTicks;
        quote.OfferPriceTicks = priceTicks + 1;
        quote.BidSizeLots = quote.OfferSizeLots = 1_000;
        quote.ReceivedNs = _nowNs;
        e.Header.Sequence = ++_sequence;
    }

    /// <summary>Lets the venue answer what the last applied event caused.</summary>
    public void AnswerAll()
    {
        foreach (ref readonly OutboundCommand command in Engine.Commands) _venue.Answer(command, _nowNs, this);
        ApplyWaiting();
    }

    void IEventSink.Publish(in InboundEvent e) => _waiting[_waitingCount++] = e;

    private void Apply(ref InboundEvent e)
    {
        if (e.Header.Sequence == 0) e.Header.Sequence = ++_sequence;
        _applied?.Invoke(ref e);
        Engine.Apply(e);
        foreach (ref readonly OutboundCommand command in Engine.Commands)
        {
            if (command.Kind == CommandKind.Notice && command.Read<Notice>().Code != NoticeCode.PhaseChanged)
                _lastNotice = command.Read<Notice>().Code;
            _decided?.Invoke(command);
        }
    }

    private void ApplyWaiting()
    {
        for (int i = 0; i < _waitingCount; i++) // grows while it is walked: answers cause commands
        {
            Apply(ref _waiting[i]);
            foreach (ref readonly OutboundCommand command in Engine.Commands) _venue.Answer(command, _nowNs, this);
        }

        _waitingCount = 0;
    }
}
