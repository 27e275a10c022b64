using System.Collections.Concurrent;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Inspection;
using OpenSQT.Lmax.Host.Running;

namespace OpenSQT.Lmax.Host.Checking;

/// <summary>
/// The start of a run up to the end of pre-flight and not a step further: the real engine, the real venue, the journal
/// of earlier runs if there is one. Of the engine's commands only questions leave; nothing is written.
/// </summary>
public sealed class ReadOnlyStart : IEventSink, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan TimerPeriod = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<InboundEvent> _events = new(1024);
    private TradingEngine _engine = new();
    private readonly List<Notice> _notices = [];
    private bool _isOver;

    public EngineState State => _engine.State;

    /// <summary>What the engine said, in order.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>The venue's position of the symbol.</summary>
    public PositionReport Position { get; private set; }

    /// <summary>False = the engine refuses to start; its reason is the last of <see cref="Notices"/>.</summary>
    public bool IsAccepted { get; private set; }

    public void Publish(in InboundEvent e) => _events.Add(e);

    /// <summary>After the sessions that publish here have ended.</summary>
    public void Dispose() => _events.Dispose();

    /// <exception cref="VenueException">The venue is out of reach or does not answer.</exception>
    public void Run(HostConfig config, VenueEndpoints endpoints, IVenueProtocol protocol)
    {
        var clock = new MonotonicClock(LastRun(config));
        using var session = new VenueSession(protocol, endpoints, clock, this, 0);
        var announcement = new RunAnnouncement(this, clock);
        announcement.Begin(0, 0, config.Settings.Where(s => s.Id is not SettingId.BreakerSymbols));
        var instrument = new Instrument(0, session.LoadInstrument(config.Symbol));
        announcement.Say(instrument);
        session.Start();
        long endNs = clock.NowNs + (long)Patience.TotalNanoseconds;
        while (!_isOver)
        {
            if (!_events.TryTake(out InboundEvent e, TimerPeriod))
                e.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, clock.NowNs);
            Apply(ref e, session);
            if (clock.NowNs > endNs && !_isOver)
                throw new VenueException(Language.Words.Of("check.silent", session.Problem));
        }
    }

    private void Apply(ref InboundEvent e, VenueSession session)
    {
        e.Header.Sequence = State.Sequence + 1;
        e.Header.TimeNs = long.Max(e.Header.TimeNs, State.NowNs);
        if (e.Kind == EventKind.PositionReport) Position = e.Read<PositionReport>();
        _engine.Apply(e);
        foreach (ref readonly OutboundCommand command in _engine.Commands)
        {
            if (command.Kind == CommandKind.Notice) Hear(command.Read<Notice>());
            else if (command.Kind == CommandKind.EngineStopped) _isOver = true;
            else if (command.Kind == CommandKind.QueryList && !_isOver) session.Send(command);
        }
    }

    private void Hear(in Notice notice)
    {
        if (notice.Code == NoticeCode.PhaseChanged)
        {
            IsAccepted = (EnginePhase)notice.A == EnginePhase.Reconciling;
            _isOver |= IsAccepted;
            return;
        }

        _notices.Add(notice);
    }

    /// <summary>Applies what earlier runs recorded; gives the time after which this one may begin.</summary>
    private long LastRun(HostConfig config)
    {
        if (config.DataDirectory is not { } directory || !RecordedRun.Exists(directory)) return 0;
        RecordedRun.Replay(directory, long.MaxValue, out _engine);
        return State.NowNs + 1;
    }
}
