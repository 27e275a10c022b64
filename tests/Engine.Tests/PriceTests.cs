using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>Which quotes are believed, and what leaves the target set when.</summary>
public class PriceTests
{
    private static EngineDriver Trading() => new EngineDriver().Start(300_000);

    [Theory]
    [InlineData(300_100, 300_099)]
    [InlineData(0, 300_100)]
    [InlineData(-5, 300_100)]
    public void ShouldIgnoreAndCountAQuoteThatCannotBe(long bid, long offer)
    {
        EngineDriver driver = Trading();
        driver.Quote(bid, offer);
        Assert.Equal(1, driver.State.Counters.IgnoredQuotes);
        Assert.Equal(300_000, driver.State.ReferenceTicks);
    }

    [Fact]
    public void ShouldActOnAJumpOnlyAfterASecondOfAgreeingQuotes()
    {
        EngineDriver driver = Trading();
        int sent = driver.Orders.Count;
        driver.Quote(320_000); // 6.7 %, the collar is 5 %
        driver.Advance(900);
        driver.Quote(320_010);
        Assert.Equal((sent, 300_000), (driver.Orders.Count, driver.State.ReferenceTicks));
        Notice told = driver.Notices.Single(n => n.Code == NoticeCode.PriceJump);
        Assert.Equal((320_000, 300_000), (told.A, told.B));
        driver.Advance(100);
        driver.Quote(320_010);
        Assert.Equal(320_010, driver.State.ReferenceTicks);
    }

    [Fact]
    public void ShouldForgetAJumpThatDidNotLast()
    {
        EngineDriver driver = Trading();
        driver.Quote(320_000);
        driver.Advance(500);
        driver.Quote(300_040);
        Assert.Equal(300_040, driver.State.ReferenceTicks);
        Assert.Equal(300_000, driver.OrderOf(0).PriceTicks); // and trading goes on
    }

    [Fact]
    public void ShouldNotBuyAFullWindowAtTheTopOfASpike()
    {
        EngineDriver driver = Trading();
        driver.Fill(driver.OrderOf(-1));
        driver.Quote(302_050); // 20 slots up: more than the window of 10
        Assert.DoesNotContain(driver.Open, o => o.Id.Side == Side.Buy && o.PriceTicks > 300_000);
        driver.Advance(900);
        Assert.DoesNotContain(driver.Open, o => o.Id.Side == Side.Buy && o.PriceTicks > 300_000);
        Assert.Contains(driver.Open, o => o.Id.Side == Side.Sell); // exits do not wait
        driver.Advance(200);
        Assert.Equal(10, driver.Open.Count(o => o.Id.Side == Side.Buy && o.PriceTicks > 301_000));
    }

    [Fact]
    public void ShouldLetABuyLingerBelowTheWindowBeforeItGoes()
    {
        EngineDriver driver = Trading();
        driver.Quote(300_540); // six slots up: the lowest buy is one beyond the five of the hysteresis
        driver.Advance(2_900);
        Assert.Equal(16, driver.Open.Count());
        driver.Advance(200);
        Assert.Equal(15, driver.Open.Count());
        Assert.DoesNotContain(driver.Open, o => o.PriceTicks == 299_000);
    }

    [Fact]
    public void ShouldSendNothingWhileTheVenueAsksForSilenceAndDoubleItWhileThatRepeats()
    {
        EngineDriver driver = Trading();
        for (int i = 0; i < 5; i++) driver.Send(EventKind.Throttled, new Throttled { Reason = Reason.RateLimited });
        int sent = driver.Orders.Count;
        driver.Quote(300_040);
        driver.Advance(9_900);
        Assert.Equal(sent, driver.Orders.Count);
        driver.Quote(300_040);
        driver.Advance(200);
        Assert.Equal(sent + 1, driver.Orders.Count);

        driver.Send(EventKind.Throttled, new Throttled { Reason = Reason.RateLimited });
        driver.Send(EventKind.Throttled,
            new Throttled { Reason = Reason.RateLimited, RetryAfterNs = 3 * EngineDriver.Second });
        long[] silences = [.. driver.Notices.Where(n => n.Code == NoticeCode.VenueThrottles).Select(n => n.A)];
        long second = EngineDriver.Second;
        long ten = 10 * second;
        Assert.Equal([ten, ten, ten, ten, ten, 2 * ten, 3 * second], silences);
    }
}
