using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

public class TradingTests
{
    private const int Top = -1; // the highest buy at a start price of 3000.00

    private static EngineDriver Trading() => new EngineDriver().Start(300_000);

    [Fact]
    public void ShouldPlaceTheExitOfAFilledBuyAtOnce()
    {
        EngineDriver driver = Trading();
        driver.Fill(driver.OrderOf(Top));
        Assert.Equal(SlotState.SellLive, driver.StateOf(Top));
        VenueOrder exit = driver.OrderOf(Top);
        Assert.Equal((Side.Sell, 300_001L, 10L), (exit.Id.Side, exit.PriceTicks, exit.QtyLots));
        Assert.Equal(ReportFlags.ReduceOnly | ReportFlags.PostOnly, exit.Flags);
    }

    [Fact]
    public void ShouldEarnTheIntervalMinusBothFees()
    {
        EngineDriver driver = Trading();
        driver.Quote(299_850);
        driver.Fill(driver.OrderOf(Top));
        VenueOrder exit = driver.OrderOf(Top);
        Assert.Equal(300_000, exit.PriceTicks);
        driver.Fill(exit);
        long fees = EngineDriver.FeeE8(10 * 299_900) + EngineDriver.FeeE8(10 * 300_000);
        Assert.Equal(1, driver.State.Books.RoundTrips);
        Assert.Equal(10 * 100, driver.State.Books.GrossUnits);
        Assert.Equal(fees, driver.State.Books.FeesE8);
        Assert.Equal(fees, driver.State.Books.SettledFeesE8);
    }

    [Fact]
    public void ShouldOnlyCancelWhileTheJournalIsDegraded()
    {
        EngineDriver driver = Trading();
        driver.Send(EventKind.GatewayStatus, new GatewayStatus { Link = GatewayLink.Journal, Up = 0 });
        Assert.Equal(TradingState.Halted, driver.State.Gate.State);
        driver.Commands.Clear();

        driver.Quote(299_000);
        driver.Advance(5_000);
        Assert.DoesNotContain(driver.Commands, c => c.Kind == CommandKind.NewOrder);

        driver.Send(EventKind.GatewayStatus, new GatewayStatus { Link = GatewayLink.Journal, Up = 1 });
        driver.Advance(1_000);
        Assert.Equal(TradingState.Active, driver.State.Gate.State);
        Assert.Contains(driver.Commands, c => c.Kind == CommandKind.NewOrder);
    }

    [Fact]
    public void ShouldNotDoubleASlotOnRepeatedFilledReports()
    {
        EngineDriver driver = Trading();
        VenueOrder buy = driver.OrderOf(Top);
        ExecutionReport report = driver.Fill(buy, buy.QtyLots, silently: true);
        for (int i = 0; i < 3; i++) driver.Send(EventKind.ExecutionReport, report);
        Assert.Equal(10, driver.State.Slots.PositionLots);
        Assert.Equal(1, driver.State.Books.BuyFills);
    }

    [Fact]
    public void ShouldIgnoreReportsOfForeignOrdersAndOtherInstruments()
    {
        EngineDriver driver = Trading();
        var foreign = new ExecutionReport
        {
            CumQtyLots = 5,
            LastQtyLots = 5,
            LastPxTicks = 1,
            OrdStatus = OrdStatus.Filled
        };
        driver.Send(EventKind.ExecutionReport, foreign);
        ClOrdId own = driver.OrderOf(Top).Id;
        foreign.ClOrdId = ClOrdId.Create(7, own.Epoch, own.Slot, own.Side, own.Generation).Value;
        driver.Send(EventKind.ExecutionReport, foreign);
        Assert.Equal(0, driver.State.Slots.PositionLots);
    }

    [Fact]
    public void ShouldBookFillsThatComeBeforeTheAcknowledgement()
    {
        EngineDriver driver = Trading();
        driver.LosesAcks = true;
        driver.Quote(300_040); // the window rises by one: a new buy at 3000.00
        VenueOrder buy = driver.OrderOf(0);
        Assert.Equal(SlotState.BuyPending, driver.StateOf(0));
        driver.Fill(buy, 4);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(0));
        driver.Send(EventKind.ExecutionReport,
            driver.Report(buy, ExecType.New) with { CumQtyLots = 0, OrdStatus = OrdStatus.New });
        Assert.Equal(4, driver.State.Slots.PositionLots);
    }

    [Fact]
    public void ShouldGiveAPartlyFilledBuyItsExitOnceItIsHalfAnIntervalUnderWater()
    {
        EngineDriver driver = Trading();
        driver.Quote(299_901);
        driver.Fill(driver.OrderOf(Top), 4);
        driver.Quote(299_940);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(Top));
        driver.Quote(299_951);
        Assert.Equal(SlotState.SellLive, driver.StateOf(Top));
        Assert.Equal(4, driver.OrderOf(Top).QtyLots);
    }

    [Fact]
    public void ShouldBookAFillThatArrivesAfterTheCancel()
    {
        EngineDriver driver = Trading();
        VenueOrder buy = driver.OrderOf(-9);
        driver.End(buy, OrdStatus.Canceled);
        ExecutionReport late = driver.Report(buy, ExecType.Trade) with
        {
            CumQtyLots = 3,
            LastQtyLots = 3,
            LastPxTicks = buy.PriceTicks,
            OrdStatus = OrdStatus.PartiallyFilled,
        };
        driver.Send(EventKind.ExecutionReport, late);
        Assert.Equal(3, driver.State.Slots.PositionLots);
    }

    [Fact]
    public void ShouldNotLockACanceledSlotByALateAcknowledgement()
    {
        EngineDriver driver = Trading();
        VenueOrder buy = driver.OrderOf(Top);
        driver.Accepts = c => c.Kind != CommandKind.NewOrder;
        driver.End(buy, OrdStatus.Canceled);
        driver.Send(EventKind.ExecutionReport, driver.Report(buy, ExecType.New) with { OrdStatus = OrdStatus.New });
        Assert.NotEqual(buy.Id.Value, driver.State.Slots.Read(Top).ClOrdId);
        Assert.NotEqual(SlotState.BuyLive, driver.StateOf(Top));
    }

    [Fact]
    public void ShouldAskInsteadOfResendingWhenTheAcknowledgementIsLost()
    {
        EngineDriver driver = Trading();
        driver.LosesAcks = true;
        driver.Quote(300_040);
        Assert.Equal(SlotState.BuyPending, driver.StateOf(0));
        driver.Advance(2_100);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(0));
        Assert.Equal(1, driver.Orders.Values.Count(o => o.Id.Slot == 0));
        Assert.Equal(1, driver.Sent(CommandKind.QueryOrder));
    }

    [Fact]
    public void ShouldBookAnOrderThatFilledWhileItsAcknowledgementWasLost()
    {
        EngineDriver driver = Trading();
        driver.LosesAcks = true;
        driver.Quote(300_040);
        driver.Fill(driver.OrderOf(0), 10, silently: true);
        driver.LosesAcks = false;
        driver.Advance(2_500);
        Assert.Equal(SlotState.SellLive, driver.StateOf(0));
        Assert.Equal(10, driver.State.Slots.PositionLots);
        driver.Advance(2_000); // its fills are read: value and fee are the venue's
        Assert.Equal(EngineDriver.FeeE8(10 * 300_000), driver.State.Books.FeesE8);
        Assert.Equal(-10 * 300_000, driver.State.Books.CashUnits);
    }

    [Fact]
    public void ShouldFreeASlotOnlyWhenItsOrderIsProvenAbsent()
    {
        EngineDriver driver = Trading();
        driver.Accepts = c => c.Kind != CommandKind.NewOrder; // never arrives
        driver.Quote(300_040);
        ulong first = driver.State.Slots.Read(0).ClOrdId;
        driver.Advance(2_200);
        Assert.Equal(SlotState.BuyInDoubt, driver.StateOf(0)); // one "not found" is no proof
        driver.Accepts = static _ => true;
        driver.Advance(10_000);
        Assert.Equal(SlotState.BuyLive, driver.StateOf(0));
        Assert.NotEqual(first, driver.State.Slots.Read(0).ClOrdId);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.OrderProvenAbsent && n.ClOrdId == first);
    }

    [Fact]
    public void ShouldGoOnWithOtherSlotsWhileOneIsInDoubt()
    {
        EngineDriver driver = Trading();
        driver.Accepts = c => c.Kind != CommandKind.NewOrder && c.Kind != CommandKind.QueryOrder;
        driver.Quote(300_040);
        driver.Advance(2_200);
        driver.Accepts = c => c.Kind != CommandKind.QueryOrder;
        Assert.Equal(SlotState.BuyInDoubt, driver.StateOf(0));
        driver.Fill(driver.OrderOf(Top));
        Assert.Equal(SlotState.SellLive, driver.StateOf(Top));
    }

    [Fact]
    public void ShouldQueryWhenTheVenueDoesNotKnowTheOrderToCancel()
    {
        EngineDriver driver = Trading();
        driver.Fill(driver.OrderOf(-9), 10, silently: true); // filled, and the fill's report is lost
        driver.Quote(302_000); // far above: the low buys leave the window
        driver.Advance(6_000);
        Assert.Equal(10, driver.State.Slots.PositionLots);
        Assert.DoesNotContain(driver.State.Slots.Read(-9).State,
            new[] { SlotState.BuyCanceling, SlotState.BuyInDoubt });
    }

    [Fact]
    public void ShouldNeverSendMoreThanTheBucketAllows()
    {
        EngineDriver driver = Trading();
        int before = Messages(driver);
        for (int i = 0; i < 300; i++)
        {
            driver.Quote(300_000 + i * 100);
            driver.NowNs += EngineDriver.Second / 100;
        }

        Assert.InRange(Messages(driver) - before, 1, 30 + 25 * 3);
    }

    [Fact]
    public void ShouldCancelEverythingAndVerifyItWhenStopped()
    {
        EngineDriver driver = Trading();
        driver.Fill(driver.OrderOf(Top));
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Stop });
        driver.Advance(2_000);
        Assert.Equal(StopVerdict.Clean, driver.State.Verdict);
        Assert.Empty(driver.Open);
        int sent = driver.Commands.Count;
        driver.Quote(299_000);
        driver.Advance(5_000);
        Assert.Equal(0, driver.Commands.Skip(sent).Count(c => c.Kind == CommandKind.NewOrder));
    }

    [Fact]
    public void ShouldSayUnverifiedWhenTheVenueStaysSilentAtTheEnd()
    {
        EngineDriver driver = Trading();
        driver.Accepts = static _ => false;
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Stop });
        driver.Advance(10_500);
        Assert.Equal(StopVerdict.Unverified, driver.State.Verdict);
    }

    [Fact]
    public void ShouldNotLoopOnRefusedPostOnlyEntries()
    {
        EngineDriver driver = Trading();
        driver.Accepts = c =>
        {
            if (c.Kind != CommandKind.NewOrder || c.Read<NewOrder>().Side != Side.Buy) return true;
            driver.Send(EventKind.ExecutionReport, new ExecutionReport
            {
                ClOrdId = c.Read<NewOrder>().ClOrdId,
                OrdStatus = OrdStatus.Rejected,
                ExecType = ExecType.Rejected,
                Reason = Reason.WouldTake,
            });
            return false;
        };
        int before = driver.Sent(CommandKind.NewOrder);
        driver.Quote(300_040);
        driver.Advance(60_000);
        Assert.InRange(driver.Sent(CommandKind.NewOrder) - before, 3, 10);
    }

    [Fact]
    public void ShouldSendAnExitAsPlainLimitAfterThreeWouldTakeRefusals()
    {
        EngineDriver driver = Trading();
        driver.Accepts = c =>
        {
            bool refuses = c.Kind == CommandKind.NewOrder && c.Read<NewOrder>().Flags.HasFlag(ReportFlags.PostOnly)
                && c.Read<NewOrder>().Side == Side.Sell;
            if (!refuses) return true;
            driver.Send(EventKind.ExecutionReport, new ExecutionReport
            {
                ClOrdId = c.Read<NewOrder>().ClOrdId,
                OrdStatus = OrdStatus.Rejected,
                ExecType = ExecType.Rejected,
                Reason = Reason.WouldTake,
            });
            return false;
        };
        driver.Quote(300_400);
        driver.Fill(driver.OrderOf(Top));
        Assert.Equal(SlotState.SellLive, driver.StateOf(Top));
        Assert.False(driver.OrderOf(Top).Flags.HasFlag(ReportFlags.PostOnly));
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.ExitDowngraded);
    }

    [Fact]
    public void ShouldPullTheBuysWhenPricesStop()
    {
        EngineDriver driver = Trading();
        driver.Advance(16_000);
        Assert.Empty(driver.Open);
        Notice told = driver.Notices.Single(n => n.Code == NoticeCode.MarketDataStale);
        Assert.Equal((15 * EngineDriver.Second, 15 * EngineDriver.Second), (told.A, told.B));
        driver.Quote(300_000);
        Assert.Empty(driver.Open); // only after ten seconds of prices
        driver.Advance(10_000);
        Assert.Equal(10, driver.Open.Count());
    }

    private static int Messages(EngineDriver driver) =>
        driver.Commands.Count(c => c.Kind is CommandKind.NewOrder or CommandKind.CancelOrder
            or CommandKind.QueryOrder or CommandKind.QueryList);
}
