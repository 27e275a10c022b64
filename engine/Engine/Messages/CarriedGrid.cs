namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// The grid that a journal of another engine logic ended with; its holdings follow as <see cref="CarriedHolding"/>.
/// </summary>
public struct CarriedGrid
{
    public long AnchorTicks;
    public long IntervalTicks;
    public long TickSizeE8;
    public long LotSizeE8;

    /// <summary>Highest epoch of the orders placed from that journal.</summary>
    public int Epoch;
}
