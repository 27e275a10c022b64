using System.Globalization;
using OpenSQT.Lmax.Simulated.Simulation;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>
/// The fault simulator over many seeds (see docs/simulator.md). <c>OPENSQT_LONG=1</c> runs a campaign of them.
/// </summary>
public class SimulationTests
{
    private const int Seeds = 3_000;
    private const int LongSeeds = 100_000;

    private static bool IsLong => Environment.GetEnvironmentVariable("OPENSQT_LONG") == "1";

    [Fact]
    public void ShouldHoldEveryInvariantInEverySeed()
    {
        SimulationReport report = Simulator.Run(1, IsLong ? LongSeeds : Seeds, TimeSpan.FromMinutes(1));

        Assert.Empty(report.Failures.Select(Text));
        Assert.True(report.Crashes > report.Seeds / 10, $"only {report.Crashes} crashes");
        foreach (FaultRow row in FaultTable.Rows)
            Assert.True(report.Faults[(int)row.Fault] > 0, $"{row.Name} never happened");
        Assert.All(report.SeedsByVenue, venue => Assert.True(venue.Value > report.Seeds / 4, venue.Key));
    }

    /// <summary>Seeds that found a mistake once; what it was stands beside each.</summary>
    [Theory]
    [InlineData(94, "429 replies to requests already under way doubled the silence each: eleven minutes of it")]
    [InlineData(150, "the tail lost with the machine: orders still under way came into slots that had placed again")]
    [InlineData(155, "commands on the disk whose events were lost: the replay refused to start")]
    [InlineData(223, "a reconnect during the first reconcile moved the start of the history behind the lost fills")]
    [InlineData(404, "a lost sell was booked before the buy that funded it: a phantom holding, then a wrong write-off")]
    [InlineData(1725, "a clock set back after the loss: commands got other times than their replay")]
    [InlineData(3868, "a lost sell was booked while the buy that funded it was still in doubt")]
    [InlineData(4746, "a slow answer about the time: every signed request was ahead of the venue, and refused")]
    [InlineData(10370, "a stray order filled before its cancel: nobody asked for its fill any more")]
    [InlineData(6044, "a second stop in one journal: the first one's answers counted, any list ended it as 'clean'")]
    [InlineData(11309, "the same, and the sell was known already when its fill was learnt")]
    [InlineData(20649, "'not found' twice before the quarantine had passed was counted as a proof")]
    [InlineData(11885, "stopped before the first reconcile: 'clean' was said without asking for open orders")]
    [InlineData(6, "the machine slept: every request was refused for its time, and nobody asked for the venue's")]
    [InlineData(64, "the same: cancels were refused, and sent again without an end")]
    [InlineData(1021871, "a crash during the wait after a power loss: the next run did not wait", "bitget")]
    [InlineData(1001626, "adopting on request took one comparison: a fill not yet heard of was adopted", "bitget")]
    [InlineData(23, "a slow rate: each comparison's questions took the tokens, strays were never cancelled", "bitget")]
    [InlineData(20025551, "a fill not in the journal was heard during a comparison, and nothing compared again")]
    [InlineData(20021284, "taken for absent, then there after all: for a stale row in pass after pass", "bitget")]
    [InlineData(31017798, "filled after the history was listed and before the open orders were: in neither", "bitget")]
    [InlineData(41024445, "a clock set ahead between two runs: the order's quarantine ended too early", "bitget")]
    public void ShouldStayMended(ulong seed, string cause, string venue = "binance")
    {
        SimulationReport report = Simulator.Run(seed, 1, TimeSpan.FromMinutes(1), venue: venue);

        Assert.True(report.Failures.Count == 0, $"{cause}: {string.Join('\n', report.Failures.Select(Text))}");
    }

    [Fact]
    public void ShouldFindEveryMutant()
    {
        IReadOnlyList<MutantResult> results = Simulator.RunMutants(mostSeeds: 500);

        Assert.Empty(results.Where(result => result.Found is null).Select(result => result.Name));
    }

    /// <summary>The same faults find nothing in the policy without a mistake: what is found is the mistake.</summary>
    [Fact]
    public void ShouldFindNothingUnderTheFaultsOfTheMutants()
    {
        foreach (FaultProfile profile in MutantTable.Rows.Select(mutant => mutant.Profile).Distinct())
        {
            SimulationReport report = Simulator.Run(1, 60, TimeSpan.FromMinutes(1), profile: profile);
            Assert.Empty(report.Failures.Select(Text));
        }
    }

    [Fact]
    public void ShouldRunASeedTheSameWayEachTime()
    {
        SimulationReport first = Simulator.Run(7, 20, TimeSpan.FromMinutes(1));
        SimulationReport second = Simulator.Run(7, 20, TimeSpan.FromMinutes(1));

        Assert.Equal(first.StateHash, second.StateHash);
        Assert.Equal(first.Events, second.Events);
        Assert.Equal(first.Faults, second.Faults);
    }

    private static string Text(SeedFailure failure) => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {failure.Seed}, step {failure.Step}: {failure.Invariant}: {failure.What}");
}
