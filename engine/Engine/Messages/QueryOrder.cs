namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// Ask for one order by our id (FIX H); answered by OrderStatusReport, OrderNotFound or RequestInDoubt.
/// </summary>
public struct QueryOrder
{
    public long QueryId;
    public ulong ClOrdId;
}
