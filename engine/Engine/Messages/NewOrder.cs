namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Place a limit order (FIX D).</summary>
public struct NewOrder
{
    public ulong ClOrdId;
    public long PriceTicks;
    public long OrderQtyLots;

    /// <summary>Stamp of the quote's frame that caused it; 0 = caused by something else.</summary>
    public long TriggerNs;
    public Side Side;
    public ReportFlags Flags;
}
