using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>
/// The venue's truth about an order that comes after the engine has decided without it.
/// </summary>
public class LateTruthTests
{
    /// <summary>The proof was wrong and the slot has bought again: what nobody counts on goes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShouldCancelAnOrderThatShowsUpAfterItWasTakenForAbsent(bool isReported)
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Accepts = static c => c.Kind != CommandKind.NewOrder;
        driver.Quote(300_140);
        NewOrder lost = driver.Commands.Last(c => c.Kind == CommandKind.NewOrder).Read<NewOrder>();
        var id = new ClOrdId(lost.ClOrdId);
        driver.Accepts = static _ => true;
        TenSeconds(driver, 300_140);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.OrderProvenAbsent && n.ClOrdId == id.Value);
        VenueOrder another = driver.OrderOf(id.Slot);
        Assert.NotEqual(id, another.Id);

        var late = new VenueOrder
        {
            Id = id,
            OrderId = 1,
            PriceTicks = lost.PriceTicks,
            QtyLots = lost.OrderQtyLots,
            Flags = lost.Flags,
            PlacedNs = driver.NowNs,
        };
        driver.Orders.Add(id.Value, late);
        if (isReported) driver.Send(EventKind.ExecutionReport, driver.Report(late, ExecType.New));
        else driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Reconcile });
        TenSeconds(driver, 300_140);

        Assert.Equal(OrdStatus.Canceled, late.Status);
        Assert.Single(driver.Open, o => o.Id.Slot == id.Slot);
        int strays = driver.Notices.Count(n => n.Code == NoticeCode.StrayCanceled);
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Reconcile });
        TenSeconds(driver, 300_140);
        Assert.Equal(strays, driver.Notices.Count(n => n.Code == NoticeCode.StrayCanceled));
    }

    /// <summary>A minute seems to have passed between two runs; it was the clock that was set.</summary>
    [Fact]
    public void ShouldWaitForAnOrderInDoubtAsIfItHadBeenSentAtTheRestart()
    {
        EngineDriver driver = new EngineDriver { QuarantineNs = 7 * EngineDriver.Second }.Start(300_000);
        driver.Accepts = static c => c.Kind != CommandKind.NewOrder;
        driver.Quote(300_140);
        var id = new ClOrdId(driver.Commands.Last(c => c.Kind == CommandKind.NewOrder).Read<NewOrder>().ClOrdId);
        driver.Accepts = static _ => true;
        driver.NowNs += 60 * EngineDriver.Second;
        driver.Crash();
        Begin(driver);

        long quarantineNs = driver.State.Instrument!.Definition.QuarantineNs;
        for (long waitedNs = 0; waitedNs < quarantineNs - EngineDriver.Second; waitedNs += EngineDriver.Second)
        {
            Assert.DoesNotContain(driver.Notices, n => n.Code == NoticeCode.OrderProvenAbsent);
            Assert.DoesNotContain(driver.Open, o => o.Id.Slot == id.Slot);
            driver.Quote(300_140);
            driver.Advance(1_000);
        }

        TenSeconds(driver, 300_140);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.OrderProvenAbsent && n.ClOrdId == id.Value);
    }

    private static void TenSeconds(EngineDriver driver, long priceTicks)
    {
        for (int i = 0; i < 10; i++)
        {
            driver.Quote(priceTicks);
            driver.Advance(1_000);
        }
    }

    /// <summary>
    /// The journal's tail is lost, and an order that only it knew fills during the first comparison: what the open
    /// orders do not have any more, a history that was asked for later must have.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShouldFollowAnOrderThatFillsBetweenTheListsOfAComparison(bool isReported)
    {
        (EngineDriver driver, VenueOrder order) = LoseTheTail();
        QueryList openOrders = Hold(driver, ListKind.OpenOrders, () => Begin(driver));
        Assert.DoesNotContain(driver.Commands, c => c.Kind == CommandKind.QueryList
            && c.Read<QueryList>() is { ListKind: ListKind.OrderHistory } later && later.QueryId > openOrders.QueryId);

        ExecutionReport fill = driver.Fill(order, order.LeavesLots, silently: true);
        if (isReported) driver.Send(EventKind.ExecutionReport, fill);
        AnswerEmpty(driver, openOrders);
        driver.Advance(20_000);

        ShouldHold(driver, order);
    }

    /// <summary>
    /// The history lags as well and nobody reports the fill: the position tells that something is amiss, and the next
    /// comparison looks as far back as the first did.
    /// </summary>
    [Fact]
    public void ShouldLookAsFarBackAgainAsLongAsThePositionIsNotExplained()
    {
        (EngineDriver driver, VenueOrder order) = LoseTheTail();
        QueryList openOrders = Hold(driver, ListKind.OpenOrders, () => Begin(driver));
        driver.Fill(order, order.LeavesLots, silently: true);
        QueryList history = Hold(driver, ListKind.OrderHistory, () => AnswerEmpty(driver, openOrders));
        AnswerEmpty(driver, history);
        driver.Advance(20_000);

        ShouldHold(driver, order);
        Assert.DoesNotContain(driver.Notices, n => n.Code == NoticeCode.ForeignSurplus);
    }

    private static (EngineDriver Driver, VenueOrder Order) LoseTheTail()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        int kept = driver.Events.Count;
        driver.Quote(300_140);
        VenueOrder order = driver.OrderOf(1);
        foreach (VenueOrder other in driver.Open.Where(o => o != order).ToArray()) other.Status = OrdStatus.Canceled;
        driver.Events.RemoveRange(kept, driver.Events.Count - kept);
        driver.NowNs += 30 * EngineDriver.Second;
        driver.Crash();
        return (driver, order);
    }

    /// <summary>Keeps back the answer to the question of this kind that <paramref name="cause"/> leads to.</summary>
    private static QueryList Hold(EngineDriver driver, ListKind kind, Action cause)
    {
        QueryList held = default;
        driver.Accepts = c =>
        {
            bool isHeld = c.Kind == CommandKind.QueryList && c.Read<QueryList>().ListKind == kind;
            if (isHeld) held = c.Read<QueryList>();
            return !isHeld;
        };
        cause();
        for (int i = 0; i < 100 && held.QueryId == 0; i++) driver.Advance(100);
        driver.Accepts = static _ => true;
        return held;
    }

    private static void Begin(EngineDriver driver)
    {
        driver.Connect();
        driver.Quote(300_140);
    }

    private static void AnswerEmpty(EngineDriver driver, QueryList query)
    {
        driver.Send(EventKind.ListBegin, new ListBegin { QueryId = query.QueryId, ListKind = query.ListKind });
        driver.Send(EventKind.ListEnd, new ListEnd
        { QueryId = query.QueryId, ListKind = query.ListKind, Outcome = Outcome.Accepted });
    }

    private static void ShouldHold(EngineDriver driver, VenueOrder order)
    {
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.Equal([(1, order.QtyLots)], driver.Holdings());
        Assert.Equal(driver.VenuePositionLots, driver.State.Slots.PositionLots);
        Assert.DoesNotContain(driver.Notices, n => n.Code == NoticeCode.PositionAdopted);
    }
}
