using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>What follows a proven refusal, and what a forced order means.</summary>
public class RejectTests
{
    private static EngineDriver RefusingBuys(Func<int, Reason> reasonOf)
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        int attempt = 0;
        driver.Accepts = c =>
        {
            if (c.Kind != CommandKind.NewOrder || c.Read<NewOrder>().Side != Side.Buy) return true;
            driver.Send(EventKind.ExecutionReport, new ExecutionReport
            {
                ClOrdId = c.Read<NewOrder>().ClOrdId,
                OrdStatus = OrdStatus.Rejected,
                ExecType = ExecType.Rejected,
                Reason = reasonOf(attempt++),
            });
            return false;
        };
        return driver;
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 5)]
    public void ShouldPauseASlotAfterThreeSameOrFiveMixedRefusals(bool isSame, int attempts)
    {
        EngineDriver driver = RefusingBuys(
            attempt => isSame || attempt % 2 == 0 ? Reason.PriceFilter : Reason.QuantityFilter);
        int before = driver.Sent(CommandKind.NewOrder);
        Live(driver, 25);
        Assert.Equal(attempts, driver.Sent(CommandKind.NewOrder) - before);
        Notice told = driver.Notices.Single(n => n.Code == NoticeCode.SlotPaused);
        Assert.Equal((0, attempts, 30 * EngineDriver.Second), (told.A, told.B, told.C));
        Live(driver, 25);
        Assert.Equal(2 * attempts, driver.Sent(CommandKind.NewOrder) - before); // a new intent
    }

    private static void Live(EngineDriver driver, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            driver.Quote(300_040); // wants one more buy, in slot 0
            driver.Advance(1_000);
        }
    }

    [Fact]
    public void ShouldSuspendAKnockedOutExitUntilTheVenueWasAsked()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Fill(driver.OrderOf(-1));
        VenueOrder exit = driver.OrderOf(-1);
        driver.Accepts = c => c.Kind != CommandKind.QueryList;
        driver.End(exit, OrdStatus.Expired, Reason.ReduceOnlyKnockedOut);
        driver.Advance(1_000);
        Assert.Equal(SlotState.Held, driver.StateOf(-1));
        Assert.Contains(driver.Commands.TakeLast(20), c => c.Kind == CommandKind.QueryList);
        driver.Accepts = static _ => true;
        driver.Advance(20_000);
        driver.Quote(300_000);
        driver.Advance(10_000);
        Assert.Equal(SlotState.SellLive, driver.StateOf(-1));
        Assert.NotEqual(exit.Id, driver.OrderOf(-1).Id);
    }

    [Fact]
    public void ShouldHaltOnALiquidation()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Send(EventKind.ExecutionReport, new ExecutionReport
        {
            ExecType = ExecType.Liquidation,
            OrdStatus = OrdStatus.Filled,
            LastQtyLots = 10,
            LastPxTicks = 290_000,
        });
        Assert.Equal(TradingState.Halted, driver.State.Gate.State);
        Notice told = driver.Notices.Single(n => n.Code == NoticeCode.LiquidationSeen);
        Assert.Equal((10, 290_000), (told.A, told.B));
    }
}
