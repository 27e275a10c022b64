using System.Diagnostics;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>
/// <c>opensqt replay</c>: applies a journal again and compares. Reads nothing but the journal, so the directory of a
/// crashed or of a running process serves as well.
/// </summary>
public static class ReplayVerb
{
    public static int Run(string directory, bool json)
    {
        if (!Directory.Exists(directory))
            throw new BadInputException(Words.Of("replay.noDirectory", directory, Words.Of("replay.remedy")));
        var engine = new TradingEngine();
        using JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(directory);
        using JournalReader<OutboundCommand> commands = JournalReader<OutboundCommand>.Open(directory);
        var elapsed = Stopwatch.StartNew();
        ReplayResult result = JournalReplay.Run(engine, events, commands);
        double seconds = Math.Max(elapsed.Elapsed.TotalSeconds, 1e-9);
        if (result.Records == 0)
            throw new BadInputException(Words.Of("replay.noJournal", directory, Words.Of("replay.remedy")));
        Print(result, engine.StateHash, (long)(result.Records / seconds), json);
        if (result.CommandsMatch) return ExitCode.Ok;
        Console.Error.WriteLine("opensqt: " + Words.Of("replay.differs", Difference(result)));
        return ExitCode.Failed;
    }

    private static string Difference(ReplayResult result) => result.FirstDifference
        ?? Words.Of("replay.missing", result.Missing.Count, result.Missing[0].CauseSequence);

    private static void Print(ReplayResult result, ulong hash, long eventsPerSecond, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonLine.Of(line =>
            {
                line.WriteNumber("records", result.Records);
                line.WriteNumber("lastSequence", result.LastSequence);
                line.WriteString("stateHash", HashText.Of(hash));
                line.WriteBoolean("commandsMatch", result.CommandsMatch);
                line.WriteNumber("eventsPerSecond", eventsPerSecond);
            }));
            return;
        }

        Console.Out.WriteLine(Words.Of(
            "replay.line", result.Records, result.LastSequence, HashText.Of(hash), result.Commands,
            Words.Of(result.CommandsMatch ? "replay.same" : "replay.different"), eventsPerSecond));
    }
}
