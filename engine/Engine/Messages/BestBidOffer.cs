namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Best bid and offer of one instrument, prices in ticks, sizes in lots (rounded down).</summary>
public struct BestBidOffer
{
    public long BidPriceTicks;
    public long BidSizeLots;
    public long OfferPriceTicks;
    public long OfferSizeLots;

    /// <summary>The venue's own event time.</summary>
    public long VenueTimeNs;

    /// <summary>The venue's update number; 0 where it has none.</summary>
    public long UpdateId;

    /// <summary>Monotonic stamp taken when the frame was seen in user space: where tick-to-order starts.</summary>
    public long ReceivedNs;

    /// <summary>How many older quotes were conflated into this one.</summary>
    public int Conflated;
}
