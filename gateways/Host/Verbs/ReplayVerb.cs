using System.Diagnostics;
using System.Globalization;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>
/// <c>opensqt replay</c>: applies a journal again and compares. Reads nothing but the journal, so the directory of a
/// crashed or of a running process serves as well.
/// </summary>
public static class ReplayVerb
{
    private const string Remedy = "name the data directory of a run";

    public static int Run(string directory, bool json)
    {
        if (!Directory.Exists(directory))
            throw new BadInputException($"--data-dir: no such directory '{directory}'; {Remedy}");
        var engine = new TradingEngine();
        using JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(directory);
        using JournalReader<OutboundCommand> commands = JournalReader<OutboundCommand>.Open(directory);
        var elapsed = Stopwatch.StartNew();
        ReplayResult result = JournalReplay.Run(engine, events, commands);
        double seconds = Math.Max(elapsed.Elapsed.TotalSeconds, 1e-9);
        if (result.Records == 0)
            throw new BadInputException($"--data-dir: '{directory}' holds no journal; {Remedy}");
        Print(result, engine.StateHash, (long)(result.Records / seconds), json);
        if (result.CommandsMatch) return ExitCode.Ok;
        Console.Error.WriteLine($"opensqt: the replay differs from the record: {Difference(result)}");
        return ExitCode.Failed;
    }

    private static string Difference(ReplayResult result) => result.FirstDifference
        ?? $"{result.Missing.Count} commands are not on record, "
        + $"the first one caused by event {result.Missing[0].CauseSequence}";

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

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Records} events up to sequence {result.LastSequence}, state hash {HashText.Of(hash)}, "
            + $"{result.Commands} commands compared: {(result.CommandsMatch ? "all the same" : "different")}, "
            + $"{eventsPerSecond} events/s"));
    }
}
