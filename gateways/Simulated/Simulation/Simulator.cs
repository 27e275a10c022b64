using System.Diagnostics;
using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>Runs seeds one after the other, on the calling thread.</summary>
public static class Simulator
{
    /// <summary>Failures that are kept; a campaign that fails this often has told enough and ends.</summary>
    public const int MostFailures = 20;

    /// <summary>How many of the last events and commands a failure tells.</summary>
    public const int DefaultTraceLength = 60;

    /// <param name="first">First seed.</param>
    /// <param name="count">How many seeds from there on.</param>
    /// <param name="safety">Virtual time with faults, per seed; the calm phase comes on top.</param>
    /// <param name="traceLength">How many of the last events and commands a failure tells.</param>
    /// <param name="venue">Venue of every seed (<see cref="VenueTable"/>); null = each draws its own.</param>
    /// <param name="profile">The faults of every seed; null = each seed draws its own.</param>
    /// <param name="failed">Gets each failure when it is found.</param>
    /// <param name="progress">Gets the number of seeds done, after each.</param>
    public static SimulationReport Run(
        ulong first, long count, TimeSpan safety, int traceLength = DefaultTraceLength,
        string? venue = null, FaultProfile? profile = null, Action<SeedFailure>? failed = null,
        Action<long>? progress = null)
    {
        var failures = new List<SeedFailure>();
        long[] faults = new long[FaultTable.Rows.Count];
        var venues = VenueTable.Names.ToDictionary(name => name, _ => 0L);
        long virtualNs = 0, crashes = 0, events = 0, done = 0;
        ulong hash = 0;
        var elapsed = Stopwatch.StartNew();
        for (; done < count && failures.Count < MostFailures; done++)
        {
            var run = new SeedRun(
                unchecked(first + (ulong)done), (long)safety.TotalNanoseconds, venue, profile, traceLength);
            if (run.Run() is { } failure)
            {
                failures.Add(failure);
                failed?.Invoke(failure);
            }

            venues[run.VenueName]++;
            progress?.Invoke(done + 1);
            hash = StateHash.Mix(hash, run.Process.Engine.StateHash);
            virtualNs += run.VirtualNs;
            crashes += run.Process.Crashes;
            events += run.Process.Events;
            for (int i = 0; i < faults.Length; i++) faults[i] += run.Faults.Counts[i];
        }

        return new SimulationReport
        {
            Seeds = done,
            Failures = failures,
            SeedsByVenue = venues,
            VirtualNs = virtualNs,
            Crashes = crashes,
            Events = events,
            Faults = faults,
            StateHash = hash,
            Elapsed = elapsed.Elapsed,
        };
    }

    /// <summary>Runs every mutant of <see cref="MutantTable"/> until an invariant finds it out.</summary>
    /// <param name="mostSeeds">Seeds after which a mutant counts as not found.</param>
    /// <param name="progress">Gets the number of mutants done, after each.</param>
    public static IReadOnlyList<MutantResult> RunMutants(long mostSeeds, Action<int>? progress = null)
    {
        var results = new List<MutantResult>();
        foreach (Mutant mutant in MutantTable.Rows)
        {
            SeedFailure? found = null;
            long seeds = 0;
            while (found is null && seeds < mostSeeds)
            {
                found = new SeedRun(
                    (ulong)++seeds, 60 * Timeline.Second, venue: null, mutant.Profile, DefaultTraceLength,
                    mutant.Policy).Run();
            }

            results.Add(new MutantResult(mutant.Name, seeds, found));
            progress?.Invoke(results.Count);
        }

        return results;
    }
}
