using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// A second engine on a thread of its own, fed from the journal while the first one trades. It takes the snapshots, so
/// that the engine thread takes none, and it proves them: every command it decides must be the one on record, and a
/// snapshot is only taken where the recorded state hash is its own.
/// </summary>
public sealed class StateFollower : IDisposable
{
    private const long SnapshotEvents = 500_000; // what a start has to replay
    private const long SnapshotMs = 60_000;
    private const long NsPerDay = 86_400_000_000_000;
    private const int PauseMs = 100;
    private static readonly TimeSpan DiskPatience = TimeSpan.FromSeconds(5);
    private readonly JournalDirectory _directory;
    private readonly TradingEngine _engine;
    private readonly JournalReader<InboundEvent> _events;
    private readonly JournalReader<OutboundCommand> _commands;
    private readonly long _firstRunWallNs;
    private readonly Action<string> _complain;
    private readonly Action<RetentionResult> _retained;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _snapshotSequence;
    private long _snapshotMs = Environment.TickCount64;
    private long _snapshotDay;
    private uint _eventCrc;
    private uint _commandCrc;
    private long _commandSequence;
    private bool _hasFailed;
    private string _retentionFault = "";

    /// <param name="directory">Whose writers have been started.</param>
    /// <param name="engine">What the journal holds so far; it is copied.</param>
    /// <param name="lastCommand">The last command on record of what the journal holds so far.</param>
    /// <param name="firstRunWallNs">Wall time of the journal's very first run.</param>
    /// <param name="complain">Gets a line when there can be no snapshot, or nothing old can be deleted.</param>
    /// <param name="retained">Gets what was deleted after each snapshot.</param>
    public StateFollower(
        JournalDirectory directory,
        TradingEngine engine,
        long lastCommand,
        long firstRunWallNs,
        Action<string> complain,
        Action<RetentionResult> retained)
    {
        _directory = directory;
        _engine = EngineImage.Restore(EngineImage.Take(engine));
        _firstRunWallNs = firstRunWallNs;
        _complain = complain;
        _retained = retained;
        _snapshotSequence = engine.State.Sequence;
        _snapshotDay = Today;
        _events = directory.FollowEvents(engine.State.Sequence);
        _commands = directory.FollowCommands(lastCommand);
        _thread = new Thread(Run)
        {
            IsBackground = true,
            Name = "journal-state",
            Priority = ThreadPriority.BelowNormal,
        };
        _thread.Start();
    }

    /// <summary>
    /// Follows to the end of a run that is over, and takes the snapshot that makes the next start short. Only after
    /// the writers were closed.
    /// </summary>
    /// <param name="engine">The one that traded: both must have come to the same state.</param>
    public void Finish(TradingEngine engine)
    {
        Stop();
        while (!_hasFailed && Follow()) continue;
        if (_hasFailed) return;
        if (_engine.State.Sequence == engine.State.Sequence && _engine.StateHash == engine.StateHash) Save();
        else _complain("the state that the journal leads to is not the engine's own: no snapshot");
    }

    public void Dispose()
    {
        Stop();
        _events.Dispose();
        _commands.Dispose();
        _stop.Dispose();
    }

    private void Stop()
    {
        _stop.Set();
        _thread.Join();
    }

    private void Run()
    {
        while (!_stop.IsSet && !_hasFailed)
        {
            if (!Follow()) _stop.Wait(PauseMs);
        }
    }

    /// <summary>Applies the next event; false when there is none, or all is over.</summary>
    private bool Follow()
    {
        try
        {
            if (!_events.MoveNext()) return false;
            _engine.Apply(_events.Current);
            if (_snapshotDay == 0) _snapshotDay = Today; // a new journal has no day before
            _eventCrc = _events.Current.Header.Crc32C;
            bool isMark = false;
            foreach (ref readonly OutboundCommand decided in _engine.Commands)
            {
                if (!NextCommand()) return false;
                if (!CommandComparison.IsSame(decided, _commands.Current))
                {
                    Fail($"event {_events.Current.Header.Sequence} applied again leads to another {decided.Kind}");
                    return false;
                }

                _commandSequence = _commands.Current.Header.Sequence;
                _commandCrc = _commands.Current.Header.Crc32C;
                isMark |= decided.Kind == CommandKind.StateHashMark;
            }

            if (isMark && IsDue) SaveDurably();
            return true;
        }
        catch (JournalException e)
        {
            Fail(e.Message);
            return false;
        }
    }

    private long Today => _engine.State.NowNs / NsPerDay;

    /// <summary>Also at the first mark of a UTC day, so that a report can begin with that day.</summary>
    private bool IsDue => _engine.State.Sequence - _snapshotSequence >= SnapshotEvents
        || Today != _snapshotDay
        || Environment.TickCount64 - _snapshotMs >= SnapshotMs;

    /// <summary>It is stored right after its event; if the run ends in between there is nothing to follow.</summary>
    private bool NextCommand()
    {
        while (!_commands.MoveNext())
        {
            if (!_stop.Wait(1)) continue;
            if (_commands.MoveNext()) return true;
            Fail("the run ended between an event and its commands");
            return false;
        }

        return true;
    }

    private void SaveDurably()
    {
        if (_directory.Archiver.TryWait(_engine.State.Sequence, DiskPatience)
            && _directory.Archiver.DurableCommand >= _commandSequence) Save();
    }

    private void Save()
    {
        try
        {
            if (_commandSequence == 0) return; // nothing was decided in this run: a replay of it costs nothing
            _directory.WriteSnapshot(
                _engine,
                new SnapshotHeader
                {
                    EventSequence = _engine.State.Sequence,
                    EventCrc = _eventCrc,
                    CommandSequence = _commandSequence,
                    CommandCrc = _commandCrc,
                    FirstRunWallNs = _firstRunWallNs,
                });
            _snapshotSequence = _engine.State.Sequence;
            _snapshotMs = Environment.TickCount64;
            _snapshotDay = Today;
        }
        catch (IOException e)
        {
            Fail(e.Message);
            return;
        }

        Retain();
    }

    private void Retain()
    {
        try
        {
            _retained(_directory.Retain(_engine.State.NowNs));
            _retentionFault = "";
        }
        catch (Exception e) when (e is IOException or JournalException)
        {
            if (e.Message != _retentionFault) _complain($"old records could not be deleted: {e.Message}");
            _retentionFault = e.Message;
        }
    }

    private void Fail(string why)
    {
        _hasFailed = true;
        _complain($"no more snapshots in this run, the next start takes longer: {why}");
    }
}
