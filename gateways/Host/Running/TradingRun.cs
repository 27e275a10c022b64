using OpenSQT.Lmax.Dashboard;
using OpenSQT.Lmax.Dashboard.Live;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Alerts;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;
using OpenSQT.Lmax.Host.Verbs;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.WarmUp;
using Serilog.Events;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>
/// One run from the locks to the final report, in the one order that a first start, a restart and a restart after a
/// crash share: locks, replay, pipeline, settings, contract, streams. From there the engine does the rest.
/// </summary>
public sealed class TradingRun(HostConfig config, HostLog log, Action<RunStatus> status, Func<HostConfig> reread)
{
    private const byte InstrumentIndex = 0;
    private const int BookAttempts = 12;

    /// <summary>The engine ends a stop by itself within its own longest time.</summary>
    private static readonly TimeSpan StopPatience =
        TimeSpan.FromTicks(Shutdown.LongestNs / TimeSpan.NanosecondsPerTick) + TimeSpan.FromSeconds(5);

    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BookPause = TimeSpan.FromMilliseconds(250);

    private readonly LatencyGauge _tickToOrder = new();
    private readonly NoticeBoard _board = new();
    private readonly CauseTally _causes = new();
    private volatile NoticeText _notices = new(null);
    private volatile AlertWatch? _alerts;

    public async Task<RunReport> RunAsync(TimeSpan? duration, CancellationToken stop)
    {
        string path = DataDirectory();
        using LiveJournal journal = LiveJournal.Open(path, JournalOptionsOf(), log);
        log.OpenFiles(path, config.LogFileMib, config.LogFiles);
        await using SimulatedVenue? embedded = config.IsSimulated
            ? await EmbeddedVenue.StartAsync(
                EmbeddedVenue.OptionsOf(config.Simulated, config.Symbol, path, port: 0))
            : null;
        using IVenueProtocol protocol = VenueConnection.ProtocolOf(config, embedded);
        var clock = new MonotonicClock(journal.LastTimeNs + 1);
        PipelineOptions options = PipelineOptionsOf(journal);
        if (!journal.IsAfterADeath) WarmUp(options); // coming back matters more than how fast the first orders are
        var pipeline = new TradingPipeline(journal.Engine, journal.Events, journal.Commands, options);
        await using AlertSender alerts = AlertSender.For(config.Alerts, clock, log);
        _alerts = new AlertWatch(config.Alerts, $"{config.Symbol} {config.VenueName}", alerts.Offer);
        await using OrderLog orders = new OrderLog(pipeline.Inbound, log, config.OrderIds);
        var session = new VenueSession(
            protocol, VenueConnection.EndpointsOf(config, embedded), clock, orders, InstrumentIndex,
            _tickToOrder.Record, candles: config.Candles, deadMansSwitch: DeadMansSwitchOf(pipeline.Snapshots),
            ordersByRest: config.OrdersByRest);
        var desk = new HostDesk(pipeline.Inbound, Log);
        pipeline.Start(SendAndLog, desk.Receive, session.Flush);
        var announcement = new RunAnnouncement(pipeline.Inbound, clock);
        var settings = new SettingsReload(reread, config);
        var operators = new OperatorDesk(announcement, pipeline.Snapshots, clock, log, settings);
        Instrument? instrument = null;
        using IDisposable? entry = RunningEngines.Announce(path);
        await using ControlSocket control = await ControlSocket.OpenAsync(path, operators, Status, log);
        await using DashboardServer? page = await OpenDashboardAsync(
            pipeline, clock, operators, () => MachineryOf(pipeline, session, journal, instrument));
        var watch = new JournalWatch(journal.Health, config.Durability, pipeline.Inbound, ComplainOfJournal);
        var timer = new TimerThread(pipeline.Inbound, clock, watch);
        RunReport report;
        try
        {
            announcement.Begin(journal.RunNumber, Fingerprint, config.Settings);
            if (journal.Handover is { } grid) announcement.Say(grid);
            instrument = new Instrument(InstrumentIndex, session.LoadInstrument(config.Symbol));
            orders.Instrument = instrument;
            _notices = new NoticeText(instrument, config.Candles?.Symbols);
            announcement.Say(instrument);
            _alerts.Say(AlertKind.Start, Words.Of("alerts.start", instrument.Symbol, path));
            session.Start();
            StopVerdict verdict = await TradeAsync(
                pipeline, session, desk, operators, clock, Status, duration, stop);
            long sinceNs = journal.FirstRunWallNs ?? clock.WallAtStartNs;
            report = await CloseBooksAsync(verdict, pipeline.Snapshots, session, instrument, sinceNs);
        }
        finally
        {
            session.Dispose(); // its last answers ("in doubt") still go on record
            timer.Dispose();
            pipeline.Stop(DrainPatience);
        }

        report = Finish(report, journal);
        _alerts.Say(AlertKind.Stop, report.ToText());
        control.Conclude(report);
        return report;

        RunStatus Status() => StatusOf(
            path, instrument, pipeline.Snapshots, journal.Events.LastSequence, session.Problem);

        void SendAndLog(in OutboundCommand command)
        {
            orders.Sending(command);
            session.Gather(command);
        }
    }

    private void ComplainOfJournal(string text)
    {
        log.Error(text, LogArea.Journal);
        _alerts?.Say(AlertKind.Journal, text);
    }

    /// <summary>Shows the status until the engine ends, the time is up, or the operator wants to stop.</summary>
    private async Task<StopVerdict> TradeAsync(
        TradingPipeline pipeline, VenueSession session, HostDesk desk, OperatorDesk operators, MonotonicClock clock,
        Func<RunStatus> show, TimeSpan? duration, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (duration is { } time) end.CancelAfter(time);
        Task ended = Task.WhenAny(desk.Stopped, pipeline.Failure.First);
        Task enough = Task.WhenAny(ended, operators.StopAsked);
        string problem = "";
        while (!enough.IsCompleted && !end.IsCancellationRequested)
        {
            status(show());
            _alerts?.Look(pipeline.Snapshots.Read(), session.Problem, clock.NowNs);
            if (session.Problem is { Length: > 0 } present && present != problem)
                log.Warn(present, LogArea.Venue);
            problem = session.Problem;
            await Task.WhenAny(enough, Task.Delay(StatusEvery, end.Token));
        }

        if (!ended.IsCompleted)
        {
            operators.Ask(OperatorAction.Stop, stop.IsCancellationRequested ? "from.signal" : "from.duration");
            await Task.WhenAny(ended, Task.Delay(StopPatience, CancellationToken.None));
        }

        if (pipeline.Failure.First.IsCompleted)
        {
            string failure = Words.Of("run.failed", (await pipeline.Failure.First).Message);
            log.Error(failure);
            _alerts?.Say(AlertKind.Journal, failure);
            return StopVerdict.Halted;
        }

        return desk.Stopped.IsCompleted ? await desk.Stopped : StopVerdict.Unverified;
    }

    /// <summary>Compares with the venue, a few times if need be: a last fill may still be on its way to us.</summary>
    private async Task<RunReport> CloseBooksAsync(
        StopVerdict verdict, SnapshotCell snapshots, VenueSession session, Instrument instrument, long sinceNs)
    {
        VenueBooks? books = null;
        IReadOnlyList<string> differences = [Words.Of("books.notCompared")];
        for (int attempt = 0; verdict != StopVerdict.Refused && attempt < BookAttempts; attempt++)
        {
            books = ReadBooks(session, sinceNs / 1_000_000);
            if (books is not { } read) break;
            await Task.Delay(BookPause); // the engine's figures are published ten times a second
            differences = LedgerComparison.Differences(snapshots.Read(), read, instrument);
            if (differences.Count == 0) break;
        }

        bool isEqual = differences.Count == 0;
        if (books is not null && !isEqual) log.Error(Words.Of("run.booksDiffer", string.Join("; ", differences)));
        return new RunReport
        {
            Verdict = VerdictOf(verdict, isEqual),
            Venue = config.VenueName,
            Symbol = config.Symbol,
            Instrument = instrument,
            Engine = snapshots.Read(),
            Events = 0,
            OpenOrdersAtExit = books?.OwnOpenOrders,
            LedgerMatchesVenue = isEqual,
            TickToOrder = _tickToOrder.Read(),
            Causes = _causes,
        };
    }

    private RunStatus StatusOf(
        string path, Instrument? instrument, SnapshotCell snapshots, long recorded, string problem)
    {
        EngineSnapshot engine = snapshots.Read();
        return new RunStatus
        {
            JournalLag = Math.Max(0, recorded - engine.LastSequence),
            Venue = config.VenueName,
            Symbol = config.Symbol,
            DataDirectory = path,
            Instrument = instrument,
            Engine = engine,
            Slots = snapshots.ReadSlots(),
            TickToOrder = _tickToOrder.Read(),
            Problem = problem,
        };
    }

    private async Task<DashboardServer?> OpenDashboardAsync(
        TradingPipeline pipeline, MonotonicClock clock, OperatorDesk operators, Func<MachineryFigures> machinery)
    {
        if (config.Dashboard is not { } options) return null;
        var sources = new DashboardSources
        {
            Venue = config.VenueName,
            Symbol = config.Symbol,
            Snapshots = pipeline.Snapshots,
            TickToOrder = _tickToOrder,
            Clock = clock,
            Notices = _board,
            Machinery = machinery,
            Commands = OperatorVerbs.Actions.ToDictionary(
                verb => verb.Key, verb => (Func<Task<bool>>)(() => operators.AskAndSeeAsync(verb.Value, "from.page"))),
        };
        try
        {
            DashboardServer page = await DashboardServer.StartAsync(sources, options);
            // Behind the '#' it stays in the browser; on the screen it is shown this once.
            log.Raw(Words.Of(options.Token.Fresh is null ? "page.address.known" : "page.address",
                page.Address, options.Token.Fresh));
            return page;
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException(e.Message);
        }
    }

    private static MachineryFigures MachineryOf(
        TradingPipeline pipeline, VenueSession session, LiveJournal journal, Instrument? instrument) => new()
        {
            Instrument = instrument,
            HasFailed = pipeline.Failure.HasFailed,
            RingSize = pipeline.RingSize,
            InboundDepth = pipeline.InboundDepth,
            OutboundDepth = pipeline.OutboundDepth,
            EventRecords = journal.Events.LastSequence,
            CommandRecords = journal.Commands.LastSequence,
            JournalLagMs = journal.Health().LagMs,
            SegmentWaits = journal.Events.SegmentWaits + journal.Commands.SegmentWaits,
            Quotes = session.Market?.Quotes ?? 0,
            ConflatedQuotes = session.Market?.Conflated ?? 0,
            BrokenFrames = (session.Market?.Broken ?? 0) + (session.User?.Broken ?? 0) + (session.Candles?.Broken ?? 0)
                + (session.Marks?.Broken ?? 0),
            UserReports = session.User?.Reports ?? 0,
            OpenOrderConnections = session.Orders?.OpenLanes ?? 0,
            Overloads = session.Orders?.Overloads ?? 0,
            Problem = session.Problem,
        };

    private VenueBooks? ReadBooks(VenueSession session, long sinceMs)
    {
        try
        {
            return session.ReadBooks(sinceMs);
        }
        catch (VenueException e)
        {
            log.Error(Words.Of("run.booksUnread", e.Message), LogArea.Venue);
            return null;
        }
    }

    /// <summary>After the pipeline has ended: its last figures, and a journal that survives the machine.</summary>
    private RunReport Finish(RunReport report, LiveJournal journal)
    {
        EngineSnapshot last = default;
        journal.Engine.CopyTo(ref last);
        try
        {
            journal.Close(isClean: report.Verdict == "clean");
        }
        catch (JournalException e)
        {
            log.Error(e.Message, LogArea.Journal);
            _alerts?.Say(AlertKind.Journal, e.Message);
            report = report with { Verdict = "halted" };
        }

        return report with { Engine = last, Events = journal.Events.LastSequence - journal.EventsBefore };
    }

    private static string VerdictOf(StopVerdict verdict, bool isEqual) => verdict switch
    {
        StopVerdict.Clean when isEqual => "clean",
        StopVerdict.Halted => "halted",
        StopVerdict.Refused => "refused",
        _ => "unverified",
    };

    private void Log(OutboundCommand command)
    {
        if (command.Kind != CommandKind.Notice) return;
        ref readonly Notice notice = ref command.Read<Notice>();
        string text = _notices.Of(notice);
        _causes.Add(notice.Code, text);
        bool isRefusal = NoticeText.IsRefusal(notice.Code);
        bool isRoutine = NoticeText.IsRoutine(notice.Code);
        _board.Post(command.Header.TimeNs, isRefusal ? "error" : isRoutine ? "info" : "warn", text);
        _alerts?.Hear(notice.Code, text);
        string? id = notice.ClOrdId == 0 ? null : config.OrderIds.TextOf(notice.ClOrdId);
        log.Write(
            isRefusal ? LogEventLevel.Error : isRoutine ? LogEventLevel.Information : LogEventLevel.Warning,
            LogArea.Engine,
            isRefusal ? Words.Of("run.refused", text) : text,
            ("Code", notice.Code), ("A", notice.A), ("B", notice.B), ("C", notice.C), ("ClOrdId", id));
    }

    /// <summary>With <c>cancel_on_exit</c> it stays armed: it catches what arrives after the last look.</summary>
    private DeadMansSwitchOptions? DeadMansSwitchOf(SnapshotCell snapshots)
    {
        if (config.DeadMansSwitch == TimeSpan.Zero) return null;
        bool staysArmed = config.Settings.Single(setting => setting.Id == SettingId.CancelOnExit).Value != 0;
        return new DeadMansSwitchOptions(config.DeadMansSwitch, () => snapshots.Read().LastSequence, staysArmed);
    }

    private ulong Fingerprint => config.Credentials?.Fingerprint ?? 0;

    private string DataDirectory()
    {
        if (config.DataDirectory is { } given) return given;
        if (!config.IsSimulated && config.Venue.Url is null)
            throw new BadInputException(Words.Of("run.needsDirectory"));

        string fresh = Directory.CreateTempSubdirectory("opensqt-").FullName;
        log.Raw(Words.Of("run.directory", fresh));
        return fresh;
    }

    private JournalOptions JournalOptionsOf() => new()
    {
        Bot = config.BotCode,
        AccountFingerprint = Fingerprint,
        EngineLogicVersion = TradingEngine.LogicVersion,
        SegmentBytes = (long)config.SegmentMib << 20,
        RetentionDays = config.RetentionDays,
        RetentionBytes = config.RetentionMib << 20,
        OpenedNs = new MonotonicClock().WallAtStartNs,
    };

    private void WarmUp(PipelineOptions layout)
    {
        if (config.WarmUp == TimeSpan.Zero) return;
        try
        {
            RehearsalResult done = Rehearsal.Run(config.Exchange, layout, config.WarmUp);
            log.Info(Words.Of("run.warmedUp", done.Orders, done.Methods, done.Elapsed.TotalSeconds));
        }
        catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException
                                      or TimeoutException)
        {
            log.Warn(Words.Of("run.notWarm", e.Message));
        }
    }

    private PipelineOptions PipelineOptionsOf(LiveJournal journal)
    {
        int cores = Math.Max(1, ThreadPlacement.AllowedCores().Count);
        WaitMode wait = config.Wait;
        if (wait != WaitMode.Block && cores == 1)
        {
            log.Warn(Words.Of("run.oneCore", wait));
            wait = WaitMode.Block;
        }

        const int forStages = PipelineOptions.CoresForStages;
        bool isStaged = config.StagedThreads ?? cores >= forStages;
        if (isStaged && cores < forStages) log.Warn(Words.Of("run.fewCores", forStages, cores));
        return new PipelineOptions
        {
            RingSize = config.RingSize,
            Staged = isStaged,
            Core = config.Core,
            Wait = wait,
            Durability = new DurabilityGate(config.Durability, journal.Archiver),
            Complain = text => log.Info(text),
        };
    }
}
