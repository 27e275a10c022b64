using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>
/// One trade of the account, with the account as it stood right after it (the user stream and an audit need both).
/// Prices in ticks, quantities in lots, money in 1e-8 of the quote asset.
/// </summary>
public sealed record VenueFill(
    long TradeId,
    VenueOrder Order,
    long PriceTicks,
    long Lots,
    bool IsMaker,
    long FeeE8,
    long RealizedE8,
    long TimeMs,
    long OrderCumLots,
    Int128 OrderCumUnits,
    long WalletAfterE8,
    PositionState PositionAfter)
{
    public Side Side => Order.Side;
}
