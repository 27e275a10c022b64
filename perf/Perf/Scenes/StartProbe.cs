using System.Diagnostics;
using System.Globalization;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Perf.Scenes;

/// <summary>
/// A process of its own that does with a data directory what a run does from its first instruction until it could ask
/// the venue: locks, headers, newest snapshot, replay of the rest, new segments.
/// </summary>
public static class StartProbe
{
    /// <summary>The first argument of a process that is one.</summary>
    public const string Verb = "start-probe";

    /// <summary>How long it took from before the process was created, and how many events were replayed.</summary>
    public static (long Ns, long Replayed, long Last) Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(StartProbe).Assembly.Location);
        start.ArgumentList.Add(Verb);
        start.ArgumentList.Add(folder);
        long began = Stopwatch.GetTimestamp(); // CLOCK_MONOTONIC: the same in both processes
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the start failed with {process.ExitCode}");
        long[] figures = [.. text.Split(' ').Select(figure => long.Parse(figure, CultureInfo.InvariantCulture))];
        long ns = (long)Stopwatch.GetElapsedTime(began, figures[0]).TotalNanoseconds;
        return (ns, figures[1], figures[2]);
    }

    /// <summary>In the new process. It ends as if it had been killed: nothing is closed.</summary>
    public static int Run(string folder)
    {
        using JournalDirectory directory = JournalDirectory.Open(folder, OptionsOf());
        Snapshot? snapshot = directory.FindSnapshot(Console.Error.WriteLine);
        TradingEngine engine = snapshot?.Engine ?? new TradingEngine();
        using JournalReader<InboundEvent> inbound = directory.ReadEvents(snapshot);
        using JournalReader<OutboundCommand> commands = directory.ReadCommands(snapshot);
        ReplayResult result = JournalReplay.Run(engine, inbound, commands);
        using JournalWriter<InboundEvent> events = directory.StartEvents();
        using JournalWriter<OutboundCommand> outbound = directory.StartCommands();
        long ready = Stopwatch.GetTimestamp();
        Console.Out.Write(string.Create(
            CultureInfo.InvariantCulture, $"{ready} {result.Records} {result.LastSequence}"));
        return result.CommandsMatch ? 0 : 1;
    }

    public static JournalOptions OptionsOf() => new()
    {
        Bot = VenueFrames.Bot,
        AccountFingerprint = 0,
        EngineLogicVersion = TradingEngine.LogicVersion,
    };
}
