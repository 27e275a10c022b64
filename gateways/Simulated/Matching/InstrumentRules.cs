using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>The contract and the account terms, as whole numbers. Prices, sizes and rates in 1e-8.</summary>
public sealed record InstrumentRules
{
    public string Symbol { get; init; } = "ETHUSDT";
    public string BaseAsset { get; init; } = "ETH";
    public string QuoteAsset { get; init; } = "USDT";
    public long TickSizeE8 { get; init; } = 1_000_000;
    public long LotSizeE8 { get; init; } = 100_000;
    public long MinPriceE8 { get; init; } = 39_86 * 1_000_000L;
    public long MaxPriceE8 { get; init; } = 306_177 * FixedPoint.One;
    public long MinQtyLots { get; init; } = 1;
    public long MaxQtyLots { get; init; } = 10_000_000;
    public long MaxMarketQtyLots { get; init; } = 2_000_000;
    public long MinNotionalE8 { get; init; } = 20 * FixedPoint.One;

    /// <summary>A buy above mark × (1 + this) and a sell below mark × (1 − this) are refused.</summary>
    public long PriceBandE8 { get; init; } = 5_000_000;

    public int MaxOpenOrders { get; init; } = 200;
    public long MakerFeeE8 { get; init; } = 10_000;
    public long TakerFeeE8 { get; init; } = 40_000;

    /// <summary>
    /// Funding: a long position pays this part of its value (a short one receives it) whenever the venue's clock
    /// passes a multiple of the period.
    /// </summary>
    public long FundingRateE8 { get; init; } = 10_000;

    public long FundingPeriodMs { get; init; } = 8 * 60 * 60 * 1000;

    /// <summary>Lots by which each price level behind the best shows more than the one before it.</summary>
    public long DepthStepLots { get; init; } = 1_000;

    /// <summary>Value of one tick × one lot, 1e-8 quote.</summary>
    public long UnitE8 { get; private init; }

    public int PriceDecimals { get; private init; }
    public int QuantityDecimals { get; private init; }

    /// <summary>Checks the figures and works out the rest.</summary>
    /// <exception cref="ArgumentException">A figure that no venue could have; the text names it.</exception>
    public InstrumentRules Checked()
    {
        if (TickSizeE8 <= 0 || LotSizeE8 <= 0)
            throw new ArgumentException($"{Symbol}: tick size and lot size must be positive");
        if (MinQtyLots <= 0 || MaxQtyLots < MinQtyLots)
            throw new ArgumentException($"{Symbol}: minimum quantity must be positive and not above the maximum");
        if (FundingPeriodMs < 1_000)
            throw new ArgumentException($"{Symbol}: the funding period must be at least a second");
        Int128 unit = (Int128)TickSizeE8 * LotSizeE8;
        if (unit % FixedPoint.One != 0)
            throw new ArgumentException($"{Symbol}: tick × lot is finer than 1e-8 {QuoteAsset}; choose a larger one");
        return this with
        {
            UnitE8 = (long)(unit / FixedPoint.One),
            PriceDecimals = DecimalsOf(TickSizeE8),
            QuantityDecimals = DecimalsOf(LotSizeE8),
        };
    }

    /// <summary>tick × lot units to 1e-8 quote, exactly.</summary>
    public long ValueE8(Int128 units) => (long)(units * UnitE8);

    /// <summary>
    /// Fee of a fill in 1e-8 quote, truncated towards zero at the eighth decimal
    /// (the venue's own rounding is not documented).
    /// </summary>
    public long FeeE8(Int128 units, bool isMaker) =>
        (long)((Int128)ValueE8(units) * (isMaker ? MakerFeeE8 : TakerFeeE8) / FixedPoint.One);

    public long NextFundingMs(long nowMs) => (nowMs / FundingPeriodMs + 1) * FundingPeriodMs;

    private static int DecimalsOf(long stepE8)
    {
        int decimals = FixedPoint.Decimals;
        while (decimals > 0 && stepE8 % 10 == 0)
        {
            stepE8 /= 10;
            decimals--;
        }

        return decimals;
    }
}
