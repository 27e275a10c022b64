using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>
/// Applying a journal again, commands compared, as after a crash. In one of a hundred price events the window moves.
/// </summary>
public static class ReplayBench
{
    private const int QuotesPerMove = 100;

    public static void Run(BenchRun run)
    {
        const string replay = "replay through the engine, commands compared";
        if (!run.Wants(replay)) return;
        string folder = run.NewFolder();
        long events = Record(folder, run.Pick(3_000_000, 1_500_000, 5_000));
        Throughput.Measure(run, replay, run.Pick(5, 3, 1), events, _ =>
        {
            using JournalReader<InboundEvent> inbound = JournalReader<InboundEvent>.Open(folder);
            using JournalReader<OutboundCommand> commands = JournalReader<OutboundCommand>.Open(folder);
            ReplayResult result = JournalReplay.Run(new TradingEngine(), inbound, commands);
            if (!result.CommandsMatch || result.Records != events)
                throw new InvalidOperationException($"the replay differs: {result.FirstDifference}");
        });
    }

    /// <summary>Writes what an engine hears and decides, and returns the number of events.</summary>
    private static long Record(string folder, int quotes)
    {
        using JournalDirectory directory = JournalDirectory.Open(folder, new JournalOptions
        {
            Bot = VenueFrames.Bot,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
        });
        using JournalWriter<InboundEvent> events = directory.StartEvents();
        using JournalWriter<OutboundCommand> commands = directory.StartCommands();
        CommandSender record = (in OutboundCommand decided) =>
        {
            OutboundCommand command = decided;
            commands.Append(ref command);
        };
        var scene = new EngineScene(applied: (ref InboundEvent e) => events.Append(ref e), decided: record);
        for (int i = 0; i < quotes; i++)
        {
            int line = i / QuotesPerMove % 8;
            int lines = line < 4 ? line : 8 - line;
            scene.Quote(ScriptedVenue.StartTicks + lines * ScriptedVenue.IntervalTicks + (i & 1));
        }

        return events.LastSequence;
    }
}
