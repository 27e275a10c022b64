using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests.Scenarios;

/// <summary>Price paths on which the engine is compared, event by event, with the rules restated naively.</summary>
public class TwinTests
{
    private const long Anchor = 300_000;

    private static NaiveSettings Default => new() { Anchor = Anchor };

    /// <summary>Interval 10 makes the gap 6.7 %: beyond the collar, so it waits for a second of agreement.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public void ShouldDoWhatTheRulesSayWhenThePriceGapsTwentyIntervalsDownAndBackUp(long interval)
    {
        var twin = new Twin(Default with { Interval = interval });
        twin.Quote(Anchor - 20 * interval, 250);
        twin.Stay(8_000);
        twin.Quote(Anchor, 250);
        twin.Stay(15_000);
        twin.Quote(Anchor - 20 * interval, 250); // and once more with exits far above
        twin.Quote(Anchor, 250);
        twin.Stay(15_000);
        twin.Quote(Anchor + interval / 2, 250); // above every exit
        twin.Stay(5_000);
        Assert.Empty(twin.Driver.Holdings());
        Assert.InRange(twin.Driver.State.Books.RoundTrips, 10, 40);
    }

    [Theory]
    [InlineData(12)] // across the line where the window moves
    [InlineData(30)] // across the slot's price as well
    [InlineData(70)] // across the half interval as well
    public void ShouldDoWhatTheRulesSayWhenThePriceOscillatesAroundAGridLineEvery100Ms(long ticks)
    {
        var twin = new Twin(Default);
        for (int i = 0; i < 600; i++) twin.Quote(Anchor - 93 + (i % 2 == 0 ? -ticks : ticks), 100);
        Assert.True(twin.Events > 1200);
    }

    [Theory]
    [InlineData(-37, 100, 0)] // slow enough for the message rate
    [InlineData(37, 100, 0)]
    [InlineData(-400, 100, 0)] // forty lines a second: the rate limits
    [InlineData(400, 100, 0)]
    [InlineData(-190, 100, 3)] // down with bounces
    [InlineData(190, 100, 3)] // up with dips
    public void ShouldDoWhatTheRulesSayWhenThePriceTrendsThroughFiveHundredLines(long step, long everyMs, int bounce)
    {
        var twin = new Twin(Default);
        Trend(twin, step, everyMs, bounce);
        Trend(twin, -step, everyMs, bounce);
        twin.Stay(10_000);
        Assert.Equal(twin.Driver.State.Books.RoundTrips > 0, step < 0 || bounce > 0);
    }

    /// <summary>More lines than orders fit: the set is cut, orders outside it must make room.</summary>
    [Theory]
    [InlineData(24, 4, 30)]
    [InlineData(30, 10, 12)]
    [InlineData(99, 10, 60)]
    public void ShouldDoWhatTheRulesSayWhenTheSetDoesNotFit(int threshold, int batch, int windows)
    {
        var twin = new Twin(Default with
        {
            CleanupThreshold = threshold,
            CleanupBatch = batch,
            BuyWindow = windows,
            SellWindow = windows,
        });
        Walk(twin, seed: 7, steps: 1500, most: 400);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ShouldDoWhatTheRulesSayOnASeededWalkWithJumps(int seed)
    {
        var twin = new Twin(Default);
        Walk(twin, seed, steps: 1000, most: 150);
        Walk(twin, seed, steps: 200, most: 4_000);
        twin.Quote(twin.Bid * 9 / 10, 100); // a jump beyond the collar that is not confirmed
        twin.Quote(twin.Bid * 10 / 9, 400);
        Walk(twin, seed, steps: 300, most: 150);
    }

    private static void Trend(Twin twin, long step, long everyMs, int bounceEvery)
    {
        long to = twin.Bid + long.Sign(step) * 500 * 100;
        for (int i = 1; (to - twin.Bid) * long.Sign(step) > 0; i++)
            twin.Quote(twin.Bid + (bounceEvery > 0 && i % bounceEvery == 0 ? -step : step), everyMs);
    }

    private static void Walk(Twin twin, int seed, int steps, int most)
    {
        var random = new Random(seed);
        for (int i = 0; i < steps; i++) twin.Quote(twin.Bid + random.Next(-most, most + 1), random.Next(1, 300));
    }
}
