using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>A new journal that begins with what one of another engine logic ended with.</summary>
public class GridTakeOverTests
{
    private static readonly CarriedGrid Grid = new()
    {
        AnchorTicks = 300_000,
        IntervalTicks = 100,
        TickSizeE8 = 1_000_000,
        LotSizeE8 = 100_000,
        Epoch = 7,
    };

    private static readonly CarriedHolding Held = new() { Slot = 2, PositionLots = 11, CostValue = 11 * 300_200 };

    [Fact]
    public void ShouldSellWhatTheOtherJournalBoughtAtTheSameSlotUnderAHigherEpoch()
    {
        EngineDriver driver = Connected(Grid, Held);
        driver.VenuePositionLots = Held.PositionLots;
        driver.Quote(300_140);
        driver.Advance(1_000);

        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.Equal(300_000, driver.State.Grid.AnchorTicks);
        Assert.Equal([(2, 11)], driver.Holdings());
        VenueOrder exit = driver.OrderOf(2);
        Assert.Equal((Side.Sell, 300_300, 11), (exit.Id.Side, exit.PriceTicks, exit.QtyLots));
        Assert.Equal(8, exit.Id.Epoch);

        driver.Fill(exit, exit.LeavesLots);
        Assert.Equal(11 * 100, driver.State.Books.GrossUnits);
    }

    /// <summary>The process died before its first contract was on record: the next one tells all of it again.</summary>
    [Fact]
    public void ShouldTakeTheSameHoldingsOnceHoweverOftenItIsTold()
    {
        EngineDriver driver = Connected(Grid, Held, Held);
        driver.VenuePositionLots = Held.PositionLots;
        driver.Quote(300_140);
        driver.Advance(1_000);

        Assert.Equal([(2, 11)], driver.Holdings());
        Assert.Equal(11, driver.State.Books.AdjustedLots);
        Assert.Equal(Held.CostValue, driver.State.Books.HoldingsCostUnits);
    }

    /// <summary>It was booked there already: only the position tells that it once was bought.</summary>
    [Fact]
    public void ShouldNotBookAnOrderOfTheOtherJournalAgain()
    {
        EngineDriver driver = Connected(Grid, Held);
        driver.VenuePositionLots = Held.PositionLots;
        ClOrdId id = ClOrdId.Create(instrument: 0, epoch: 7, slot: 2, Side.Buy, generation: 1);
        driver.Orders.Add(id.Value, new VenueOrder
        {
            Id = id,
            OrderId = 1,
            PriceTicks = 300_200,
            QtyLots = 11,
            CumLots = 11,
            CumValue = Held.CostValue,
            Status = OrdStatus.Filled,
            Flags = default,
            PlacedNs = driver.NowNs,
        });
        driver.Quote(300_140);
        driver.Advance(1_000);
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Reconcile });
        driver.Advance(10_000);

        Assert.Equal([(2, 11)], driver.Holdings());
        Assert.Equal(0, driver.State.Books.BoughtLots);
    }

    [Fact]
    public void ShouldRefuseAContractWhoseTickIsAnother()
    {
        CarriedGrid other = Grid;
        other.TickSizeE8 = 10_000_000;
        EngineDriver driver = Connected(other, Held);

        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.RefusedInstrumentChanged);
    }

    private static EngineDriver Connected(CarriedGrid grid, params CarriedHolding[] holdings)
    {
        var driver = new EngineDriver
        {
            BeforeTheContract = d =>
            {
                d.Send(EventKind.CarriedGrid, grid);
                foreach (CarriedHolding held in holdings) d.Send(EventKind.CarriedHolding, held);
            },
        };
        driver.Connect();
        return driver;
    }
}
