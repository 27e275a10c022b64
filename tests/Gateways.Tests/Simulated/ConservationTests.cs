using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>
/// A crowd of random orders on the recorded market: nothing is lost, nothing is made, nothing is luck.
/// </summary>
public sealed class ConservationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ShouldKeepEveryUnitOfMoneyAndEveryLot(ulong seed)
    {
        CoreScene scene = Trade(seed, steps: 40_000);
        AccountBooks books = scene.Books;
        string shown = $"seed {seed}, {books.Orders.Count} orders, {books.Fills.Count} fills";
        Assert.True(books.Fills.Count > 200, shown);

        Assert.Equal(books.StartBalanceE8 + books.Fills.Sum(f => f.RealizedE8) - books.Fills.Sum(f => f.FeeE8),
            books.WalletE8);
        Int128 bought = Units(books, Side.Buy);
        Int128 sold = Units(books, Side.Sell);
        Assert.Equal(scene.Rules.ValueE8(bought - sold) + books.Position.RealizedE8, books.Position.CostE8);
        Assert.Equal(Lots(books, Side.Buy) - Lots(books, Side.Sell), books.Position.Lots);
        foreach (VenueOrder order in books.Orders)
        {
            VenueFill[] fills = [.. books.Fills.Where(f => ReferenceEquals(f.Order, order))];
            Assert.True(order.CumLots == fills.Sum(f => f.Lots) && order.CumLots <= order.QtyLots, shown);
            Assert.True(order.Status != VenueOrderStatus.Filled || order.CumLots == order.QtyLots, shown);
            Assert.All(fills, f => Assert.True(order.Type == VenueOrderType.Market
                || (order.Side == Side.Buy ? f.PriceTicks <= order.PriceTicks : f.PriceTicks >= order.PriceTicks)));
        }

        Assert.Equal(Enumerable.Range(0, books.Fills.Count).Select(i => AccountBooks.FirstTradeId + i),
            books.Fills.Select(f => f.TradeId));
    }

    [Fact]
    public void ShouldFillTheSameWithTheSameSeedAndOtherwiseWithAnother()
    {
        Assert.Equal(Story(Trade(7, 20_000)), Story(Trade(7, 20_000)));
        Assert.NotEqual(Story(Trade(7, 20_000)), Story(Trade(8, 20_000)));
    }

    private static CoreScene Trade(ulong seed, int steps)
    {
        var scene = new CoreScene(balance: 2_000, seed: seed);
        RecordedMarket recording = RecordedMarket.Shared(RecordedMarket.DefaultPath, scene.Rules);
        var player = new MarketPlayer(recording, seed, 0);
        var random = new Random((int)seed);
        for (int step = 0; step < steps; step++)
        {
            MarketEvent e = player.Next();
            long nowMs = e.AtNs / 1_000_000;
            if (e.IsTrade) scene.Core.OnTrade(e.Trade, nowMs);
            else scene.Core.OnQuote(e.Quote, nowMs);
            if (step % 20 == 0) Act(scene, random, nowMs);
            scene.Books.ClearEntries();
        }

        return scene;
    }

    private static void Act(CoreScene scene, Random random, long nowMs)
    {
        List<VenueOrder> open = scene.Books.OpenOrders();
        if (open.Count > 20)
        {
            scene.Core.Cancel(open[random.Next(open.Count)], nowMs);
            return;
        }

        Quote quote = scene.Core.Quote;
        Side side = (Side)random.Next(2);
        bool isMarket = random.Next(10) == 0;
        long price = (side == Side.Buy ? quote.BidTicks : quote.AskTicks) + random.Next(-60, 61);
        scene.Core.Place(new OrderRequest
        {
            Side = side,
            Type = isMarket ? VenueOrderType.Market : VenueOrderType.Limit,
            TimeInForce = isMarket ? TimeInForce.GoodTillCancel : (TimeInForce)random.Next(4),
            PriceE8 = price * scene.Rules.TickSizeE8,
            QuantityE8 = (8 + random.Next(100)) * scene.Rules.LotSizeE8,
            ReduceOnly = random.Next(4) == 0,
        }, nowMs, out _);
        Assert.True(scene.Books.WalletE8 > 0 && scene.Books.WalletE8 < 3_000 * FixedPoint.One);
    }

    private static string Story(CoreScene scene) =>
        string.Join('\n', scene.Books.Fills.Select(
            f => $"{f.TradeId} {f.Order.OrderId} {f.PriceTicks} {f.Lots} {f.TimeMs}"));

    private static Int128 Units(AccountBooks books, Side side) =>
        books.Fills.Where(f => f.Side == side).Aggregate(Int128.Zero, (sum, f) => sum + (Int128)f.PriceTicks * f.Lots);

    private static long Lots(AccountBooks books, Side side) => books.Fills.Where(f => f.Side == side).Sum(f => f.Lots);
}
