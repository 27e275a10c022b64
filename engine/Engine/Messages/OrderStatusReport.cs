namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// The venue's present view of one order: the answer to a query by ClOrdId (then <see cref="QueryId"/> names that
/// query and no list surrounds it) or a row of a list.
/// </summary>
public struct OrderStatusReport
{
    public long QueryId;
    public ulong ClOrdId;
    public VenueId OrderId;
    public long PriceTicks;
    public long OrderQtyLots;
    public long CumQtyLots;

    /// <summary>Σ price × quantity of the fills, in ticks × lots; −1 where the venue does not say.</summary>
    public long CumValue;
    public long VenueTimeNs;
    public Side Side;
    public OrdStatus OrdStatus;
    public Reason Reason;
    public ReportFlags Flags;
}
