namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// Ask for one order (FIX H) by our id and, where it is known, the venue's: some venues forget our ids sooner. Answered
/// by OrderStatusReport, OrderNotFound or RequestInDoubt.
/// </summary>
public struct QueryOrder
{
    public long QueryId;
    public ulong ClOrdId;

    /// <summary>The venue's id; none = never heard.</summary>
    public VenueId OrderId;
}
