using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>
/// A matching core with a market at 3000.00 / 3000.01 (5.000 on each side) and few words to drive it.
/// </summary>
internal sealed class CoreScene
{
    private int _ids;
    private long _now = 1_000;

    public CoreScene(InstrumentRules? rules = null, long balance = 10_000, int leverage = 10, ulong seed = 1)
    {
        Rules = (rules ?? new InstrumentRules()).Checked();
        Books = new AccountBooks(Rules, balance * FixedPoint.One, leverage);
        Core = new MatchingCore(Rules, Books, seed);
        Market(3000_00, 3000_01);
        Books.ClearEntries();
    }

    public InstrumentRules Rules { get; }
    public AccountBooks Books { get; }
    public MatchingCore Core { get; }

    public static long E8(decimal value) => (long)(value * FixedPoint.One);

    public void Market(long bid, long ask, long bidLots = 5_000, long askLots = 5_000) =>
        Core.OnQuote(new Quote(bid, bidLots, ask, askLots), ++_now);

    public void Trade(long price, long lots, Side taker) => Core.OnTrade(new MarketTrade(price, lots, taker), ++_now);

    public VenueError Place(out VenueOrder? order, Side side, decimal price, decimal quantity,
        TimeInForce tif = TimeInForce.PostOnly, bool reduceOnly = false, string? id = null,
        VenueOrderType type = VenueOrderType.Limit,
        SelfTradePrevention stp = SelfTradePrevention.ExpireMaker) =>
        Core.Place(new OrderRequest
        {
            Side = side,
            Type = type,
            TimeInForce = tif,
            PriceE8 = E8(price),
            QuantityE8 = E8(quantity),
            ClientId = id ?? $"id-{++_ids}",
            ReduceOnly = reduceOnly,
            SelfTradePrevention = stp,
        }, ++_now, out order);

    /// <summary>Places an order that must be accepted.</summary>
    public VenueOrder Placed(Side side, decimal price, decimal quantity,
        TimeInForce tif = TimeInForce.PostOnly, bool reduceOnly = false, string? id = null)
    {
        VenueError error = Place(out VenueOrder? order, side, price, quantity, tif, reduceOnly, id);
        Assert.True(error.IsNone, error.ToString());
        return order!;
    }

    public VenueOrder PlacedMarket(Side side, decimal quantity, bool reduceOnly = false)
    {
        VenueError error = Place(out VenueOrder? order, side, 0, quantity, TimeInForce.GoodTillCancel, reduceOnly,
            type: VenueOrderType.Market);
        Assert.True(error.IsNone, error.ToString());
        return order!;
    }

    public VenueError Cancel(VenueOrder order) => Core.Cancel(order, ++_now);

    /// <summary>Fills a resting order completely: the market goes through it until it is done.</summary>
    public void FillThrough(VenueOrder order)
    {
        long through = order.Side == Side.Buy ? order.PriceTicks - 1 : order.PriceTicks + 1;
        for (int i = 0; order.IsOpen; i++)
        {
            Assert.True(i < 1_000, "the order never filled");
            Trade(through, order.LeavesLots, order.Side == Side.Buy ? Side.Sell : Side.Buy);
        }
    }
}
