using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>Both streams of a data directory, and the boot of the machine that they live on.</summary>
internal sealed class MemoryJournal(SeededRandom random)
{
    private Guid _bootId = NewBoot(random);

    public MemoryJournalStream<InboundEvent> Events { get; } = new(JournalStream.Events, random);
    public MemoryJournalStream<OutboundCommand> Commands { get; } = new(JournalStream.Commands, random);

    /// <summary>Number of the present run; 0 before the first.</summary>
    public long Run { get; private set; }

    /// <summary>Time of the last record of either stream: the next run's clock goes on from there.</summary>
    public long LastTimeNs => long.Max(Events.Tail.TimeNs, Commands.Tail.TimeNs);

    /// <summary>Tells boots apart, as the host announces it.</summary>
    public uint BootIdHash => (uint)_bootId.GetHashCode();

    /// <summary>
    /// What a start does with a data directory: finds both ends, replays into the engine, begins new segments, and
    /// adds the commands that a crash kept from the record.
    /// </summary>
    /// <exception cref="JournalDamagedException">A record is not sound.</exception>
    public ReplayResult Open(TradingEngine engine)
    {
        Events.FindTail(_bootId);
        Commands.FindTail(_bootId, Events.Tail.Sequence);
        ReplayResult replay = Replay(engine, Events.Tail.Sequence, Commands.Tail.Sequence);
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

        return replay;
    }

    /// <summary>Everything on record, from the first run on.</summary>
    public ReplayResult Replay(TradingEngine engine) =>
        Replay(engine, Events.LastSequence, Commands.LastSequence);

    private ReplayResult Replay(TradingEngine engine, long lastEvent, long lastCommand)
    {
        using JournalReader<InboundEvent> events = Events.Read(_bootId, lastEvent);
        using JournalReader<OutboundCommand> commands = Commands.Read(_bootId, lastCommand);
        return JournalReplay.Run(engine, events, commands);
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
