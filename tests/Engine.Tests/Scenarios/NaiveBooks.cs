namespace OpenSQT.Lmax.Engine.Tests.Scenarios;

/// <summary>
/// What the slots hold and what was earned, restated: a list of lots per slot would be exact but long, so a slot keeps
/// lots, cost and fee, and a sale takes its share of both, rounded down; the last lot takes what is left.
/// Money in units (tick × lot = 0.00001 USDT), fees in 1e-8 USDT.
/// </summary>
internal sealed class NaiveBooks
{
    public SortedDictionary<int, (long Lots, long Cost, long Fee)> Holdings { get; } = [];
    public long Cash { get; private set; }
    public long Gross { get; private set; }
    public long Fees { get; private set; }
    public long FeesOfSold { get; private set; }
    public int RoundTrips { get; private set; }

    public long LotsIn(int slot) => Holdings.TryGetValue(slot, out var held) ? held.Lots : 0;

    public void Buy(int slot, long lots, long price, long fee)
    {
        Holdings.TryGetValue(slot, out var held);
        Holdings[slot] = (held.Lots + lots, held.Cost + lots * price, held.Fee + fee);
        Cash -= lots * price;
        Fees += fee;
    }

    public void Sell(int slot, long lots, long price, long fee)
    {
        (long had, long cost, long costFee) = Holdings[slot];
        bool isLast = lots == had;
        long soldCost = isLast ? cost : cost * lots / had;
        long soldFee = isLast ? costFee : costFee * lots / had;
        Holdings[slot] = (had - lots, cost - soldCost, costFee - soldFee);
        if (isLast) Holdings.Remove(slot);
        Cash += lots * price;
        Gross += lots * price - soldCost;
        Fees += fee;
        FeesOfSold += fee + soldFee;
        if (isLast) RoundTrips++;
    }
}
