using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>
/// A data directory made ready for a run: locked, replayed into an engine, and with new files begun. The replay must
/// decide what is on record; what a crash kept from the command file is added, so that the two always agree.
/// </summary>
public sealed class LiveJournal : IDisposable
{
    private readonly JournalDirectory _directory;
    private readonly StateFollower _follower;

    private LiveJournal(
        JournalDirectory directory, TradingEngine engine, ReplayResult replay, long? beganNs, long nowNs, HostLog log)
    {
        _directory = directory;
        Engine = engine;
        IsAfterADeath = engine.State.RunNumber > 0 && engine.Phase != EnginePhase.Stopped;
        bool isFresh = engine.State.Epoch == 0 && engine.State.Instrument is null;
        Handover = isFresh ? directory.Handover : null;
        FirstRunWallNs = beganNs;
        Events = directory.StartEvents();
        Commands = directory.StartCommands();
        foreach (OutboundCommand missing in replay.Missing)
        {
            OutboundCommand command = missing;
            Commands.Append(ref command);
        }

        _follower = new StateFollower(
            directory, engine, Commands.LastSequence, beganNs ?? nowNs,
            text => log.Warn(text, LogArea.Journal), new RetentionNotice(directory.Options, log).Tell);
    }

    public TradingEngine Engine { get; }
    public JournalWriter<InboundEvent> Events { get; }
    public JournalWriter<OutboundCommand> Commands { get; }
    public JournalArchiver Archiver => _directory.Archiver;
    public long RunNumber => _directory.RunNumber;
    public long EventsBefore => _directory.Events.Sequence;

    /// <summary>
    /// Of the last record of either stream. A machine that dies may keep commands whose events it loses; times go on
    /// behind them too, or the next commands would be given other times than a replay decides.
    /// </summary>
    public long LastTimeNs => long.Max(_directory.Events.TimeNs, _directory.Commands.TimeNs);

    /// <summary>
    /// The last run did not come to its end: orders of it may be at the venue, and holdings without an exit.
    /// </summary>
    public bool IsAfterADeath { get; }

    /// <summary>What the engine has to be told before its first contract; null = nothing.</summary>
    public GridHandover? Handover { get; }

    /// <summary>Wall time of the very first run; null = this one is the first.</summary>
    public long? FirstRunWallNs { get; }

    public JournalHealth Health() => _directory.Health();

    /// <summary>After the thread that appends has ended: everything becomes durable and is archived.</summary>
    /// <param name="isClean">No order of ours is left, and the venue agrees: another program may take over.</param>
    /// <exception cref="JournalException">The disk has failed, or is full.</exception>
    public void Close(bool isClean)
    {
        Events.Close();
        Commands.Close();
        _follower.Finish(Engine);
        if (isClean) _directory.WriteHandover(Engine.State);
    }

    /// <exception cref="JournalRefusedException">Locked, foreign, damaged, or the replay differs.</exception>
    /// <exception cref="JournalException">The directory cannot be used.</exception>
    public static LiveJournal Open(string path, JournalOptions options, HostLog log)
    {
        JournalDirectory directory = JournalDirectory.Open(path, options);
        try
        {
            RequireSameLogic(directory);
            Snapshot? snapshot = directory.FindSnapshot(text => log.Warn(text, LogArea.Journal));
            TradingEngine engine = snapshot?.Engine ?? new TradingEngine();
            ReplayResult replay = Replay(directory, engine, snapshot);
            Report(directory, replay, snapshot, log);
            long? began = snapshot?.FirstRunWallNs ?? FirstRun(directory);
            return new LiveJournal(directory, engine, replay, began, options.OpenedNs, log);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>After the thread that appends has ended.</summary>
    public void Dispose()
    {
        _follower.Dispose();
        Commands.Dispose();
        Events.Dispose();
        _directory.Dispose();
    }

    private static void RequireSameLogic(JournalDirectory directory)
    {
        int written = directory.Events.EngineLogicVersion;
        if (written is 0 or TradingEngine.LogicVersion) return;
        throw new JournalRefusedException(
            Words.Of("journal.otherLogic", directory.Path, written, TradingEngine.LogicVersion),
            Words.Of("journal.otherLogic.remedy"));
    }

    private static ReplayResult Replay(JournalDirectory directory, TradingEngine engine, Snapshot? after)
    {
        using JournalReader<InboundEvent> events = directory.ReadEvents(after);
        using JournalReader<OutboundCommand> commands = directory.ReadCommands(after);
        ReplayResult result = JournalReplay.Run(engine, events, commands);
        if (result.FirstDifference is null) return result;
        throw new JournalRefusedException(
            Words.Of("journal.differs", directory.Path, result.FirstDifference),
            Words.Of("journal.differs.remedy"));
    }

    private static void Report(JournalDirectory directory, ReplayResult replay, Snapshot? snapshot, HostLog log)
    {
        if (directory.SetAside is { } aside)
        {
            GridHandover grid = directory.Handover!;
            log.Warn(
                Words.Of("journal.handedOver", grid.EngineLogicVersion, grid.Holdings.Count, aside), LogArea.Journal);
        }

        if (snapshot is not null)
            log.Info(Words.Of("journal.snapshot", snapshot.EventSequence, snapshot.Path), LogArea.Journal);
        if (replay.Records > 0)
            log.Info(Words.Of("journal.replayed", replay.Records, replay.Commands), LogArea.Journal);
        if (replay.Missing.Count > 0)
        {
            log.Warn(
                Words.Of("journal.added", replay.Missing.Count, replay.LastSequence), LogArea.Journal);
        }

        long stranded = directory.Events.StrandedRecords + directory.Commands.StrandedRecords;
        if (stranded > 0) log.Warn(Words.Of("journal.stranded", stranded), LogArea.Journal);
    }

    private static long? FirstRun(JournalDirectory directory)
    {
        using JournalReader<InboundEvent> events = directory.ReadEvents();
        if (!events.MoveNext() || events.Current.Kind != EventKind.RunStarted) return null;
        return events.Current.Read<RunStarted>().WallTimeNs;
    }
}
