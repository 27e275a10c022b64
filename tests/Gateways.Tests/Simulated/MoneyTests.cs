using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>Fees, average price, realized profit, margin, reduce-only: by hand, to the last unit.</summary>
public sealed class MoneyTests
{
    private readonly CoreScene _scene = new();

    [Fact]
    public void ShouldBookARoundTripToTheLastUnit()
    {
        VenueOrder buy = _scene.Placed(Side.Buy, 2999.99m, 0.010m);
        _scene.FillThrough(buy);
        Assert.Equal(CoreScene.E8(29.9999m), _scene.Books.Position.CostE8);
        Assert.Equal(CoreScene.E8(2999.99m), _scene.Books.Position.EntryPriceE8(_scene.Rules.LotSizeE8));

        VenueOrder sell = _scene.Placed(Side.Sell, 3001.00m, 0.010m, reduceOnly: true);
        _scene.FillThrough(sell);

        // each fill's fee is 1e-4 of its value, truncated at 1e-8; here every lot's fee is exact
        Assert.Equal(CoreScene.E8(0.0101m), _scene.Books.Fills.Sum(f => f.RealizedE8));
        Assert.Equal(CoreScene.E8(0.00299999m) + CoreScene.E8(0.003001m), _scene.Books.FeesE8);
        Assert.Equal(CoreScene.E8(10_000m + 0.0101m - 0.00600099m), _scene.Books.WalletE8);
        Assert.True(_scene.Books.Position.IsFlat);
        Assert.Equal(0, _scene.Books.Position.CostE8);
    }

    [Fact]
    public void ShouldTruncateAFeeAtTheEighthDecimal()
    {
        var scene = new CoreScene(new InstrumentRules { TakerFeeE8 = 45_123 });

        scene.PlacedMarket(Side.Buy, 0.011m); // 33.00011 × 0.00045123 = 0.0148906396353

        Assert.Equal(CoreScene.E8(0.01489063m), scene.Books.FeesE8);
    }

    [Fact]
    public void ShouldRealizeAgainstTheAverageEntryPrice()
    {
        _scene.FillThrough(_scene.Placed(Side.Buy, 2990m, 0.010m));
        _scene.FillThrough(_scene.Placed(Side.Buy, 2970m, 0.030m));
        Assert.Equal(CoreScene.E8(2975m), _scene.Books.Position.EntryPriceE8(_scene.Rules.LotSizeE8));

        _scene.FillThrough(_scene.Placed(Side.Sell, 3005m, 0.020m));

        Assert.Equal(CoreScene.E8(0.6m), _scene.Books.Position.RealizedE8);
        Assert.Equal(CoreScene.E8(2975m), _scene.Books.Position.EntryPriceE8(_scene.Rules.LotSizeE8));
    }

    [Fact]
    public void ShouldTurnThePositionAtTheSellsOwnPrice()
    {
        _scene.FillThrough(_scene.Placed(Side.Buy, 2990m, 0.010m));

        _scene.PlacedMarket(Side.Sell, 0.030m);

        Assert.Equal(-20, _scene.Books.Position.Lots);
        Assert.Equal(CoreScene.E8(3000m), _scene.Books.Position.EntryPriceE8(_scene.Rules.LotSizeE8));
        Assert.Equal(CoreScene.E8(0.1m), _scene.Books.Position.RealizedE8);
    }

    [Fact]
    public void ShouldRefuseWhatTheMarginDoesNotCover()
    {
        var scene = new CoreScene(balance: 6, leverage: 10); // 60 USDT of notional
        scene.Placed(Side.Buy, 2990m, 0.010m);
        scene.Placed(Side.Buy, 2980m, 0.010m);

        Assert.Equal(-2019, scene.Place(out _, Side.Buy, 2970m, 0.010m).Code);
        Assert.True(scene.Place(out _, Side.Sell, 3010m, 0.010m).IsNone); // the other side needs no more
    }

    [Fact]
    public void ShouldNeedNoMarginForReduceOnlyOrders()
    {
        var scene = new CoreScene(balance: 4, leverage: 10);
        scene.FillThrough(scene.Placed(Side.Buy, 2999m, 0.010m));
        long before = scene.Core.Margin.InitialMarginE8;

        scene.Placed(Side.Sell, 3005m, 0.010m, reduceOnly: true);

        Assert.Equal(before, scene.Core.Margin.InitialMarginE8);
    }

    [Fact]
    public void ShouldShowMarginAtTheMark()
    {
        _scene.FillThrough(_scene.Placed(Side.Buy, 2990m, 0.100m));
        _scene.Placed(Side.Buy, 2980m, 0.010m);
        _scene.Market(3010_00, 3010_02);

        MarginState margin = _scene.Core.Margin;

        Assert.Equal(CoreScene.E8(301.001m), margin.NotionalE8);
        Assert.Equal(CoreScene.E8(2.001m), margin.UnrealizedE8);
        Assert.Equal(CoreScene.E8(30.1001m), margin.PositionMarginE8);
        Assert.Equal(CoreScene.E8(33.0801m), margin.InitialMarginE8);
        Assert.Equal(margin.MarginBalanceE8 - margin.InitialMarginE8, margin.AvailableE8);
    }

    [Fact]
    public void ShouldRefuseReduceOnlyWithoutAPositionToReduce()
    {
        Assert.Equal(-2022, _scene.Place(out _, Side.Sell, 3010m, 0.010m, reduceOnly: true).Code);
        _scene.FillThrough(_scene.Placed(Side.Buy, 2990m, 0.010m));

        Assert.Equal(-2022, _scene.Place(out _, Side.Buy, 2980m, 0.010m, reduceOnly: true).Code);
        Assert.True(_scene.Place(out _, Side.Sell, 3010m, 0.010m, reduceOnly: true).IsNone);
        Assert.Equal(-2022, _scene.Place(out _, Side.Sell, 3011m, 0.010m, reduceOnly: true).Code);
    }

    [Fact]
    public void ShouldStopAReduceOnlyFillAtFlatAndKnockOutTheRest()
    {
        _scene.FillThrough(_scene.Placed(Side.Buy, 2990m, 0.010m));
        VenueOrder exit = _scene.Placed(Side.Sell, 3001m, 0.008m, reduceOnly: true);
        VenueOrder straddles = _scene.Placed(Side.Sell, 3002m, 0.008m, reduceOnly: true);

        _scene.FillThrough(exit);
        Assert.True(straddles.IsOpen);
        for (int i = 0; i < 100 && straddles.IsOpen; i++) _scene.Trade(3003_00, 100, Side.Buy);

        Assert.Equal(2, straddles.CumLots);
        Assert.Equal((VenueOrderStatus.Expired, ExpireReason.ReduceOnlyKnockedOut),
            (straddles.Status, straddles.ExpireReason));
        Assert.True(_scene.Books.Position.IsFlat);
    }

    [Fact]
    public void ShouldKnockOutReduceOnlyOrdersThatABetterOneUncovers()
    {
        _scene.FillThrough(_scene.Placed(Side.Buy, 2990m, 0.010m));
        VenueOrder far = _scene.Placed(Side.Sell, 3010m, 0.010m, reduceOnly: true);

        VenueOrder near = _scene.Placed(Side.Sell, 3001m, 0.010m, reduceOnly: true);

        Assert.True(near.IsOpen);
        Assert.Equal(ExpireReason.ReduceOnlyKnockedOut, far.ExpireReason);
    }

    [Fact]
    public void ShouldExpireTheRestOfAReduceOnlyMarketOrder()
    {
        _scene.FillThrough(_scene.Placed(Side.Buy, 2990m, 0.010m));

        VenueOrder order = _scene.PlacedMarket(Side.Sell, 0.030m, reduceOnly: true);

        Assert.Equal((VenueOrderStatus.Expired, 10L), (order.Status, order.CumLots));
        Assert.True(_scene.Books.Position.IsFlat);
    }
}
