namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>The venue answered a query by ClOrdId with "no such order". One such answer is not yet proof.</summary>
public struct OrderNotFound
{
    public ulong ClOrdId;
    public long QueryId;
}
