using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>Holdings under the venue's smallest exit (here five lots) are neither lost nor stuck.</summary>
public class SmallHoldingTests
{
    private const int Top = -1;

    private static EngineDriver WithTwoLotsIn(int k)
    {
        EngineDriver driver = new EngineDriver { MinExitLots = 5 }.Start(300_000);
        driver.Quote(299_850);
        VenueOrder buy = driver.OrderOf(k);
        driver.Fill(buy, 2);
        driver.Accepts = static c => c.Kind != CommandKind.NewOrder;
        driver.End(buy, OrdStatus.Canceled);
        driver.Accepts = static _ => true;
        driver.Advance(8_000); // what was not heard of is proven absent and sent again
        return driver;
    }

    [Fact]
    public void ShouldTopUpASmallHoldingInTheWindowToTheFixedAmount()
    {
        EngineDriver driver = WithTwoLotsIn(-3);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(-3));
        Assert.Equal(8, driver.OrderOf(-3).QtyLots);
        driver.Fill(driver.OrderOf(-3));
        Assert.Equal(10, driver.OrderOf(-3).QtyLots);
        Assert.Equal(Side.Sell, driver.OrderOf(-3).Id.Side);
    }

    [Fact]
    public void ShouldMoveASmallHoldingBelowTheWindowToTheNextHoldingAbove()
    {
        EngineDriver driver = WithTwoLotsIn(-3);
        driver.Fill(driver.OrderOf(-2));
        long lots = driver.State.Slots.PositionLots;
        long cost = driver.State.Slots.Read(-3).CostValue + driver.State.Slots.Read(-2).CostValue;
        long fee = driver.State.Slots.Read(-3).CostFeeE8 + driver.State.Slots.Read(-2).CostFeeE8;
        VenueOrder exit = driver.OrderOf(-2);
        for (int i = 0; i < 18; i++) // the window leaves both below it, and the top-up is cancelled
        {
            driver.Quote(299_850 + i * 100);
            driver.Advance(2_000);
        }

        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.SmallHoldingMoved && (n.A, n.B, n.C) == (-3, -2, 2));
        Assert.Equal([(-2, 12L)], driver.Holdings());
        Assert.Equal(lots, driver.State.Slots.PositionLots);
        Assert.Equal(cost, driver.State.Slots.Read(-2).CostValue);
        Assert.Equal(fee, driver.State.Slots.Read(-2).CostFeeE8);
        Assert.True(exit.IsOpen && exit.QtyLots == 10); // the live order is not changed
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void ShouldLetARefusedEntryTakeOnlyOnRequest(long wanted)
    {
        var driver = new EngineDriver(interval: 400); // earns 4.00 a round trip, 1.50 of it goes for both fees
        driver.Settings[SettingId.PostOnlyEntriesDowngrade] = wanted;
        driver.Start(300_000);
        driver.Accepts = c => !RefusesPostOnlyBuy(driver, c);
        driver.Quote(300_100);
        driver.Advance(14_000);
        Assert.Equal(wanted == 1, driver.Open.Any(o => o.Id.Slot == 0 && o.Flags == ReportFlags.None));
        Assert.Equal(wanted == 1, driver.Notices.Any(n => n.Code == NoticeCode.EntryDowngraded && n.A == 0));
    }

    [Fact]
    public void ShouldNotDowngradeAnEntryThatTheTakersFeeWouldEat()
    {
        EngineDriver driver = new EngineDriver(interval: 100);
        driver.Settings[SettingId.PostOnlyEntriesDowngrade] = 1; // 1.00 a round trip, 1.20 of it for taking
        driver.Start(300_000);
        driver.Accepts = c => !RefusesPostOnlyBuy(driver, c);
        driver.Quote(300_040);
        driver.Advance(14_000);
        Assert.DoesNotContain(driver.Notices, n => n.Code == NoticeCode.EntryDowngraded);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(Top));
    }

    private static bool RefusesPostOnlyBuy(EngineDriver driver, in OutboundCommand c)
    {
        if (c.Kind != CommandKind.NewOrder || c.Read<NewOrder>().Side != Side.Buy) return false;
        if ((c.Read<NewOrder>().Flags & ReportFlags.PostOnly) == 0) return false;
        driver.Send(EventKind.ExecutionReport, new ExecutionReport
        {
            ClOrdId = c.Read<NewOrder>().ClOrdId,
            OrdStatus = OrdStatus.Rejected,
            ExecType = ExecType.Rejected,
            Reason = Reason.WouldTake,
        });
        return true;
    }
}
