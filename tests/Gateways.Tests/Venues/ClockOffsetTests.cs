using OpenSQT.Lmax.Gateways.Venues;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

public sealed class ClockOffsetTests(ITestOutputHelper output)
{
    private const long Ms = 1_000_000;
    private const long Sent = 1_787_071_659_000 * Ms;

    private readonly ClockOffset _clock = new();

    [Fact]
    public void ShouldTakeTheMiddleOfTheRoundTripAndTellWhatIsProven()
    {
        Assert.Equal(250 * Ms, Answer(venueMs: 254, tookMs: 4));
        Assert.Equal(252 * Ms + Ms / 2, _clock.AheadNs); // the venue cut off half a millisecond, it may be
        Assert.Equal(-1_997 * Ms, Answer(venueMs: -1_998, tookMs: 4)); // it was set
        Assert.Equal(-1_999 * Ms - Ms / 2, _clock.AheadNs);
    }

    [Fact]
    public void ShouldKeepWhatItKnowsWhenASlowAnswerAgrees()
    {
        Answer(venueMs: 12, tookMs: 20);
        Assert.Equal(0, Answer(venueMs: 4_000, tookMs: 4_494)); // the middle would be 1.75 s off
        Assert.Equal(2 * Ms + Ms / 2, _clock.AheadNs);
    }

    /// <summary>An answer that took 4.5 s says nothing of a clock that is at most that far off.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2_200, 0)]
    [InlineData(4_500, 0)]
    [InlineData(5_700, 1_200)]
    [InlineData(-801, -800)]
    public void ShouldCountOfASlowFirstAnswerOnlyWhatItProves(long venueMs, long provenMs) =>
        Assert.Equal(provenMs * Ms, Answer(venueMs, tookMs: 4_500));

    [Fact]
    public void ShouldTakeABetterAnswerAndTheOneThatContradicts()
    {
        Answer(venueMs: 2_200, tookMs: 4_500);
        Answer(venueMs: 105, tookMs: 10);
        Assert.Equal(100 * Ms + Ms / 2, _clock.AheadNs);
        Assert.Equal(3_000 * Ms, Answer(venueMs: 5_000, tookMs: 2_000)); // this machine slept
        Assert.Equal(4_000 * Ms + Ms / 2, _clock.AheadNs);
        Answer(venueMs: 3_305, tookMs: 10);
        Assert.Equal(3_300 * Ms + Ms / 2, _clock.AheadNs);
    }

    /// <summary>However slow the answers: no further off than the best of them, and what is proven is true.</summary>
    [Fact]
    public void ShouldNeverBeFurtherOffThanHalfOfTheFastestAnswer()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int run = 0; run < 2_000; run++)
        {
            var clock = new ClockOffset();
            long trueNs = random.NextInt64(-3_000 * Ms, 3_000 * Ms), fastestNs = long.MaxValue;
            for (int answer = 0; answer < 8; answer++)
            {
                long thereNs = random.NextInt64(5_000 * Ms), backNs = random.NextInt64(5_000 * Ms);
                fastestNs = Math.Min(fastestNs, thereNs + backNs);
                long venueNs = (Sent + thereNs + trueNs) / Ms * Ms;
                long provenNs = clock.Take(venueNs, Sent, Sent + thereNs + backNs);
                Assert.InRange(Math.Abs(clock.AheadNs - trueNs), 0, (fastestNs + Ms) / 2);
                Assert.InRange(provenNs, Math.Min(0, trueNs), Math.Max(0, trueNs));
            }
        }
    }

    /// <summary>The venue's time at our sending, and how long the answer took.</summary>
    private long Answer(long venueMs, long tookMs) =>
        _clock.Take(Sent + venueMs * Ms, Sent, Sent + tookMs * Ms);
}
