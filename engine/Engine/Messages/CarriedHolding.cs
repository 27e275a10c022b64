namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>What one slot held at the end of a journal of another engine logic.</summary>
public struct CarriedHolding
{
    public int Slot;

    /// <summary>In lots.</summary>
    public long PositionLots;

    /// <summary>What it cost, in units (ticks × lots), without fees: these are in the other journal's books.</summary>
    public long CostValue;
}
