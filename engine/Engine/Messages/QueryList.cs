namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// Ask for a list, see <see cref="ListKind"/>; answered by ListBegin, rows, ListEnd, or by a failed ListEnd.
/// </summary>
public struct QueryList
{
    public long QueryId;

    /// <summary>The order, for <see cref="ListKind.TradesOfOrder"/>.</summary>
    public ulong ClOrdId;
    public VenueId OrderId;

    /// <summary>
    /// Oldest time wanted, for <see cref="ListKind.OrderHistory"/> and <see cref="ListKind.Funding"/>.
    /// </summary>
    public long SinceNs;
    public ListKind ListKind;
}
