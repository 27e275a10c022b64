using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated;

/// <summary>
/// The venue's own truth, for comparison with what a client believes. Quantities in lots, money in 1e-8 quote.
/// Sums over fills are worked out from the fills, not taken from running totals.
/// </summary>
public sealed record VenueLedger
{
    public required string Symbol { get; init; }
    public required long PositionLots { get; init; }
    public required long PositionCostE8 { get; init; }
    public required long EntryPriceE8 { get; init; }
    public required long StartBalanceE8 { get; init; }
    public required long WalletE8 { get; init; }
    public required long RealizedE8 { get; init; }
    public required long FeesE8 { get; init; }
    /// <summary>Received minus paid.</summary>
    public required long FundingE8 { get; init; }
    public required int BuyFills { get; init; }
    public required int SellFills { get; init; }
    public required long BoughtLots { get; init; }
    public required long SoldLots { get; init; }
    public required long BoughtE8 { get; init; }
    public required long SoldE8 { get; init; }

    /// <summary>Every order ever accepted, oldest first.</summary>
    public required IReadOnlyList<LedgerOrder> Orders { get; init; }

    public IEnumerable<LedgerOrder> OpenOrders => Orders.Where(o => o.Status <= VenueOrderStatus.PartiallyFilled);

    internal static VenueLedger Of(AccountBooks books, InstrumentRules rules)
    {
        var perOrder = new Dictionary<long, (int Fills, long Lots, long FeesE8)>();
        var lots = new long[2];
        var fills = new int[2];
        var units = new Int128[2];
        long fees = 0;
        long realized = 0;
        foreach (VenueFill fill in books.Fills)
        {
            (int Fills, long Lots, long FeesE8) sum = perOrder.GetValueOrDefault(fill.Order.OrderId);
            perOrder[fill.Order.OrderId] = (sum.Fills + 1, sum.Lots + fill.Lots, sum.FeesE8 + fill.FeeE8);
            int side = (int)fill.Side;
            fills[side]++;
            lots[side] += fill.Lots;
            units[side] += (Int128)fill.PriceTicks * fill.Lots;
            fees += fill.FeeE8;
            realized += fill.RealizedE8;
        }

        return new VenueLedger
        {
            Symbol = rules.Symbol,
            PositionLots = books.Position.Lots,
            PositionCostE8 = books.Position.CostE8,
            EntryPriceE8 = books.Position.EntryPriceE8(rules.LotSizeE8),
            StartBalanceE8 = books.StartBalanceE8,
            WalletE8 = books.WalletE8,
            RealizedE8 = realized,
            FeesE8 = fees,
            FundingE8 = books.Funding.Sum(paid => paid.AmountE8),
            BuyFills = fills[(int)Side.Buy],
            SellFills = fills[(int)Side.Sell],
            BoughtLots = lots[(int)Side.Buy],
            SoldLots = lots[(int)Side.Sell],
            BoughtE8 = rules.ValueE8(units[(int)Side.Buy]),
            SoldE8 = rules.ValueE8(units[(int)Side.Sell]),
            Orders = [.. books.Orders.Select(o => OrderOf(o, perOrder.GetValueOrDefault(o.OrderId)))],
        };
    }

    private static LedgerOrder OrderOf(VenueOrder order, (int Fills, long Lots, long FeesE8) sum) =>
        new(order.OrderId, order.ClientId, order.Side, order.Status, order.PriceTicks, order.QtyLots, order.CumLots,
            sum.Fills, sum.Lots, sum.FeesE8);
}
