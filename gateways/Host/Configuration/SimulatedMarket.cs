namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>The built-in venue: its market and its account. Money, steps and rates in 1e-8, speed in 1e-3,
/// the time between two payments of funding in ns.</summary>
public sealed record SimulatedMarket(
    long SpeedE3,
    long Seed,
    long BalanceE8,
    int Leverage,
    long TickSizeE8,
    long LotSizeE8,
    long MinNotionalE8,
    long MakerFeeE8,
    long TakerFeeE8,
    long FundingRateE8,
    long FundingIntervalNs)
{
    public static SimulatedMarket From(ConfigValues values) => new(
        values.Number("simulated.speed"),
        values.Number("simulated.seed"),
        values.Number("simulated.balance"),
        (int)values.Number("simulated.leverage"),
        values.Number("simulated.tick_size"),
        values.Number("simulated.lot_size"),
        values.Number("simulated.min_notional"),
        values.Number("simulated.maker_fee"),
        values.Number("simulated.taker_fee"),
        values.Number("simulated.funding_rate"),
        values.Number("simulated.funding_interval"));
}
