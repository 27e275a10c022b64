using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

public class StartTests
{
    [Fact]
    public void ShouldWalkThroughEveryStepIntoTrading()
    {
        var driver = new EngineDriver();
        driver.Start(300_000);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.Equal(1, driver.State.Epoch);
        Assert.Equal(300_000, driver.State.Grid.AnchorTicks);
        Assert.Contains(driver.Commands, c => c.Kind == CommandKind.StartEpoch);
    }

    [Fact]
    public void ShouldPlaceTheBuyWindowBelowThePrice()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        long[] prices = [.. driver.Open.Select(o => o.PriceTicks).Order()];
        Assert.Equal([299_000, 299_100, 299_200, 299_300, 299_400, 299_500, 299_600, 299_700, 299_800, 299_900],
            prices);
        Assert.All(driver.Open, o => Assert.Equal(10, o.QtyLots));
        Assert.All(driver.Open, o => Assert.Equal(ReportFlags.PostOnly, o.Flags));
    }

    [Fact]
    public void ShouldSendNothingTheSecondTimeWhenNothingChanged()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        int sent = driver.Commands.Count(c => c.Kind == CommandKind.NewOrder);
        for (int i = 0; i < 100; i++) driver.Quote(300_000 + i % 3);
        Assert.Equal(sent, driver.Commands.Count(c => c.Kind == CommandKind.NewOrder));
    }

    [Theory]
    [InlineData(NoticeCode.RefusedHedgeMode)]
    [InlineData(NoticeCode.RefusedCannotTrade)]
    [InlineData(NoticeCode.RefusedLeverage)]
    [InlineData(NoticeCode.RefusedShortPosition)]
    [InlineData(NoticeCode.RefusedIntervalNotOnTick)]
    [InlineData(NoticeCode.RefusedUnprofitable)]
    [InlineData(NoticeCode.RefusedOrderTooSmall)]
    [InlineData(NoticeCode.RefusedCapacity)]
    public void ShouldRefuseAndSayWhy(NoticeCode code)
    {
        var driver = new EngineDriver();
        switch (code)
        {
            case NoticeCode.RefusedHedgeMode: driver.IsHedgeMode = true; break;
            case NoticeCode.RefusedCannotTrade: driver.IsTradingForbidden = true; break;
            case NoticeCode.RefusedLeverage: driver.Leverage = 20; break;
            case NoticeCode.RefusedShortPosition: driver.VenuePositionLots = -1; break;
            case NoticeCode.RefusedIntervalNotOnTick: driver.Settings[SettingId.PriceIntervalE8] = 1_500_000; break;
            case NoticeCode.RefusedUnprofitable: driver.Settings[SettingId.PriceIntervalE8] = 50_000_000; break;
            case NoticeCode.RefusedOrderTooSmall: driver.Settings[SettingId.OrderQuantityE8] = 1_000_000_000; break;
            case NoticeCode.RefusedCapacity: driver.WalletE8 /= 100; break;
        }

        driver.Start(300_000);
        Assert.Equal(EnginePhase.Stopped, driver.Engine.Phase);
        Assert.Equal(StopVerdict.Refused, driver.State.Verdict);
        Assert.Contains(driver.Notices, n => n.Code == code);
        Assert.DoesNotContain(driver.Commands, c => c.Kind == CommandKind.NewOrder);
    }

    /// <summary>
    /// Ten slots of 0.010 from 2999 down to 2990 cost 299.45; a wallet of 200 is lost but for 1 % of the value at
    /// (299.45 − 200) / (0.1 × 0.99); one of 10 000 is never lost.
    /// </summary>
    [Theory]
    [InlineData(200, 1004.54545454)]
    [InlineData(10_000, 0)]
    public void ShouldTellWhereAFullWindowWouldBeLiquidated(long wallet, double expected)
    {
        var driver = new EngineDriver { WalletE8 = wallet * FixedPoint.One };
        driver.Settings[SettingId.PositionSafetyCheck] = 1;
        driver.Start(300_000);
        Notice told = driver.Notices.Single(n => n.Code == NoticeCode.PreflightLiquidation);
        Assert.Equal(expected, told.A / 1e8, 6);
        Assert.Equal((29_945_000_000, 100), (told.B, told.C));
    }

    [Fact]
    public void ShouldAdoptALongPositionAtTheFirstStart()
    {
        var driver = new EngineDriver { VenuePositionLots = 35, EntryPriceE8 = 3000_10_000_000 };
        driver.Start(300_000);
        Assert.Equal(35, driver.State.Slots.PositionLots);
        Assert.Equal([(0, 10L), (1, 10L), (2, 10L), (3, 5L)], driver.Holdings());
        Assert.Equal(4, driver.Open.Count(o => o.Id.Side == Side.Sell));
    }

    /// <summary>Bought at 3005, the first slot that earns sells at 3006; on request it is the anchor.</summary>
    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 0)]
    public void ShouldAdoptBelowCostOnlyOnRequest(long belowCost, int firstSlot)
    {
        var driver = new EngineDriver { VenuePositionLots = 10, EntryPriceE8 = 3005_00_000_000 };
        driver.Settings[SettingId.AdoptBelowCost] = belowCost;
        driver.Start(300_000);
        Assert.Equal((firstSlot, 10L), driver.Holdings().Single());
        Assert.Equal(3005_00_000_000 / 100, driver.State.Instrument!.ValueE8(driver.State.Books.HoldingsCostUnits));
    }

    [Fact]
    public void ShouldNotReadAFailedPositionQueryAsFlat()
    {
        var driver = new EngineDriver { VenuePositionLots = 10, EntryPriceE8 = 3000_00_000_000 };
        driver.Accepts = c => c.Kind != CommandKind.QueryList || c.Read<QueryList>().ListKind != ListKind.Position;
        driver.Connect();
        driver.Quote(300_000);
        driver.Advance(20_000);
        Assert.NotEqual(EnginePhase.Trading, driver.Engine.Phase);
        Assert.DoesNotContain(driver.Commands, c => c.Kind == CommandKind.NewOrder);
    }
}
