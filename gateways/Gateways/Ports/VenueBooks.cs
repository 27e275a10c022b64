using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// The venue's own books of one symbol since a moment, for the comparison at the end of a run. Quantities in lots,
/// values in units (ticks × lots), money in 1e-8 of the quote asset.
/// </summary>
public struct VenueBooks
{
    public long PositionLots;
    public int OwnOpenOrders;
    public int ForeignOpenOrders;
    public long BuyFills;
    public long SellFills;
    public long BoughtLots;
    public long SoldLots;
    public Int128 BoughtUnits;
    public Int128 SoldUnits;

    /// <summary>Fees charged in the quote asset; negative = rebates.</summary>
    public long FeesE8;

    /// <summary>Fills whose fee was charged in another asset, and is therefore not in <see cref="FeesE8"/>.</summary>
    public long FillsWithOtherFee;
    public long WalletBalanceE8;

    /// <summary>Funding received minus paid in the quote asset; null = the venue has no list of it.</summary>
    public long? FundingE8;

    /// <summary>Σ realized profit of the fills, as the venue states it, before fees.</summary>
    public long RealizedPnlE8;

    /// <summary>Adds one fill; its realized profit is stated elsewhere on some venues.</summary>
    public void Add(in TradeReport fill)
    {
        Int128 units = (Int128)fill.LastPxTicks * fill.LastQtyLots;
        if (fill.Side == Side.Buy)
        {
            BuyFills++;
            BoughtLots += fill.LastQtyLots;
            BoughtUnits += units;
        }
        else
        {
            SellFills++;
            SoldLots += fill.LastQtyLots;
            SoldUnits += units;
        }

        if (fill.FeeAsset == FeeAsset.Quote) FeesE8 += fill.FeeE8;
        else FillsWithOtherFee++;
    }
}
