using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>One slot as the venue's books have it.</summary>
internal sealed class SlotTruth(int slot)
{
    public int Slot => slot;

    /// <summary>Orders of this slot that are open.</summary>
    public int LiveOrders { get; private set; }
    public long LiveBuyLots { get; private set; }
    public long LiveSellLots { get; private set; }

    /// <summary>Bought minus sold.</summary>
    public long NetLots { get; private set; }

    /// <summary>The largest order that this slot ever bought with.</summary>
    public long LargestBuyLots { get; private set; }

    public void Open(Side side, long lots)
    {
        LiveOrders++;
        AddLive(side, lots);
        if (side == Side.Buy) LargestBuyLots = long.Max(LargestBuyLots, lots);
    }

    public void Fill(Side side, long lots, bool isLast)
    {
        NetLots += side == Side.Buy ? lots : -lots;
        AddLive(side, -lots);
        if (isLast) LiveOrders--;
    }

    public void Close(Side side, long leavesLots)
    {
        LiveOrders--;
        AddLive(side, -leavesLots);
    }

    private void AddLive(Side side, long lots)
    {
        if (side == Side.Buy) LiveBuyLots += lots;
        else LiveSellLots += lots;
    }
}
