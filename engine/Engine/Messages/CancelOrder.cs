namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Cancel one order by our id (FIX F).</summary>
public struct CancelOrder
{
    public ulong ClOrdId;
    public VenueId OrderId;

    /// <summary>Stamp of the quote's frame that caused it; 0 = caused by something else.</summary>
    public long TriggerNs;
}
