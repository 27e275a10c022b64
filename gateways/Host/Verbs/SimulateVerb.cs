using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Simulated.Simulation;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt simulate</c>: the fault simulator over a range of seeds.</summary>
public static class SimulateVerb
{
    private const long MostSeedsPerMutant = 2_000;

    public static int Run(long seeds, ulong first, double minutes, string? venue, int events, bool json)
    {
        SimulationReport report = LongWork.Run(Words.Of("work.simulate"), work => Simulator.Run(
            first, seeds, TimeSpan.FromMinutes(minutes), events, venue,
            failed: failure => Explain(failure, minutes, work.WriteLine),
            progress: done => work.Done = (double)done / seeds));
        Print(report, json);
        return report.Failures.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>The mutation gate: mistakes put in on purpose must be found.</summary>
    public static int RunMutants(bool json)
    {
        IReadOnlyList<MutantResult> results = LongWork.Run(
            Words.Of("work.simulate"), work => Simulator.RunMutants(
                MostSeedsPerMutant, done => work.Done = (double)done / MutantTable.Rows.Count));
        foreach (MutantResult result in results)
        {
            Console.Error.WriteLine(result.Found is { } found
                ? Words.Of("simulate.mutant.found", result.Name, result.Seeds, found.Invariant, found.What)
                : Words.Of("simulate.mutant.missed", result.Name, result.Seeds));
        }

        int detected = results.Count(result => result.Found is not null);
        Console.Out.WriteLine(json
            ? JsonLine.Of(line =>
            {
                line.WriteStartObject("mutants");
                line.WriteNumber("detected", detected);
                line.WriteNumber("total", results.Count);
                line.WriteEndObject();
            })
            : Words.Of("simulate.mutants", detected, results.Count));
        return detected == results.Count ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Explain(SeedFailure failure, double minutes, Action<string> write)
    {
        foreach (string line in failure.LastEvents) write(line);
        write(Words.Of("simulate.failed", failure.Seed, failure.Step, failure.Invariant, failure.What));
        write(Words.Of("simulate.repeat", failure.Seed, minutes, failure.Venue));
    }

    private static void Print(SimulationReport report, bool json)
    {
        double hours = report.VirtualNs / 3.6e12;
        if (!json)
        {
            Console.Out.WriteLine(Words.Of(
                "simulate.summary", report.Seeds, report.Failures.Count, Math.Round(hours, 1), report.Crashes,
                report.Events, report.SeedsPerHour));
            return;
        }

        Console.Out.WriteLine(JsonLine.Of(line =>
        {
            line.WriteNumber("seeds", report.Seeds);
            line.WriteNumber("failures", report.Failures.Count);
            line.WriteNumber("virtualHours", Math.Round(hours, 2));
            line.WriteNumber("crashes", report.Crashes);
            line.WriteNumber("events", report.Events);
            line.WriteStartObject("venues");
            foreach ((string name, long count) in report.SeedsByVenue) line.WriteNumber(name, count);
            line.WriteEndObject();
            line.WriteStartObject("faults");
            foreach (FaultRow row in FaultTable.Rows) line.WriteNumber(row.Name, report.Faults[(int)row.Fault]);
            line.WriteEndObject();
            line.WriteNumber("seedsPerHour", report.SeedsPerHour);
        }));
    }
}
