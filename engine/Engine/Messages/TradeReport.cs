namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>One fill out of the venue's history.</summary>
public struct TradeReport
{
    public long QueryId;
    public ulong ClOrdId;
    public VenueId OrderId;
    public VenueId ExecId;
    public long LastQtyLots;
    public long LastPxTicks;
    public long FeeE8;
    public long VenueTimeNs;
    public Side Side;
    public FeeAsset FeeAsset;
    public ReportFlags Flags;
}
