using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>
/// Mistakes of earlier implementations that no rule's own test shows; docs/trading-rules.md has the whole list.
/// </summary>
public class MistakeTests
{
    /// <summary>Prices sampled on a timer miss what happened between two looks.</summary>
    [Fact]
    public void ShouldActOnEveryQuoteAndNotOnATimer()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.NowNs++;
        driver.Quote(300_040); // the window rises, for a nanosecond
        VenueOrder placed = driver.OrderOf(0);
        driver.NowNs++;
        driver.Quote(299_940);
        OutboundCommand place = driver.Commands.Single(
            c => c.Kind == CommandKind.NewOrder && c.Read<NewOrder>().ClOrdId == placed.Id.Value);
        InboundEvent cause = driver.Events.Single(e => e.Header.Sequence == place.CauseSequence);
        Assert.Equal(EventKind.BestBidOffer, cause.Kind);
        Assert.Equal(300_040, cause.Read<BestBidOffer>().BidPriceTicks);
    }

    [Fact]
    public void ShouldNotRepriceAnExitOnEveryQuote()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Quote(300_350);
        driver.Fill(driver.OrderOf(-1)); // its exit goes above the bid: 3003.51
        VenueOrder exit = driver.OrderOf(-1);
        for (int i = 0; i < 200; i++)
        {
            driver.NowNs += 5 * EngineDriver.Millisecond;
            driver.Quote(300_320 + i % 30);
        }

        Assert.Equal(exit.Id, driver.OrderOf(-1).Id); // never worth half an interval

        driver.Quote(300_200);
        driver.Advance(1_000);
        Assert.Equal(300_201, driver.OrderOf(-1).PriceTicks); // now it is
        int exits = Exits(driver);
        for (int i = 0; i < 9; i++)
        {
            driver.NowNs += 100 * EngineDriver.Millisecond;
            driver.Quote(300_140 - 10 * i);
        }

        Assert.Equal(exits + 1, Exits(driver)); // at most once a second
    }

    [Fact]
    public void ShouldCancelOnlyItsOwnOrdersAndEachByItsId()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Orders.Add(0, new VenueOrder
        { Id = default, OrderId = 6, PriceTicks = 296_500, QtyLots = 10, Flags = ReportFlags.PostOnly });
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Stop });
        driver.Advance(2_000);
        Assert.Equal(StopVerdict.Clean, driver.State.Verdict);
        Assert.Equal([0UL], driver.Open.Select(o => o.Id.Value));
        Assert.All(driver.Commands.Where(c => c.Kind == CommandKind.CancelOrder),
            c => Assert.NotEqual(0UL, c.Read<CancelOrder>().ClOrdId));
    }

    private static int Exits(EngineDriver driver) => driver.Orders.Values.Count(o => o.Id.Side == Side.Sell);
}
