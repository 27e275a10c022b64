using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Verbs;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Inspection;

/// <summary>
/// A journal that is only looked at: no lock, nothing written, so the directory of a crashed or of a running process
/// serves as well.
/// </summary>
public static class RecordedRun
{
    /// <exception cref="BadInputException">There is no such directory.</exception>
    public static void RequireDirectory(string directory)
    {
        if (!Directory.Exists(directory))
            throw new BadInputException(Words.Of("replay.noDirectory", directory, Words.Of("replay.remedy")));
    }

    /// <summary>Whether a run has left its journal there.</summary>
    public static bool Exists(string directory) =>
        Directory.Exists(directory) && JournalUsage.Of(directory).ArchiveBytes > 0;

    public static BadInputException NoJournal(string directory) =>
        new(Words.Of("replay.noJournal", directory, Words.Of("replay.remedy")));

    /// <summary>
    /// Opens it where its records begin. The same events through other logic would be another history.
    /// </summary>
    /// <exception cref="BadInputException">No such directory, or no journal in it.</exception>
    /// <exception cref="JournalRefusedException">Damaged, or written by another engine logic.</exception>
    public static RecordedJournal Open(string directory)
    {
        RequireDirectory(directory);
        using (JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(directory))
            RequireSameLogic(directory, events.EngineLogicVersion);
        return RecordedJournal.Open(directory);
    }

    /// <summary>Applies the events up to one of them and compares every command on the way.</summary>
    /// <param name="directory">The data directory of the run.</param>
    /// <param name="until">The last event to apply.</param>
    /// <param name="engine">As it is after that.</param>
    /// <param name="progress">Is told now and then which share of the events is read, 0–1.</param>
    /// <exception cref="BadInputException">No such directory, no journal in it, or it begins later.</exception>
    /// <exception cref="JournalRefusedException">Damaged, or written by another engine logic.</exception>
    public static ReplayResult Replay(
        string directory, long until, out TradingEngine engine, Action<double>? progress = null)
    {
        using RecordedJournal journal = Open(directory);
        if (journal.Start is { } start && until < start.EventSequence)
            throw new BadInputException(Words.Of("inspect.begins", start.EventSequence));
        engine = journal.Engine;
        ReplayResult result = JournalReplay.Run(engine, journal.Events, journal.Commands, until, progress);
        return result.LastSequence > 0 ? result : throw NoJournal(directory);
    }

    private static void RequireSameLogic(string directory, int written)
    {
        if (written is 0 or TradingEngine.LogicVersion) return;
        throw new JournalRefusedException(
            Words.Of("journal.otherLogic", directory, written, TradingEngine.LogicVersion),
            Words.Of("inspect.otherLogic.remedy"));
    }
}
