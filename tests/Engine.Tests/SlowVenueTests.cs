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

    /// <summary>Until the venue's time is known again every request is refused for its time, cancels too.</summary>
    [Fact]
    public void ShouldAskForTheVenuesTimeWhenARequestIsRefusedForIt()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        int before = TimesAsked(driver);
        var refused = new RequestInDoubt { QueryId = 1, Request = CommandKind.QueryOrder };
        driver.Send(EventKind.RequestInDoubt, refused with { Reason = Reason.Timeout });
        Assert.Equal(before, TimesAsked(driver));

        refused.Reason = Reason.RequestExpired;
        driver.Send(EventKind.RequestInDoubt, refused);
        driver.Send(EventKind.RequestInDoubt, refused);
        Assert.Equal(before + 1, TimesAsked(driver)); // at most once a second
        driver.Advance(2_000);
        Assert.Equal(before + 2, TimesAsked(driver));
    }

    private static int TimesAsked(EngineDriver driver) => driver.Commands.Count(
        c => c.Kind == CommandKind.QueryList && c.Read<QueryList>().ListKind == ListKind.ServerTime);

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

    /// <summary>At the slowest rate the cancels alone take longer than a stop usually does.</summary>
    [Theory]
    [InlineData(1_000)]
    [InlineData(3_333)]
    public void ShouldVerifyAStopWhereTheVenueAllowsFewMessages(long rateE3)
    {
        EngineDriver driver = new EngineDriver { MaxOrderRateE3 = rateE3 }.Start(300_000);
        for (int i = 0; i < 60 && driver.Open.Count() < 10; i++) Wait(driver);
        Assert.Equal(10, driver.Open.Count());
        Stop(driver);
        for (int i = 0; i < 600 && driver.Engine.Phase != EnginePhase.Stopped; i++) driver.Advance(100);
        Assert.Empty(driver.Open);
        Assert.Equal(StopVerdict.Clean, driver.State.Verdict);
    }

    /// <summary>Until its quarantine is over the order may come into force: a stop proves nothing before.</summary>
    [Fact]
    public void ShouldWaitAtAStopUntilAnOrderInDoubtIsProvenAbsent()
    {
        const long quarantineS = 35;
        EngineDriver driver = new EngineDriver { QuarantineNs = quarantineS * EngineDriver.Second }.Start(300_000);
        driver.Accepts = static c => c.Kind != CommandKind.NewOrder; // lost on its way
        driver.Quote(300_140);
        driver.Accepts = static _ => true;
        Stop(driver);
        driver.Advance((quarantineS - 1) * 1_000);
        Assert.Equal(EnginePhase.Stopping, driver.Engine.Phase);
        driver.Advance(10_000);
        Assert.Equal(StopVerdict.Clean, driver.State.Verdict);
    }

    /// <summary>A venue that never answers does not keep the program from ending.</summary>
    [Fact]
    public void ShouldEndAStopWithinAMinuteWhateverItWaitsFor()
    {
        EngineDriver driver = new EngineDriver { QuarantineNs = 90 * EngineDriver.Second }.Start(300_000);
        driver.Accepts = static _ => false;
        driver.Quote(300_140);
        Stop(driver);
        driver.Advance(59_900);
        Assert.Equal(EnginePhase.Stopping, driver.Engine.Phase);
        driver.Advance(200);
        Assert.Equal(StopVerdict.Unverified, driver.State.Verdict);
    }

    /// <summary>A second with a quote at its end.</summary>
    private static void Wait(EngineDriver driver)
    {
        driver.Advance(1_000);
        driver.Quote(300_000);
    }

    private static void Stop(EngineDriver driver) =>
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Stop });

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
