using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// A journal that is only looked at, with an engine that stands before its first record: a new one, or, where retention
/// has deleted the beginning, one restored from the oldest snapshot that the records go on from. Takes no lock.
/// </summary>
public sealed class RecordedJournal : IDisposable
{
    private RecordedJournal(
        TradingEngine engine, Snapshot? start, JournalReader<InboundEvent> events,
        JournalReader<OutboundCommand> commands)
    {
        Engine = engine;
        Start = start;
        Events = events;
        Commands = commands;
    }

    public TradingEngine Engine { get; }

    /// <summary>Where the engine is from; null = the journal is whole.</summary>
    public Snapshot? Start { get; }
    public JournalReader<InboundEvent> Events { get; }
    public JournalReader<OutboundCommand> Commands { get; }

    /// <exception cref="JournalRefusedException">
    /// A segment is missing, damaged, foreign or from the future; or no snapshot leads to the first record.
    /// </exception>
    /// <exception cref="JournalException">The directory cannot be read.</exception>
    public static RecordedJournal Open(string directory)
    {
        RecordedJournal whole = OpenAt(directory, null);
        if (whole.Events.FirstSequence == 1) return whole;
        long first = whole.Events.FirstSequence;
        whole.Dispose();
        foreach (string path in Snapshot.In(directory).Reverse())
        {
            if (Snapshot.Read(path, out _) is not { } snapshot) continue;
            RecordedJournal journal = OpenAt(directory, snapshot);
            if (snapshot.IsContinuedBy(journal.Events, journal.Commands)) return journal;
            journal.Dispose();
        }

        throw Unreachable(directory, first);
    }

    public void Dispose()
    {
        Commands.Dispose();
        Events.Dispose();
    }

    internal static JournalRefusedException Unreachable(string directory, long firstEvent) => new(
        $"The journal in {directory} begins with event {firstEvent}, since older ones were deleted, and no snapshot "
        + "that this program can use leads there",
        "Use the program that wrote it, or an empty data directory: open orders and the position are then read from "
        + "the venue alone");

    private static RecordedJournal OpenAt(string directory, Snapshot? snapshot)
    {
        var events = JournalReader<InboundEvent>.Open(directory, (snapshot?.EventSequence ?? 0) + 1);
        var commands = JournalReader<OutboundCommand>.Open(directory, (snapshot?.CommandSequence ?? 0) + 1);
        return new RecordedJournal(snapshot?.Engine ?? new TradingEngine(), snapshot, events, commands);
    }
}
