using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>
/// Venues that end a post-only order a moment after they accepted it, forget ids, or allow few messages.
/// </summary>
public class SlowVenueTests
{
    private const int Top = -1; // the highest buy at a start price of 3000.00

    [Fact]
    public void ShouldSendAnExitAsPlainLimitAfterThreeThatEndedLate()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        EndsLate(driver, Side.Sell);
        driver.Quote(300_400);
        driver.Fill(driver.OrderOf(Top));
        Assert.Equal(SlotState.SellLive, driver.StateOf(Top));
        Assert.False(driver.OrderOf(Top).Flags.HasFlag(ReportFlags.PostOnly));
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.ExitDowngraded);
    }

    [Fact]
    public void ShouldNotLoopOnEntriesThatEndLate()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        EndsLate(driver, Side.Buy);
        int before = driver.Sent(CommandKind.NewOrder);
        driver.Quote(300_040);
        driver.Advance(60_000);
        Assert.InRange(driver.Sent(CommandKind.NewOrder) - before, 3, 10);
    }

    [Fact]
    public void ShouldAskForAnOrderByTheVenuesIdToo()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        VenueOrder order = driver.OrderOf(Top);
        var orderId = VenueId.From(4711);
        driver.Send(EventKind.ExecutionReport, Report(order.Id.Value, OrdStatus.New, ExecType.New, orderId));
        driver.Send(EventKind.ExecutionReport, Report(order.Id.Value, OrdStatus.Rejected, ExecType.Rejected, default));
        driver.Advance(100); // refused after it was seen alive: the venue is asked
        OutboundCommand query = driver.Commands.Last(c => c.Kind == CommandKind.QueryOrder);
        Assert.Equal((order.Id.Value, orderId), (query.Read<QueryOrder>().ClOrdId, query.Read<QueryOrder>().OrderId));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(3_333)]
    public void ShouldReconcileWhereTheVenueAllowsFewMessages(long rateE3)
    {
        EngineDriver driver = new EngineDriver { MaxOrderRateE3 = rateE3 }.Start(300_000);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        driver.Crash();
        driver.Start(300_000);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
    }

    private static void EndsLate(EngineDriver driver, Side side) => driver.Accepts = c =>
    {
        bool ends = c.Kind == CommandKind.NewOrder && c.Read<NewOrder>().Flags.HasFlag(ReportFlags.PostOnly)
            && c.Read<NewOrder>().Side == side;
        if (!ends) return true;
        ulong id = c.Read<NewOrder>().ClOrdId;
        driver.Send(EventKind.ExecutionReport, Report(id, OrdStatus.New, ExecType.New, default));
        driver.Send(EventKind.ExecutionReport,
            Report(id, OrdStatus.Canceled, ExecType.Canceled, default) with { Reason = Reason.WouldTake });
        return false;
    };

    private static ExecutionReport Report(ulong id, OrdStatus status, ExecType type, VenueId orderId) => new()
    {
        ClOrdId = id,
        OrderId = orderId,
        OrdStatus = status,
        ExecType = type,
    };
}
