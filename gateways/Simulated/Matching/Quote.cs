namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>Best bid and best offer of the market (without this account's orders), in ticks and lots.</summary>
public readonly record struct Quote(long BidTicks, long BidLots, long AskTicks, long AskLots)
{
    public bool IsValid => BidTicks > 0 && AskTicks > BidTicks && BidLots > 0 && AskLots > 0;
}
