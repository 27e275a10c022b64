using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// The trading process on one thread: what the pipeline's stages do with an event, in their order, with a death
/// possible between any two steps, and what the host does at a start.
/// </summary>
internal sealed class VirtualProcess(SeedRun seed) : IEventSink
{
    private readonly SeededRandom _random = seed.Random;
    private readonly Queue<InboundEvent> _inbound = new();

    /// <summary>What reached the process while it stood still.</summary>
    private readonly Queue<Action> _waiting = new();
    private bool _isPaused;
    private HostDesk? _desk;
    private long _clockStartNs;
    private long _startedNs;
    private bool _isDraining;

    public MemoryJournal Journal { get; } = new(seed.Random, seed.Faults);
    public TradingEngine Engine { get; private set; } = new();
    public EngineState State => Engine.State;
    public bool IsUp { get; private set; }
    public long Crashes { get; private set; }
    public long Events { get; private set; }

    /// <summary>Number of the present run: what belongs to another one is nobody's any more.</summary>
    public long Run => Journal.Run;

    /// <summary>The process's clock.</summary>
    public long NowNs => _clockStartNs + (seed.Time.NowNs - _startedNs);

    /// <summary>Replays and announces the run; the streams come up a little later.</summary>
    public void Start()
    {
        ReplayResult replay;
        try
        {
            Engine = Journal.Open(out replay);
        }
        catch (JournalException e)
        {
            seed.Fail("journal-opens", e.Message);
            return;
        }

        seed.Checks.AfterReplay(replay, Engine.StateHash);
        _startedNs = seed.Time.NowNs;
        long wallNs = seed.Time.NowNs + ClockErrorNs();
        _clockStartNs = long.Max(wallNs, Journal.LastTimeNs + 1);
        _desk = new HostDesk(this, static _ => { });
        IsUp = true;
        Announce(wallNs);
        seed.Wire.ConnectAll();
        Drain();
    }

    /// <summary>Ten times a second.</summary>
    public void Tick()
    {
        if (!IsUp || _isPaused) return;
        Publish(EventKind.TimerFired, EventSource.Timer, default(TimerFired));
        Drain();
        if (IsUp && seed.Faults.Hits(FaultClass.OlderSnapshot)) Journal.TakeSnapshot(Engine);
        if (IsUp && seed.Faults.Hits(FaultClass.ProcessPaused)) Pause();
    }

    /// <summary>Does what something from outside causes: now, or when the process runs again.</summary>
    public void Hear(Action what)
    {
        if (_isPaused) _waiting.Enqueue(what);
        else what();
    }

    /// <summary>Only queued: <see cref="Drain"/> applies.</summary>
    public void Publish(in InboundEvent e)
    {
        if (IsUp) _inbound.Enqueue(e);
    }

    public void Publish<T>(EventKind kind, EventSource source, T payload) where T : unmanaged
    {
        InboundEvent e = default;
        e.Begin<T>(kind, source, 0, NowNs) = payload;
        Publish(e);
    }

    public void Drain()
    {
        if (_isDraining) return;
        _isDraining = true;
        while (IsUp && !seed.HasFailed && _inbound.TryDequeue(out InboundEvent e)) Step(ref e);
        _isDraining = false;
    }

    private void Pause()
    {
        SeededRandom dice = seed.Faults.DiceOf(FaultClass.ProcessPaused);
        long pauseNs = dice.Below(20) * Timeline.Second;
        bool isClockAsleep = dice.Below(2) == 0;
        _isPaused = true;
        seed.Time.After(pauseNs, () =>
        {
            _isPaused = false;
            if (isClockAsleep) _clockStartNs -= pauseNs;
            while (_waiting.TryDequeue(out Action? what)) what();
        });
    }

    private void Step(ref InboundEvent e)
    {
        Events++;
        if (!seed.Policy.Receive(ref e, this)) return;
        int death = DrawDeath(out bool isPower);
        Journal.Events.Append(ref e);
        if (death == 0)
        {
            Journal.Events.TearLast(seed.Policy.CommitsLast);
            Die(isPower);
            return;
        }

        if (e.Kind == EventKind.EpochStarted) Journal.Events.MakeDurable();
        if (death != 1)
        {
            Engine.Apply(e);
            seed.Checks.AfterEvent(e);
            if (!Send(death)) return;
        }
        else
        {
            Engine.Apply(e); // it is on record: the replay will do this
        }

        if (death >= 0) Die(isPower);
    }

    /// <summary>Records and sends what the event caused; false when the process died on the way.</summary>
    private bool Send(int death)
    {
        int left = death == 2 ? (int)_random.Below(Engine.Commands.Length + 1) : int.MaxValue;
        ReadOnlySpan<OutboundCommand> commands = Engine.Commands;
        for (int i = 0; i < commands.Length; i++)
        {
            if (left-- == 0) break;
            OutboundCommand command = commands[i];
            Journal.Commands.Append(ref command);
            if (command.Kind == CommandKind.StateHashMark) continue;
            seed.Trace.Add(command);
            if (command.Kind is >= CommandKind.NewOrder and <= CommandKind.QueryList)
            {
                seed.Checks.BeforeSend(command);
                seed.Policy.Sending(command);
                seed.Wire.Send(command);
                continue;
            }

            if (command.Kind == CommandKind.Notice) seed.Checks.OnNotice(command.Read<Notice>());
            _desk!.Receive(command);
            if (command.Kind == CommandKind.EngineStopped)
            {
                End(command.Read<EngineStopped>().Verdict);
                return false;
            }
        }

        return true;
    }

    /// <summary>0 = while stored, 1 = behind that, 2 = between its commands, 3 = after all; −1 = it lives.</summary>
    private int DrawDeath(out bool isPower)
    {
        isPower = seed.Faults.Hits(FaultClass.PowerLoss);
        bool dies = isPower || seed.Faults.Hits(FaultClass.ProcessCrash);
        return dies ? (int)_random.Below(4) : -1;
    }

    private void Die(bool isPower)
    {
        Crashes++;
        IsUp = false;
        _inbound.Clear();
        seed.Checks.OnDeath(isPower, Engine.StateHash);
        if (isPower) Journal.LosePower(seed.Policy.IsChained);
        seed.Time.After((100 + _random.Below(4_000)) * Timeline.Millisecond, Start);
    }

    /// <summary>The engine ended its run: the host checks, ends, and is started again by somebody.</summary>
    private void End(StopVerdict verdict)
    {
        seed.Checks.AtStop(verdict);
        Journal.Events.MakeDurable();
        Journal.Commands.MakeDurable();
        IsUp = false;
        _inbound.Clear();
        seed.Checks.OnDeath(isPower: false, Engine.StateHash);
        seed.Time.After((500 + _random.Below(3_000)) * Timeline.Millisecond, Start);
    }

    private void Announce(long wallNs) => Announcement.Publish(
        this, NowNs,
        new RunStarted
        {
            RunNumber = Run,
            WallTimeNs = wallNs,
            EngineLogicVersion = TradingEngine.LogicVersion,
            BootIdHash = Journal.BootIdHash,
        },
        seed.Settings, seed.Definition);

    private long ClockErrorNs()
    {
        if (!seed.Faults.Hits(FaultClass.ClockJump)) return (_random.Below(41) - 20) * Timeline.Millisecond;
        return _random.Below(2) == 0 ? -_random.Below(3_600) * Timeline.Second : _random.Below(20) * Timeline.Second;
    }
}
