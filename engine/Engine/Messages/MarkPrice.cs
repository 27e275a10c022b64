namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>The venue's mark price, by which it liquidates, and what funding will cost. Prices in 1e-8 quote.</summary>
public struct MarkPrice
{
    public long PriceE8;

    /// <summary>Of the position's value, in 1e-8; positive = longs pay.</summary>
    public long FundingRateE8;

    /// <summary>When funding is charged next, venue time; 0 = not told.</summary>
    public long NextFundingNs;

    /// <summary>The venue's own event time.</summary>
    public long VenueTimeNs;
}
