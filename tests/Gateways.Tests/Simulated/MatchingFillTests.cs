using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>When and how much a resting or a taking order fills.</summary>
public sealed class MatchingFillTests
{
    /// <summary>Without a minimum notional, so that a single lot can tell who was first.</summary>
    private readonly CoreScene _scene = new(new InstrumentRules { MinNotionalE8 = 0 });

    [Fact]
    public void ShouldFillAtItsOwnPriceWhenTheMarketTradesThrough()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 2999.50m, 0.011m);

        _scene.FillThrough(order);

        Assert.Equal(VenueOrderStatus.Filled, order.Status);
        Assert.All(_scene.Books.Fills, f => Assert.Equal((2999_50, true), (f.PriceTicks, f.IsMaker)));
        Assert.Equal(11, _scene.Books.Position.Lots);
    }

    [Fact]
    public void ShouldFillNoMoreThanTheRecordedTrade()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 2999.50m, 1m);

        _scene.Trade(2999_49, 3, Side.Sell);

        Assert.InRange(order.CumLots, 1, 3);
        Assert.Equal(VenueOrderStatus.PartiallyFilled, order.Status);
    }

    [Fact]
    public void ShouldFillWhenTheOppositeQuoteReachesTheLimit()
    {
        VenueOrder order = _scene.Placed(Side.Sell, 3000.50m, 0.010m);

        for (int i = 0; i < 50 && order.IsOpen; i++) _scene.Market(3000_50, 3000_60);

        Assert.Equal(VenueOrderStatus.Filled, order.Status);
        Assert.Equal(3000_50, _scene.Books.Fills[0].PriceTicks);
    }

    [Fact]
    public void ShouldWaitAtTheTouchUntilTheDisplayedQuantityHasTraded()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 3000.00m, 0.001m); // 5.000 are displayed before it

        _scene.Trade(3000_00, 4_999, Side.Sell);
        Assert.Equal(0, order.CumLots);
        _scene.Trade(3000_00, 1, Side.Sell);
        Assert.Equal(0, order.CumLots);
        _scene.Trade(3000_00, 1, Side.Sell);

        Assert.Equal(VenueOrderStatus.Filled, order.Status);
    }

    [Fact]
    public void ShouldGiveOnlyWhatIsLeftAfterTheQueue()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 3000.00m, 1m);

        _scene.Trade(3000_00, 5_001, Side.Sell);

        Assert.Equal(1, order.CumLots);
    }

    [Fact]
    public void ShouldNotFillAtTheTouchFromATakerOfTheSameSide()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 3000.00m, 0.010m);

        _scene.Trade(3000_00, 100_000, Side.Buy);

        Assert.Equal(0, order.CumLots);
    }

    [Fact]
    public void ShouldHaveNoQueueAloneInsideTheSpread()
    {
        _scene.Market(3000_00, 3000_10);
        VenueOrder order = _scene.Placed(Side.Buy, 3000.05m, 0.001m);

        _scene.Trade(3000_05, 1, Side.Sell);

        Assert.Equal(VenueOrderStatus.Filled, order.Status);
    }

    [Fact]
    public void ShouldQueueBehindTheDisplayWhenItsPriceBecomesTheBest()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 2999.90m, 0.001m);
        _scene.Trade(2999_90, 1_000_000, Side.Sell); // the queue there is unknown: no fill at the touch
        Assert.Equal(0, order.CumLots);

        _scene.Market(2999_90, 3000_01, bidLots: 20);
        _scene.Trade(2999_90, 20, Side.Sell);
        Assert.Equal(0, order.CumLots);
        _scene.Trade(2999_90, 1, Side.Sell);

        Assert.Equal(VenueOrderStatus.Filled, order.Status);
    }

    [Fact]
    public void ShouldFillTheBetterPricedOrderFirst()
    {
        VenueOrder far = _scene.Placed(Side.Buy, 2999.00m, 0.010m);
        VenueOrder near = _scene.Placed(Side.Buy, 2999.50m, 0.010m);

        _scene.Trade(2998_00, 5, Side.Sell);

        Assert.InRange(near.CumLots, 1, 5);
        Assert.Equal(0, far.CumLots);
    }

    [Fact]
    public void ShouldWalkTheBookWhenTakingMoreThanIsDisplayed()
    {
        VenueOrder order = _scene.PlacedMarket(Side.Buy, 12m); // 5.000 at 3000.01, then 6.000, then 7.000

        Assert.Equal(VenueOrderStatus.Filled, order.Status);
        Assert.Equal(
            [(3000_01L, 5_000L), (3000_02L, 6_000L), (3000_03L, 1_000L)],
            _scene.Books.Fills.Select(f => (f.PriceTicks, f.Lots)));
        Assert.All(_scene.Books.Fills, f => Assert.False(f.IsMaker));
    }

    [Fact]
    public void ShouldNotOfferTheSameQuantityTwiceBeforeTheNextQuote()
    {
        _scene.PlacedMarket(Side.Buy, 5m);
        VenueOrder second = _scene.Placed(Side.Buy, 3000.01m, 1m, TimeInForce.ImmediateOrCancel);
        Assert.Equal((VenueOrderStatus.Expired, 0L), (second.Status, second.CumLots));

        _scene.Market(3000_00, 3000_01);
        VenueOrder third = _scene.Placed(Side.Buy, 3000.01m, 1m, TimeInForce.ImmediateOrCancel);

        Assert.Equal(VenueOrderStatus.Filled, third.Status);
    }

    [Fact]
    public void ShouldExpireTheRestOfAnImmediateOrCancelOrder()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 3000.01m, 6m, TimeInForce.ImmediateOrCancel);

        Assert.Equal((VenueOrderStatus.Expired, 5_000L), (order.Status, order.CumLots));
        Assert.Equal(ExpireReason.ImmediateOrCancelRest, order.ExpireReason);
    }

    [Fact]
    public void ShouldRestWhatALimitOrderCouldNotTake()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 3000.01m, 6m, TimeInForce.GoodTillCancel);

        Assert.Equal((VenueOrderStatus.PartiallyFilled, 5_000L), (order.Status, order.CumLots));
        Assert.Equal(1, _scene.Books.OpenOrderCount);
    }

    [Fact]
    public void ShouldRefuseAFillOrKillThatCannotFillWhole()
    {
        Assert.Equal(-5021, _scene.Place(out _, Side.Buy, 3000.01m, 5.001m, TimeInForce.FillOrKill).Code);
        Assert.Empty(_scene.Books.Orders);

        VenueOrder order = _scene.Placed(Side.Buy, 3000.01m, 5m, TimeInForce.FillOrKill);

        Assert.Equal(VenueOrderStatus.Filled, order.Status);
    }

    [Fact]
    public void ShouldIgnoreACrossedQuote()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 2999.50m, 0.010m);

        _scene.Market(3000_02, 2990_00);

        Assert.Equal(0, order.CumLots);
        Assert.Equal(3000_00, _scene.Core.Quote.BidTicks);
    }

    [Fact]
    public void ShouldExpireTheOwnMakerInsteadOfTradingWithIt()
    {
        _scene.Market(3000_00, 3000_10);
        VenueOrder own = _scene.Placed(Side.Sell, 3000.05m, 0.010m);

        VenueOrder taker = _scene.Placed(Side.Buy, 3000.06m, 0.010m, TimeInForce.GoodTillCancel);

        Assert.Equal(VenueOrderStatus.ExpiredInMatch, own.Status);
        Assert.Equal((VenueOrderStatus.New, 0L), (taker.Status, taker.CumLots));
        Assert.Equal(0, _scene.Books.Position.Lots);
    }

    [Fact]
    public void ShouldExpireTheTakerWhenAskedTo()
    {
        _scene.Market(3000_00, 3000_10);
        VenueOrder own = _scene.Placed(Side.Sell, 3000.05m, 0.010m);

        _scene.Place(out VenueOrder? taker, Side.Buy, 3000.06m, 0.010m, TimeInForce.GoodTillCancel,
            stp: SelfTradePrevention.ExpireTaker);

        Assert.Equal(VenueOrderStatus.New, own.Status);
        Assert.Equal(VenueOrderStatus.ExpiredInMatch, taker!.Status);
    }
}
