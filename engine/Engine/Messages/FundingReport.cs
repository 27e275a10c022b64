namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// One payment of funding: a row of <see cref="ListKind.Funding"/>. With <see cref="QueryId"/> 0 it is news of the
/// user stream: a reason to ask for the list, never booked itself, because it may be about another symbol.
/// </summary>
public struct FundingReport
{
    public long QueryId;

    /// <summary>1e-8 of its asset; positive = received.</summary>
    public long AmountE8;
    public long VenueTimeNs;
    public FeeAsset Asset;
}
