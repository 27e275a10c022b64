using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>The account's open limit orders of one side, best price first, at one price the earlier first.</summary>
internal sealed class RestingOrders(Side side)
{
    private readonly List<VenueOrder> _orders = [];

    public int Count => _orders.Count;

    public VenueOrder this[int index] => _orders[index];

    /// <summary>Number of orders that rank before the given price and everything already resting at it.</summary>
    public int RankOf(long priceTicks)
    {
        int low = 0;
        int high = _orders.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            long other = _orders[middle].PriceTicks;
            bool before = side == Side.Buy ? other >= priceTicks : other <= priceTicks;
            if (before) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    public void Add(VenueOrder order) => _orders.Insert(RankOf(order.PriceTicks), order);

    public void Remove(VenueOrder order) => _orders.Remove(order);
}
