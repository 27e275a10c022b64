using System.Diagnostics;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Host.Inspection;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt replay</c>: applies a journal again and compares every command.</summary>
public static class ReplayVerb
{
    public static int Run(ReplayOptions options)
    {
        if (options.Verify) return Verify(options);
        var engine = new TradingEngine();
        var elapsed = Stopwatch.StartNew();
        ReplayResult result = RecordedRun.Replay(options.Directory, engine, options.Until ?? long.MaxValue);
        double seconds = Math.Max(elapsed.Elapsed.TotalSeconds, 1e-9);
        Print(result, engine.StateHash, (long)(result.Records / seconds), options.Json);
        if (options.Diff && result.FirstDifference is { } found) PrintDifference(found);
        if (result.CommandsMatch) return ExitCode.Ok;
        Console.Error.WriteLine("opensqt: " + Words.Of("replay.differs", Difference(result)));
        return ExitCode.Failed;
    }

    /// <summary>Every record of both streams, and that nothing is missing between them.</summary>
    private static int Verify(ReplayOptions options)
    {
        RecordedRun.RequireDirectory(options.Directory);
        long events = CountRecords<InboundEvent>(options.Directory);
        long commands = CountRecords<OutboundCommand>(options.Directory);
        if (events == 0) throw RecordedRun.NoJournal(options.Directory);
        Console.Out.WriteLine(options.Json
            ? JsonLine.Of(line =>
            {
                line.WriteNumber("events", events);
                line.WriteNumber("commands", commands);
                line.WriteBoolean("isSound", true);
            })
            : Words.Of("replay.sound", events, commands));
        return ExitCode.Ok;
    }

    private static long CountRecords<TRecord>(string directory) where TRecord : unmanaged
    {
        using JournalReader<TRecord> records = JournalReader<TRecord>.Open(directory);
        long count = 0;
        while (records.MoveNext()) count++;
        return count;
    }

    private static string Difference(ReplayResult result) => result.FirstDifference?.ToString()
        ?? Words.Of("replay.missing", result.Missing.Count, result.Missing[0].CauseSequence);

    private static void PrintDifference(ReplayDifference found)
    {
        if (found.Event is { } e) Console.Out.WriteLine(Words.Of("replay.event", RecordLine.Of(e, json: false)));
        Console.Out.WriteLine(Words.Of("replay.recorded", RecordLine.Of(found.Recorded, json: false)));
        string decided = found.Decided is { } command
            ? RecordLine.Of(command, json: false)
            : Words.Of("replay.nothing");
        Console.Out.WriteLine(Words.Of("replay.decided", decided));
        Console.Out.WriteLine(
            Words.Of(found.IsStateOnly ? "replay.stateDiffers" : "replay.commandsDiffer", found.LastEqualMark));
    }

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
