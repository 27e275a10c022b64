using System.Globalization;
using HdrHistogram;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>
/// The first orders of a process, at ten moves of the window a second, with and without the rehearsal that a run
/// begins with. New processes in turn, so that both meet the same disturbances.
/// </summary>
internal static class FirstOrdersBench
{
    public static void Run(BenchRun run)
    {
        const string name = "tick-to-order first 20 orders of a process";
        if (!run.Wants(name)) return;
        var cold = new LongHistogram(60_000_000_000, 3);
        var rehearsed = new LongHistogram(60_000_000_000, 3);
        var rehearsals = new LongHistogram(60_000_000_000, 3);
        for (int i = 0; i < run.Pick(7, 3, 1); i++)
        {
            if (!run.IsSmoke) Record(FirstOrdersProbe.Start(run.NewFolder(), isRehearsed: false).Ns, cold);
            (long[] ns, long rehearsalNs) = FirstOrdersProbe.Start(run.NewFolder(), isRehearsed: true);
            Record(ns, rehearsed);
            rehearsals.RecordValue(rehearsalNs);
        }

        if (!run.IsSmoke) run.Add(new BenchResult($"{name}, cold") { Times = cold });
        run.Add(new BenchResult($"{name}, rehearsed")
        {
            Times = rehearsed,
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"the rehearsal took {rehearsals.GetValueAtPercentile(50) / 1e9:0.0} s (median)"),
        });
    }

    private static void Record(long[] ns, LongHistogram times)
    {
        foreach (long value in ns) times.RecordValue(Math.Max(1, value));
    }
}
