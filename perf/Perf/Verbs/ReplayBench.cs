using System.Globalization;
using HdrHistogram;
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
    private const int QuotesPerSync = 200_000;

    public static void Run(BenchRun run)
    {
        MeasureReplay(run);
        MeasureStart(run);
    }

    private static void MeasureReplay(BenchRun run)
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

    /// <summary>
    /// A process that died half a million events behind its last snapshot starts again, measured from before the new
    /// process is created: the runtime's own start, locks, headers, the snapshot, the replay of the rest, new segments.
    /// </summary>
    private static void MeasureStart(BenchRun run)
    {
        const string start = "replay: from process start to ready to reconcile";
        if (!run.Wants(start)) return;
        string folder = run.NewFolder();
        long events = Record(folder, run.Pick(50_000_000, 3_000_000, 5_000), run.Pick(500_000, 500_000, 1_000));
        var times = new LongHistogram(100_000_000_000, 3);
        long replayed = 0;
        for (int i = 0; i < run.Pick(7, 5, 1); i++)
        {
            (long ns, replayed, long last) = StartProbe.Start(folder);
            times.RecordValue(ns);
            if (last != events) throw new InvalidOperationException($"the start ended at event {last} of {events}");
        }

        run.Add(new BenchResult(start)
        {
            Times = times,
            Note = string.Create(CultureInfo.InvariantCulture, $"{events} events on record, {replayed} replayed"),
        });
    }

    /// <summary>
    /// Writes what an engine hears and decides, and returns the number of events. With <paramref name="more"/> quotes
    /// there is a clean end with its snapshot, and a second run that dies after so many.
    /// </summary>
    private static long Record(string folder, int quotes, int more = 0)
    {
        Tape tape = new();
        using (JournalDirectory directory = JournalDirectory.Open(folder, StartProbe.OptionsOf()))
        {
            tape.Begin(directory);
            using StateFollower follower = new(directory, new TradingEngine(), 0, 1, _ => { }, _ => { });
            tape.Quote(quotes);
            tape.End(more > 0 ? follower : null);
        }

        if (more == 0) return tape.LastEvent;
        using JournalDirectory again = JournalDirectory.Open(folder, StartProbe.OptionsOf());
        tape.Begin(again);
        tape.Quote(more);
        tape.End(null);
        return tape.LastEvent;
    }

    /// <summary>An engine that trades and the writers that take it down, through several runs.</summary>
    private sealed class Tape
    {
        private JournalWriter<InboundEvent>? _events;
        private JournalWriter<OutboundCommand>? _commands;
        private EngineScene? _scene;

        public long LastEvent => _events!.LastSequence;

        public void Begin(JournalDirectory directory)
        {
            _events = directory.StartEvents();
            _commands = directory.StartCommands();
        }

        public void Quote(int quotes)
        {
            _scene ??= new EngineScene(applied: (ref InboundEvent e) => _events!.Append(ref e), decided: Decided);
            for (int i = 0; i < quotes; i++)
            {
                int line = i / QuotesPerMove % 8;
                int lines = line < 4 ? line : 8 - line;
                if (i % QuotesPerSync == 0) _events!.MakeDurable(); // far faster than any market: let the disk follow
                _scene.Quote(ScriptedVenue.StartTicks + lines * ScriptedVenue.IntervalTicks + (i & 1));
            }
        }

        /// <summary>With a follower the run ends as it should, else it dies.</summary>
        public void End(StateFollower? follower)
        {
            if (follower is not null)
            {
                _events!.Close();
                _commands!.Close();
                follower.Finish(_scene!.Engine);
            }

            _events!.Dispose();
            _commands!.Dispose();
        }

        private void Decided(in OutboundCommand decided)
        {
            OutboundCommand command = decided;
            _commands!.Append(ref command);
        }
    }
}
