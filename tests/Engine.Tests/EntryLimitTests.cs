using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>The margin lock and the position limit: they bound entries and leave exits alone.</summary>
public class EntryLimitTests
{
    private const int Top = -1;

    /// <summary>An account that carries so many buys and holdings together.</summary>
    private static EngineDriver Carrying(int orders)
    {
        var driver = new EngineDriver();
        driver.Accepts = c => !IsBuy(c) || RefuseBeyond(driver, c, orders);
        return driver.Start(300_000);
    }

    private static bool IsBuy(in OutboundCommand c) =>
        c.Kind == CommandKind.NewOrder && c.Read<NewOrder>().Side == Side.Buy;

    private static bool RefuseBeyond(EngineDriver driver, in OutboundCommand c, int orders)
    {
        long carried = driver.Open.Count(o => o.Id.Side == Side.Buy) + driver.VenuePositionLots / 10;
        if (carried < orders) return true;
        driver.Send(EventKind.ExecutionReport, new ExecutionReport
        {
            ClOrdId = c.Read<NewOrder>().ClOrdId,
            OrdStatus = OrdStatus.Rejected,
            ExecType = ExecType.Rejected,
            Reason = Reason.InsufficientMargin,
        });
        return false;
    }

    private static int[] OpenBuys(EngineDriver driver) =>
        [.. driver.Open.Where(o => o.Id.Side == Side.Buy).Select(o => o.Id.Slot).OrderDescending()];

    private static void Wait(EngineDriver driver, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            driver.Quote(300_000);
            driver.Advance(1_000);
        }
    }

    [Fact]
    public void ShouldKeepTheBuysThatTheMarginCarriesAndAskForNoMore()
    {
        EngineDriver driver = Carrying(4);
        Assert.Equal([-1, -2, -3, -4], OpenBuys(driver));
        long rejects = driver.State.Counters.RejectedOrders;
        driver.Advance(9_000);
        Assert.Equal(rejects, driver.State.Counters.RejectedOrders);
        Assert.Equal(4, driver.State.Margin.Cap(driver.NowNs));
        Assert.DoesNotContain(driver.Notices, n => n.Code == NoticeCode.SlotPaused);
    }

    [Fact]
    public void ShouldCancelTheFarthestBuyForANearerSlotWithinTheCap()
    {
        EngineDriver driver = Carrying(4);
        driver.Quote(300_040);
        Assert.Equal([0, -1, -2, -3], OpenBuys(driver));
        List<OutboundCommand> last = [.. driver.Commands
            .Where(c => c.Kind is CommandKind.NewOrder or CommandKind.CancelOrder).TakeLast(2)];
        Assert.Equal(-4, new ClOrdId(last[0].Read<CancelOrder>().ClOrdId).Slot);
        Assert.Equal(0, new ClOrdId(last[1].Read<NewOrder>().ClOrdId).Slot);
    }

    [Fact]
    public void ShouldWaitForTheTerminalReportBeforeTheNearerSlotIsPlaced()
    {
        EngineDriver driver = Carrying(4);
        Func<OutboundCommand, bool> accepts = driver.Accepts;
        driver.Accepts = c => c.Kind != CommandKind.CancelOrder && accepts(c);
        driver.Quote(300_040);
        Assert.Equal(SlotState.BuyCanceling, driver.StateOf(-4));
        Assert.Equal(SlotState.Free, driver.StateOf(0));
        driver.Quote(300_061); // another look, while one cancel is on its way: no second one
        Assert.Equal(1, driver.Sent(CommandKind.CancelOrder));
        driver.End(driver.OrderOf(-4), OrdStatus.Canceled);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(0));
    }

    [Fact]
    public void ShouldLowerTheCapByAFilledBuyAndRaiseItByAFilledExit()
    {
        EngineDriver driver = Carrying(4);
        driver.Quote(299_850);
        driver.Fill(driver.OrderOf(Top));
        Assert.Equal(3, driver.State.Margin.Cap(driver.NowNs));
        Assert.Equal(SlotState.SellLive, driver.StateOf(Top)); // exits go on
        Assert.Equal([-2, -3, -4], OpenBuys(driver));
        driver.Fill(driver.OrderOf(Top));
        Assert.Equal(4, driver.State.Margin.Cap(driver.NowNs));
        driver.Advance(1_000);
        Assert.Equal([-2, -3, -4, -5], OpenBuys(driver));
    }

    [Fact]
    public void ShouldDoubleTheLockWhileItRepeatsAndForgetItAfterPeace()
    {
        EngineDriver driver = Carrying(4);
        Wait(driver, 400);
        long[] lengths = [.. driver.Notices.Where(n => n.Code == NoticeCode.MarginLocked)
            .Select(n => n.B / EngineDriver.Second)];
        Assert.Equal([10, 20, 40, 80, 160, 320], lengths);
        Assert.Equal([-1, -2, -3, -4], OpenBuys(driver));

        Func<OutboundCommand, bool> refuses = driver.Accepts;
        driver.Accepts = static _ => true;
        Wait(driver, 1_000);
        Assert.Equal(10, OpenBuys(driver).Length);
        driver.Accepts = refuses;
        driver.Quote(300_040);
        Assert.Equal(10 * EngineDriver.Second, driver.Notices.Last(n => n.Code == NoticeCode.MarginLocked).B);
    }

    [Fact]
    public void ShouldLeaveSlotsOutAtThePositionLimitWithoutChangingTheState()
    {
        var driver = new EngineDriver();
        driver.Settings[SettingId.MaxPositionE8] = 100 * FixedPoint.One; // three orders of 30
        driver.Start(300_000);
        Assert.Equal([-1, -2, -3], OpenBuys(driver));
        driver.Quote(299_750);
        driver.Fill(driver.OrderOf(-1));
        driver.Fill(driver.OrderOf(-2));
        driver.Advance(5_000);
        Assert.Equal([-3], OpenBuys(driver));
        Assert.Equal(2, driver.Open.Count(o => o.Id.Side == Side.Sell));
        Assert.Equal(TradingState.Active, driver.State.Gate.State);
        Assert.Single(driver.Notices, n => n.Code == NoticeCode.PositionLimitReached);
        driver.Fill(driver.OrderOf(-1));
        Assert.Equal([-3, -4], OpenBuys(driver));
    }

    [Fact]
    public void ShouldMoveTheBuysAtThePositionLimitWithThePrice()
    {
        var driver = new EngineDriver();
        driver.Settings[SettingId.MaxPositionE8] = 100 * FixedPoint.One;
        driver.Start(300_000);
        driver.Quote(300_140);
        driver.Advance(1_000);
        Assert.Equal([1, 0, -1], OpenBuys(driver));
    }

    [Fact]
    public void ShouldCarryByDefaultWhatTheAccountCarries()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        Assert.Equal(10 * driver.WalletE8, driver.State.MaxPositionE8);
    }
}
