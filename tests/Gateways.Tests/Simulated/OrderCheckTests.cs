using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>What the venue refuses, with its own codes; a refused order leaves no trace.</summary>
public sealed class OrderCheckTests
{
    private readonly CoreScene _scene = new();

    [Theory]
    [InlineData("2999.505", "0.010", -1111)]
    [InlineData("2999.50", "0.0105", -1111)]
    [InlineData("0", "0.010", -4001)]
    [InlineData("2999.50", "0", -4003)]
    [InlineData("2999.50", "10000.001", -4005)]
    [InlineData("39.85", "1", -4013)]
    [InlineData("306177.01", "1", -4002)]
    [InlineData("2999.50", "0.006", -4164)]
    [InlineData("3150.01", "0.010", -4016)]
    public void ShouldRefuseABuyOutsideTheFilters(string price, string quantity, int code)
    {
        VenueError error = _scene.Place(out VenueOrder? order, Side.Buy, Decimal(price), Decimal(quantity));

        Assert.Equal(code, error.Code);
        Assert.Null(order);
        Assert.Empty(_scene.Books.Orders);
        Assert.Empty(_scene.Books.Entries);
    }

    [Theory]
    [InlineData("2999.53", "0.100", -4014)]
    [InlineData("2999.55", "0.013", -4023)]
    [InlineData("2999.55", "0.001", -4004)]
    [InlineData("2999.55", "0.100", 0)]
    public void ShouldTellTickAndStepFromPrecision(string price, string quantity, int code)
    {
        var scene = new CoreScene(new InstrumentRules { TickSizeE8 = 5_000_000, LotSizeE8 = 500_000 });
        scene.Market(3000_00 / 5, 3000_00 / 5 + 1);

        Assert.Equal(code, scene.Place(out _, Side.Buy, Decimal(price), Decimal(quantity)).Code);
    }

    [Fact]
    public void ShouldRefuseASellBelowTheBand() =>
        Assert.Equal(-4024, _scene.Place(out _, Side.Sell, 2849.99m, 0.010m).Code);

    [Theory]
    [InlineData(Side.Buy, "3000.01")]
    [InlineData(Side.Sell, "3000.00")]
    public void ShouldRefuseAPostOnlyOrderThatWouldTake(Side side, string price)
    {
        Assert.Equal(-5022, _scene.Place(out _, side, Decimal(price), 0.010m).Code);
        Assert.Empty(_scene.Books.Orders);
    }

    [Fact]
    public void ShouldRefuseAPostOnlyOrderThatWouldTakeTheAccountsOwn()
    {
        _scene.Market(3000_00, 3000_10);
        _scene.Placed(Side.Sell, 3000.05m, 0.010m);

        Assert.Equal(-5022, _scene.Place(out _, Side.Buy, 3000.05m, 0.010m).Code);
    }

    [Fact]
    public void ShouldRefuseAClientIdOnlyWhileItsOrderIsOpen()
    {
        VenueOrder first = _scene.Placed(Side.Buy, 2999m, 0.010m, id: "same");
        Assert.Equal(-4116, _scene.Place(out _, Side.Buy, 2998m, 0.010m, id: "same").Code);

        _scene.Cancel(first);
        // accepted, as by the real venue: a trap for those who resend
        VenueOrder second = _scene.Placed(Side.Buy, 2998m, 0.010m, id: "same");

        Assert.NotEqual(first.OrderId, second.OrderId);
        Assert.Same(second, _scene.Books.Find("same"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("has space")]
    [InlineData("1234567890123456789012345678901234567")]
    [InlineData("semi;colon")]
    public void ShouldRefuseABadClientId(string id) =>
        Assert.Equal(-4015, _scene.Place(out _, Side.Buy, 2999m, 0.010m, id: id).Code);

    [Fact]
    public void ShouldLimitTheNumberOfOpenOrders()
    {
        var scene = new CoreScene(new InstrumentRules { MaxOpenOrders = 3 });
        for (int i = 0; i < 3; i++) scene.Placed(Side.Buy, 2999m - i, 0.010m);

        Assert.Equal(-2025, scene.Place(out _, Side.Buy, 2990m, 0.010m).Code);
    }

    [Fact]
    public void ShouldRefuseToCancelWhatIsNotOpen()
    {
        VenueOrder order = _scene.Placed(Side.Buy, 2999m, 0.010m);
        Assert.True(_scene.Cancel(order).IsNone);

        Assert.Equal(-2011, _scene.Cancel(order).Code);
    }

    [Fact]
    public void ShouldRefuseAnOrderForAHedgeLeg()
    {
        VenueError error = _scene.Core.Place(new OrderRequest
        {
            Side = Side.Buy,
            Type = VenueOrderType.Limit,
            PriceE8 = CoreScene.E8(2999m),
            QuantityE8 = CoreScene.E8(0.01m),
            PositionSide = PositionSide.Long,
        }, 1, out _);

        Assert.Equal(-4061, error.Code);
    }

    private static decimal Decimal(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
