using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

public class OperatorTests
{
    private const int Top = -1;

    /// <summary>Holds 0.010 each in the two highest slots.</summary>
    private static EngineDriver Holding()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Quote(299_750);
        driver.Fill(driver.OrderOf(Top));
        driver.Fill(driver.OrderOf(Top - 1));
        driver.Advance(1_000);
        return driver;
    }

    private static void Order(EngineDriver driver, OperatorAction action) =>
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = action });

    private static void FillAll(EngineDriver driver)
    {
        foreach (VenueOrder order in driver.Open.ToArray()) driver.Fill(order);
    }

    [Fact]
    public void ShouldPullBuysOnPauseKeepSellsAndBuyAgainOnResume()
    {
        EngineDriver driver = Holding();
        Order(driver, OperatorAction.Pause);
        driver.Advance(1_000);
        Assert.Equal(TradingState.Reducing, driver.State.Gate.State);
        Assert.Equal([Side.Sell, Side.Sell], driver.Open.Select(o => o.Id.Side));
        Order(driver, OperatorAction.Resume);
        driver.Advance(1_000);
        Assert.Equal(TradingState.Active, driver.State.Gate.State);
        Assert.Equal(10, driver.Open.Count(o => o.Id.Side == Side.Buy));
    }

    [Fact]
    public void ShouldSellEverythingAtTheBidAndThenStayPaused()
    {
        EngineDriver driver = Holding();
        Order(driver, OperatorAction.Flatten);
        driver.Advance(1_000);
        VenueOrder[] closing = [.. driver.Open];
        Assert.Equal(2, closing.Length);
        Assert.All(closing, o => Assert.Equal((Side.Sell, 299_750L, 10L), (o.Id.Side, o.PriceTicks, o.QtyLots)));
        Assert.All(closing, o => Assert.Equal(ReportFlags.ReduceOnly, o.Flags));
        FillAll(driver);
        driver.Advance(5_000);
        Assert.Equal(0, driver.State.Slots.PositionLots);
        Assert.Empty(driver.Open);
        Assert.False(driver.State.IsFlattening);
        Assert.Equal(TradingState.Reducing, driver.State.Gate.State);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.Flattened && n.A == 0);
    }

    [Fact]
    public void ShouldNotSellAtTheBidBeforeTheOwnBuysAreGone()
    {
        EngineDriver driver = Holding();
        driver.Accepts = static c =>
            c.Kind != CommandKind.CancelOrder || new Model.ClOrdId(c.Read<CancelOrder>().ClOrdId).Slot > -4;
        int sent = driver.Sent(CommandKind.NewOrder);
        Order(driver, OperatorAction.Flatten);
        driver.Advance(1_000);
        Assert.True(driver.State.Slots.WorkingBuys > 0);
        Assert.Equal(sent, driver.Sent(CommandKind.NewOrder));
        driver.Accepts = static _ => true;
        driver.Advance(6_000);
        Assert.Equal(2, driver.Open.Count(o => o.PriceTicks == 299_750 && o.Id.Side == Side.Sell));
    }

    [Fact]
    public void ShouldFollowAFallingBidAtMostOnceASecond()
    {
        EngineDriver driver = Holding();
        Order(driver, OperatorAction.Flatten);
        driver.Advance(1_000);
        int sent = driver.Sent(CommandKind.NewOrder);
        for (int i = 0; i < 30; i++)
        {
            driver.Quote(299_700 - i);
            driver.Advance(100);
        }

        Assert.InRange(driver.Sent(CommandKind.NewOrder) - sent, 4, 8); // two slots in three seconds
        driver.Advance(1_100);
        Assert.All(driver.Open, o => Assert.Equal(driver.State.BidTicks, o.PriceTicks));
    }

    [Theory]
    [InlineData(OperatorAction.Resume, TradingState.Active)]
    [InlineData(OperatorAction.Halt, TradingState.Halted)]
    public void ShouldEndFlatteningByTheNextCommandAndTakeItsOrdersBack(OperatorAction action, TradingState state)
    {
        EngineDriver driver = Holding();
        Order(driver, OperatorAction.Flatten);
        driver.Advance(1_000);
        Order(driver, action);
        driver.Advance(2_000);
        Assert.Equal(state, driver.State.Gate.State);
        Assert.Equal(20, driver.State.Slots.PositionLots);
        Assert.DoesNotContain(driver.Open, o => o.Id.Side == Side.Sell && o.PriceTicks < 299_900);
    }

    [Fact]
    public void ShouldGoOnFlatteningAfterACrashInsteadOfBuying()
    {
        EngineDriver driver = Holding();
        Order(driver, OperatorAction.Flatten);
        driver.Crash();
        driver.Start(299_700);
        driver.Advance(3_000);
        Assert.DoesNotContain(driver.Open, o => o.Id.Side == Side.Buy);
        Assert.All(driver.Open, o => Assert.Equal(299_700, o.PriceTicks));
        FillAll(driver);
        driver.Advance(2_000);
        Assert.Equal(0, driver.State.Slots.PositionLots);
        Assert.Equal(SlotState.Free, driver.StateOf(Top));
    }

    [Fact]
    public void ShouldOnlyCancelWhileSomethingElseHalts()
    {
        EngineDriver driver = Holding();
        driver.State.Gate.Set(Risk.GateCause.PositionMismatch, true);
        int sent = driver.Sent(CommandKind.NewOrder);
        Order(driver, OperatorAction.Flatten);
        driver.Advance(1_000);
        Assert.Empty(driver.Open);
        Assert.Equal(sent, driver.Sent(CommandKind.NewOrder));
    }
}
