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
        var elapsed = Stopwatch.StartNew();
        (ReplayResult result, TradingEngine engine) = LongWork.Run(Words.Of("work.replay"), work =>
        {
            ReplayResult done = RecordedRun.Replay(
                options.Directory, options.Until ?? long.MaxValue, out TradingEngine end, share => work.Done = share);
            return (done, end);
        });
        double seconds = Math.Max(elapsed.Elapsed.TotalSeconds, 1e-9);
        Print(result, engine.StateHash, (long)(result.Records / seconds), options.Json);
        if (options.Diff && result.FirstDifference is { } found) PrintDifference(found);
        if (result.CommandsMatch) return ExitCode.Ok;
        Console.Error.WriteLine("opensqt: " + Words.Of("replay.differs", Difference(result)));
        return ExitCode.Failed;
    }

    /// <summary>Every record of both streams, that nothing is missing between them, and every snapshot.</summary>
    private static int Verify(ReplayOptions options)
    {
        RecordedRun.RequireDirectory(options.Directory);
        long events = CountRecords<InboundEvent>(options.Directory);
        long commands = CountRecords<OutboundCommand>(options.Directory);
        if (events == 0) throw RecordedRun.NoJournal(options.Directory);
        (int sound, List<string> unusable) = VerifySnapshots(options.Directory);
        if (options.Json)
        {
            Console.Out.WriteLine(JsonLine.Of(line =>
            {
                line.WriteNumber("events", events);
                line.WriteNumber("commands", commands);
                line.WriteNumber("snapshots", sound);
                line.WriteNumber("unusableSnapshots", unusable.Count);
                line.WriteBoolean("isSound", unusable.Count == 0);
            }));
        }
        else
        {
            Console.Out.WriteLine(Words.Of("replay.sound", events, commands, sound));
        }

        foreach (string line in unusable) Console.Error.WriteLine($"opensqt: {line}");
        return unusable.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>A replay from the beginning must come through the state of each of them.</summary>
    private static (int Sound, List<string> Unusable) VerifySnapshots(string directory)
    {
        int sound = 0;
        List<string> unusable = [];
        using RecordedJournal journal = RecordedRun.Open(directory);
        foreach (string path in Snapshot.In(directory).Reverse())
        {
            if (Snapshot.Read(path, out string why) is not { } snapshot)
            {
                unusable.Add(Words.Of("config.fault", path, why));
                continue;
            }

            JournalReplay.Run(journal.Engine, journal.Events, journal.Commands, snapshot.EventSequence);
            if (journal.Engine.StateHash == snapshot.Engine.StateHash) sound++;
            else unusable.Add(Words.Of("replay.otherState", path));
        }

        return (sound, unusable);
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
