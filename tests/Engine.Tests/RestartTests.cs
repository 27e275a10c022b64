using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

public class RestartTests
{
    private static EngineDriver CrashedAfterTwoFills()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Quote(299_850);
        driver.Fill(driver.OrderOf(-1));
        driver.Quote(299_750);
        driver.Fill(driver.OrderOf(-2));
        driver.Crash();
        return driver;
    }

    [Fact]
    public void ShouldAdoptItsOrdersAndPlaceNothingTwice()
    {
        EngineDriver driver = CrashedAfterTwoFills();
        int orders = driver.Orders.Count;
        driver.Start(299_750);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.Equal(2, driver.State.Epoch);
        Assert.Equal(orders, driver.Orders.Count);
        AssertOneOrderPerSlot(driver);
    }

    [Theory]
    [InlineData(296_750)]
    [InlineData(302_750)]
    public void ShouldKeepGridAndCostsAtAnotherPrice(long price)
    {
        EngineDriver driver = CrashedAfterTwoFills();
        long cost = driver.State.Slots.Read(-1).CostValue;
        driver.Start(price);
        driver.Advance(5_000);
        Assert.Equal(300_000, driver.State.Grid.AnchorTicks);
        Assert.Equal([(-2, 10L), (-1, 10L)], driver.Holdings());
        Assert.Equal(cost, driver.State.Slots.Read(-1).CostValue);
        Assert.Equal(2, driver.Open.Count(o => o.Id.Side == Side.Sell));
        AssertOneOrderPerSlot(driver);
    }

    [Fact]
    public void ShouldBookWhatFilledWhileItWasDown()
    {
        EngineDriver driver = CrashedAfterTwoFills();
        VenueOrder exit = driver.OrderOf(-1);
        driver.Fill(exit, exit.QtyLots, silently: true);
        VenueOrder buy = driver.Open.First(o => o.Id.Slot == -3);
        driver.Fill(buy, 6, silently: true);
        driver.Start(299_850);
        driver.Advance(5_000);
        Assert.Equal([(-3, 6L), (-2, 10L)], driver.Holdings());
        Assert.Equal(driver.VenuePositionLots, driver.State.Slots.PositionLots);
        long fees = driver.Orders.Values.Sum(o => o.Trades.Sum(t => t.FeeE8));
        Assert.Equal(fees, driver.State.Books.FeesE8);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.ReconcileBooked);
    }

    [Fact]
    public void ShouldCancelOwnOrdersThatNoSlotCarriesAndLeaveForeignOnesAlone()
    {
        EngineDriver driver = CrashedAfterTwoFills();
        ClOrdId stray = ClOrdId.Create(0, 9, -40, Side.Buy, 3);
        driver.Orders.Add(stray.Value, new VenueOrder
        { Id = stray, OrderId = 5, PriceTicks = 296_000, QtyLots = 10, Flags = ReportFlags.PostOnly });
        driver.Orders.Add(0, new VenueOrder
        { Id = default, OrderId = 6, PriceTicks = 296_500, QtyLots = 10, Flags = ReportFlags.PostOnly });
        driver.Start(299_750);
        Assert.Equal(OrdStatus.Canceled, driver.Orders[stray.Value].Status);
        Assert.True(driver.Orders[0].IsOpen);
        Assert.Equal(10, driver.State.Epoch); // above the highest epoch that the venue showed
    }

    [Fact]
    public void ShouldSettleAnOrderThatWasOnItsWayWhenTheProcessDied()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.LosesAcks = true;
        driver.Quote(300_040);
        driver.Crash();
        driver.LosesAcks = false;
        driver.Start(300_040);
        driver.Advance(3_000);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(0));
        Assert.Single(driver.Orders.Values, o => o.Id.Slot == 0);
    }

    [Fact]
    public void ShouldWriteOffAShortageOnlyAfterTwoPassesThatAgree()
    {
        EngineDriver driver = CrashedAfterTwoFills();
        driver.VenuePositionLots -= 4;
        driver.Start(299_750);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.Equal([(-2, 10L), (-1, 6L)], driver.Holdings());
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.ReconcileWrittenOff && n.B == 4);
        driver.Advance(5_000);
        Assert.All(driver.Open.Where(o => o.Id.Slot == -1), o => Assert.Equal(6, o.LeavesLots));
    }

    [Fact]
    public void ShouldHaltWhenThePositionIsFarOff()
    {
        EngineDriver driver = CrashedAfterTwoFills();
        driver.VenuePositionLots += 500;
        driver.Start(299_750);
        Assert.Equal(TradingState.Halted, driver.State.Gate.State);
        driver.Advance(1_000);
        Assert.DoesNotContain(driver.Open, o => o.Id.Side == Side.Buy);
    }

    [Fact]
    public void ShouldReportAForeignSurplusAndNeverSellIt()
    {
        EngineDriver driver = CrashedAfterTwoFills();
        driver.VenuePositionLots += 5;
        driver.Start(299_750);
        Assert.Equal(20, driver.State.Slots.PositionLots);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.ForeignSurplus && n.A == 5);
    }

    /// <summary>What the lost tail had sent may come until the quarantine is over, however many runs end.</summary>
    [Fact]
    public void ShouldOweTheWaitAfterAPowerLossUntilARunHasKeptIt()
    {
        EngineDriver driver = new EngineDriver { QuarantineNs = 35 * EngineDriver.Second }.Start(300_000);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        driver.BootIdHash++;
        for (int death = 0; death < 3; death++)
        {
            driver.Crash();
            driver.Connect();
            driver.Quote(300_000);
            driver.Advance(3_000);
            Assert.Equal(EnginePhase.Reconciling, driver.Engine.Phase);
        }

        driver.Advance(35_000);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        driver.Crash();
        driver.Connect();
        driver.Quote(300_000);
        driver.Advance(3_000);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
    }

    [Fact]
    public void ShouldAdoptASurplusOnRequestAndSellIt()
    {
        EngineDriver driver = CrashedAfterTwoFills();
        driver.VenuePositionLots += 15; // a base bought by hand while the bot was down
        driver.EntryPriceE8 = 2998_00_000_000;
        driver.Settings[SettingId.AdoptPosition] = 1;
        driver.Start(299_750);
        Assert.Equal(35, driver.State.Slots.PositionLots);
        Assert.Equal(2, driver.Notices.Count(n => n.Code == NoticeCode.PositionAdopted));
        Assert.Equal(35, driver.Open.Where(o => o.Id.Side == Side.Sell).Sum(o => o.LeavesLots));
        AssertOneOrderPerSlot(driver);
    }

    [Fact]
    public void ShouldStopByItselfWhenAllIsSold()
    {
        var driver = new EngineDriver { Settings = { [SettingId.StopWhenFlat] = 1 } };
        driver.Start(300_000);
        driver.Quote(299_850);
        driver.Fill(driver.OrderOf(-1));
        driver.Advance(1_000);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        driver.Fill(driver.OrderOf(-1));
        driver.Advance(2_000);
        Assert.Equal(StopVerdict.Clean, driver.State.Verdict);
        Assert.Empty(driver.Open);
    }

    [Fact]
    public void ShouldWaitOnlyForTheSlotWhoseIntentIsUnproven()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Accepts = c => c.Kind != CommandKind.NewOrder; // on its way when the process dies, never arrives
        driver.Quote(300_040);
        driver.Crash();
        driver.Accepts = static _ => true;
        driver.Connect();
        driver.Quote(300_040);
        driver.Advance(300);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.Equal(SlotState.BuyInDoubt, driver.StateOf(0));
        driver.Fill(driver.OrderOf(-1));
        Assert.Equal(SlotState.SellLive, driver.StateOf(-1));
        driver.Advance(10_000);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(0));
    }

    [Fact]
    public void ShouldRefuseAChangedIntervalUnlessANewGridIsWanted()
    {
        EngineDriver driver = CrashedAfterTwoFills();
        driver.Settings[SettingId.PriceIntervalE8] = 200_000_000;
        driver.Start(299_750);
        Assert.Equal(StopVerdict.Refused, driver.State.Verdict);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.RefusedGridChanged);

        driver.Crash();
        driver.Settings[SettingId.NewGrid] = 1;
        driver.Start(299_750);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.Equal(200, driver.State.Grid.IntervalTicks);
        Assert.Equal(20, driver.State.Slots.PositionLots);
        Assert.Equal([(-1, 10L), (0, 10L)], driver.Holdings());
        AssertOneOrderPerSlot(driver);
    }

    [Theory]
    [InlineData(OperatorAction.Pause, TradingState.Reducing)]
    [InlineData(OperatorAction.Halt, TradingState.Halted)]
    [InlineData(OperatorAction.Resume, TradingState.Active)]
    public void ShouldReconcileOnTheTimerWhateverTheTradingState(OperatorAction action, TradingState state)
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = action });
        int before = driver.Notices.Count(n => n.Code == NoticeCode.Reconciled);
        for (int i = 0; i < 620; i++)
        {
            driver.Advance(1_000);
            driver.Quote(300_000);
        }

        Assert.Equal(state, driver.State.Gate.State);
        Assert.Equal(2, driver.Notices.Count(n => n.Code == NoticeCode.Reconciled) - before);
    }

    [Fact]
    public void ShouldReconcileAfterTheUserStreamWasDown()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Send(EventKind.GatewayStatus, new GatewayStatus { Link = GatewayLink.UserStream });
        driver.Quote(299_850);
        driver.Fill(driver.OrderOf(-1), 10, silently: true);
        driver.Advance(3_200);
        Assert.Equal(TradingState.Reducing, driver.State.Gate.State);
        Notice told = driver.Notices.Single(n => n.Code == NoticeCode.UserStreamDown);
        Assert.Equal((3 * EngineDriver.Second, 3 * EngineDriver.Second), (told.A, told.B));
        driver.Send(EventKind.GatewayStatus, new GatewayStatus { Link = GatewayLink.UserStream, Up = 1 });
        driver.Advance(6_000);
        Assert.Equal(TradingState.Active, driver.State.Gate.State);
        Assert.Equal(SlotState.SellLive, driver.StateOf(-1));
    }

    private static void AssertOneOrderPerSlot(EngineDriver driver) =>
        Assert.All(driver.Open.GroupBy(o => o.Id.Slot), g => Assert.Single(g));
}
