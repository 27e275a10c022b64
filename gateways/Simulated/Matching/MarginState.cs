using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>
/// Cross margin of the account at one mark price, 1e-8 quote. Initial margin is the larger of |position + buys| and
/// |position − sells| over leverage, rounded up; reduce-only orders need none. There is no liquidation.
/// </summary>
public readonly record struct MarginState
{
    /// <summary>
    /// Maintenance margin, parts of notional in 1e-8 (0.5 %); used for the estimated liquidation price.
    /// </summary>
    public const long MaintenanceRateE8 = 500_000;

    public long WalletE8 { get; private init; }
    public long NotionalE8 { get; private init; }
    public long UnrealizedE8 { get; private init; }
    public long BidNotionalE8 { get; private init; }
    public long AskNotionalE8 { get; private init; }
    public long PositionMarginE8 { get; private init; }
    public long InitialMarginE8 { get; private init; }

    public long OpenOrderMarginE8 => InitialMarginE8 - PositionMarginE8;
    public long MarginBalanceE8 => WalletE8 + UnrealizedE8;
    public long AvailableE8 => long.Max(0, MarginBalanceE8 - InitialMarginE8);
    public long MaintenanceE8 => (long)((Int128)long.Abs(NotionalE8) * MaintenanceRateE8 / FixedPoint.One);

    public static MarginState Of(AccountBooks books, InstrumentRules rules, long markE8)
    {
        PositionState position = books.Position;
        long notional = (long)((Int128)position.Lots * rules.LotSizeE8 * markE8 / FixedPoint.One);
        long bids = OpenNotionalE8(books.Resting(Side.Buy), rules);
        long asks = OpenNotionalE8(books.Resting(Side.Sell), rules);
        return new MarginState
        {
            WalletE8 = books.WalletE8,
            NotionalE8 = notional,
            UnrealizedE8 = notional - position.CostE8,
            BidNotionalE8 = bids,
            AskNotionalE8 = asks,
            PositionMarginE8 = Share(long.Abs(notional), books.Leverage),
            InitialMarginE8 = Required(notional, bids, asks, books.Leverage),
        };
    }

    /// <summary>
    /// Whether an order of this value may be added: it needs no more margin, or the balance covers it.
    /// </summary>
    public bool Allows(Side side, long valueE8, int leverage)
    {
        long bids = BidNotionalE8 + (side == Side.Buy ? valueE8 : 0);
        long asks = AskNotionalE8 + (side == Side.Sell ? valueE8 : 0);
        long required = Required(NotionalE8, bids, asks, leverage);
        return required <= InitialMarginE8 || required <= MarginBalanceE8;
    }

    /// <summary>Price at which the margin balance meets maintenance, 1e-8; 0 when there is none.</summary>
    public static long LiquidationPriceE8(PositionState position, long walletE8, InstrumentRules rules)
    {
        if (position.IsFlat) return 0;
        // wallet + qty × price − cost = |qty| × price × rate
        Int128 rate = position.Lots > 0 ? FixedPoint.One - MaintenanceRateE8 : FixedPoint.One + MaintenanceRateE8;
        Int128 quantityTimesRate = (Int128)position.Lots * rules.LotSizeE8 * rate / FixedPoint.One;
        Int128 price = ((Int128)position.CostE8 - walletE8) * FixedPoint.One / quantityTimesRate;
        return price <= 0 ? 0 : (long)price;
    }

    private static long Required(long notional, long bids, long asks, int leverage) =>
        Share(long.Max(long.Abs(notional + bids), long.Abs(notional - asks)), leverage);

    private static long Share(long valueE8, int leverage) => (valueE8 + leverage - 1) / leverage;

    private static long OpenNotionalE8(RestingOrders orders, InstrumentRules rules)
    {
        Int128 units = 0;
        for (int i = 0; i < orders.Count; i++)
        {
            if (!orders[i].ReduceOnly) units += (Int128)orders[i].PriceTicks * orders[i].LeavesLots;
        }

        return rules.ValueE8(units);
    }
}
