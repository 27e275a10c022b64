using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>Both streams of a data directory, and the boot of the machine that they live on.</summary>
internal sealed class MemoryJournal(SeededRandom random, FaultPlan faults)
{
    private readonly List<byte[]> _snapshots = [];
    private Guid _bootId = NewBoot(random);

    public MemoryJournalStream<InboundEvent> Events { get; } = new(JournalStream.Events, random);
    public MemoryJournalStream<OutboundCommand> Commands { get; } = new(JournalStream.Commands, random);

    /// <summary>Every start from a snapshot has come to where a start from the beginning comes.</summary>
    public bool IsSnapshotTrue { get; private set; } = true;

    /// <summary>Number of the present run; 0 before the first.</summary>
    public long Run { get; private set; }

    /// <summary>Time of the last record of either stream: the next run's clock goes on from there.</summary>
    public long LastTimeNs => long.Max(Events.Tail.TimeNs, Commands.Tail.TimeNs);

    /// <summary>Tells boots apart, as the host announces it.</summary>
    public uint BootIdHash => (uint)_bootId.GetHashCode();

    /// <summary>
    /// What a start does with a data directory: finds both ends, replays from a snapshot or from the beginning, begins
    /// new segments, and adds the commands that a crash kept from the record.
    /// </summary>
    /// <exception cref="JournalDamagedException">A record is not sound.</exception>
    public TradingEngine Open(out ReplayResult replay)
    {
        Events.FindTail(_bootId);
        Commands.FindTail(_bootId, Events.Tail.Sequence);
        Snapshot? snapshot = FindSnapshot();
        TradingEngine engine = snapshot?.Engine ?? new TradingEngine();
        replay = Replay(engine, Events.Tail.Sequence, Commands.Tail.Sequence, snapshot);
        if (snapshot is not null) Compare(engine, replay);
        var options = new JournalOptions
        {
            Bot = VenueTruth.Bot,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
            SegmentBytes = MemorySegment.Size,
            BootId = _bootId,
        };
        Run++;
        Events.Start(Run, options);
        Commands.Start(Run, options);
        foreach (OutboundCommand missing in replay.Missing)
        {
            OutboundCommand command = missing;
            Commands.Append(ref command);
        }

        return engine;
    }

    /// <summary>As the follower takes it: of what is durable; the newest three are kept.</summary>
    public void TakeSnapshot(TradingEngine engine)
    {
        if (Commands.LastSequence == 0) return;
        Events.MakeDurable();
        Commands.MakeDurable();
        _snapshots.Add(Snapshot.Seal(
            new SnapshotHeader
            {
                EngineLogicVersion = TradingEngine.LogicVersion,
                EventSequence = Events.LastSequence,
                EventCrc = Events.LastCrc,
                CommandSequence = Commands.LastSequence,
                CommandCrc = Commands.LastCrc,
            },
            engine));
        if (_snapshots.Count > JournalRetention.NewestSnapshots) _snapshots.RemoveAt(0);
    }

    /// <summary>Everything on record, from the first run on.</summary>
    public ReplayResult Replay(TradingEngine engine) =>
        Replay(engine, Events.LastSequence, Commands.LastSequence, after: null);

    private ReplayResult Replay(TradingEngine engine, long lastEvent, long lastCommand, Snapshot? after)
    {
        using JournalReader<InboundEvent> events = Events.Read(_bootId, (after?.EventSequence ?? 0) + 1, lastEvent);
        using JournalReader<OutboundCommand> commands =
            Commands.Read(_bootId, (after?.CommandSequence ?? 0) + 1, lastCommand);
        if (after?.IsContinuedBy(events, commands) == false)
            throw new JournalDamagedException("memory", 0, lastEvent, "it does not go on from its snapshot");
        return JournalReplay.Run(engine, events, commands);
    }

    /// <summary>The newest, sometimes an older one, sometimes the newest is damaged; null = there is none.</summary>
    private Snapshot? FindSnapshot()
    {
        SeededRandom dice = faults.DiceOf(FaultClass.OlderSnapshot);
        for (int i = _snapshots.Count - 1; i >= 0; i--)
        {
            byte[] bytes = _snapshots[i];
            int luck = (int)dice.Below(4);
            if (luck == 0) continue; // it never got its name
            if (luck == 1)
            {
                bytes = [.. bytes];
                bytes[(int)dice.Below(bytes.Length)] ^= (byte)(1 + dice.Below(255));
            }

            if (Snapshot.Parse("memory", bytes, out _) is { } snapshot) return snapshot;
        }

        return null;
    }

    /// <summary>A start from a snapshot must come to where one from the beginning comes.</summary>
    private void Compare(TradingEngine engine, ReplayResult replay)
    {
        var whole = new TradingEngine();
        ReplayResult all = Replay(whole, Events.Tail.Sequence, Commands.Tail.Sequence, after: null);
        IsSnapshotTrue &= whole.StateHash == engine.StateHash && all.Missing.Count == replay.Missing.Count;
    }

    /// <param name="isChained">False = a journal without salt and chain.</param>
    public void LosePower(bool isChained)
    {
        _bootId = NewBoot(random);
        Events.LosePower(isChained);
        Commands.LosePower(isChained);
    }

    private static Guid NewBoot(SeededRandom random) => new((int)random.Below(int.MaxValue), 0, 0, new byte[8]);
}
