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
        Directory.Exists(directory) && Directory.EnumerateFiles(directory, "*.journal").Any();

    public static BadInputException NoJournal(string directory) =>
        new(Words.Of("replay.noJournal", directory, Words.Of("replay.remedy")));

    /// <summary>Applies the events up to one of them and compares every command on the way.</summary>
    /// <exception cref="BadInputException">No such directory, or no journal in it.</exception>
    /// <exception cref="JournalRefusedException">Damaged, or written by another engine logic.</exception>
    public static ReplayResult Replay(string directory, TradingEngine engine, long until = long.MaxValue)
    {
        RequireDirectory(directory);
        using JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(directory);
        using JournalReader<OutboundCommand> commands = JournalReader<OutboundCommand>.Open(directory);
        RequireSameLogic(directory, events);
        ReplayResult result = JournalReplay.Run(engine, events, commands, until);
        return result.Records > 0 ? result : throw NoJournal(directory);
    }

    /// <summary>The same events through other logic would be another history.</summary>
    public static void RequireSameLogic(string directory, JournalReader<InboundEvent> events)
    {
        int written = events.EngineLogicVersion;
        if (written is 0 or TradingEngine.LogicVersion) return;
        throw new JournalRefusedException(
            Words.Of("journal.otherLogic", directory, written, TradingEngine.LogicVersion),
            Words.Of("inspect.otherLogic.remedy"));
    }
}
