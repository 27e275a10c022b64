using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>
/// Money, from real fills and fees only. Values are in units (ticks × lots), fees in 1e-8 quote.
/// Result since the journal began = gross − fees + funding + worth of the holdings − their cost.
/// At any time: cash = gross + adjusted − cost of the holdings, and fees = settled fees + fees of the holdings.
/// </summary>
public sealed class Books
{
    /// <summary>Σ sold − Σ bought, in units.</summary>
    public long CashUnits { get; private set; }

    /// <summary>Σ bought, in units.</summary>
    public long BoughtUnits { get; private set; }

    /// <summary>Σ sold, in units.</summary>
    public long SoldUnits => CashUnits + BoughtUnits;

    /// <summary>Σ (sold − cost of what was sold), in units, before fees.</summary>
    public long GrossUnits { get; private set; }

    /// <summary>All fees, 1e-8 quote.</summary>
    public long FeesE8 { get; private set; }

    /// <summary>Funding received minus paid, 1e-8 quote.</summary>
    public long FundingE8 { get; private set; }

    /// <summary>Σ bought + Σ sold, in units.</summary>
    public long VolumeUnits => BoughtUnits + SoldUnits;

    /// <summary>The part of <see cref="FeesE8"/> that belongs to finished sells and their buys.</summary>
    public long SettledFeesE8 { get; private set; }

    /// <summary>Cost of what was adopted minus cost of what was written off, in units.</summary>
    public long AdjustedUnits { get; private set; }
    /// <summary>Lots adopted minus lots written off.</summary>
    public long AdjustedLots { get; private set; }

    /// <summary>What the holdings cost, in units, without fees.</summary>
    public long HoldingsCostUnits => GrossUnits + AdjustedUnits - CashUnits;

    public long BoughtLots { get; private set; }
    public long SoldLots { get; private set; }
    public long BuyFills { get; private set; }
    public long SellFills { get; private set; }
    public long RoundTrips { get; private set; }

    /// <summary>Books a bought quantity into its slot.</summary>
    public void Buy(ref Slot slot, long lots, long value, long feeE8)
    {
        slot.PositionLots += lots;
        slot.CostValue += value;
        slot.CostFeeE8 += feeE8;
        CashUnits -= value;
        BoughtUnits += value;
        FeesE8 += feeE8;
        BoughtLots += lots;
    }

    /// <summary>
    /// Books a sold quantity out of its slot; the cost leaves in proportion, the last lot takes the rest.
    /// </summary>
    public void Sell(ref Slot slot, long lots, long value, long feeE8)
    {
        long cost = Share(slot.CostValue, lots, slot.PositionLots);
        long costFee = Share(slot.CostFeeE8, lots, slot.PositionLots);
        slot.PositionLots -= lots;
        slot.CostValue -= cost;
        slot.CostFeeE8 -= costFee;
        CashUnits += value;
        GrossUnits += value - cost;
        FeesE8 += feeE8;
        SettledFeesE8 += feeE8 + costFee;
        SoldLots += lots;
        if (slot.PositionLots == 0) RoundTrips++;
    }

    /// <summary>The venue's list of fills says something else than was estimated: corrects value and fee.</summary>
    public void Correct(ref Slot slot, Side side, long value, long feeE8)
    {
        FeesE8 += feeE8;
        CashUnits += side == Side.Sell ? value : -value;
        if (side == Side.Buy) BoughtUnits += value;
        if (side == Side.Buy && slot.PositionLots > 0)
        {
            slot.CostValue += value;
            slot.CostFeeE8 += feeE8;
            return;
        }

        GrossUnits += side == Side.Sell ? value : -value;
        SettledFeesE8 += feeE8;
    }

    /// <summary>A payment of funding; positive = received.</summary>
    public void Fund(long amountE8) => FundingE8 += amountE8;

    /// <summary>Counts a fill once per report that booked something.</summary>
    public void CountFill(Side side, int fills)
    {
        if (side == Side.Buy) BuyFills += fills;
        else SellFills += fills;
    }

    /// <summary>
    /// Takes a holding into (or out of) the books without a trade of ours: adopted, or sold behind our back.
    /// </summary>
    public void Adjust(ref Slot slot, long lots, long value)
    {
        slot.PositionLots += lots;
        slot.CostValue += value;
        AdjustedUnits += value;
        AdjustedLots += lots;
        if (slot.PositionLots != 0) return;
        SettledFeesE8 += slot.CostFeeE8;
        slot.CostFeeE8 = 0;
    }

    public ulong Hash()
    {
        ulong hash = StateHash.Mix(StateHash.Mix(StateHash.Mix(0, CashUnits), GrossUnits), AdjustedUnits);
        hash = StateHash.Mix(StateHash.Mix(hash, FeesE8), SettledFeesE8);
        hash = StateHash.Mix(StateHash.Mix(StateHash.Mix(hash, BoughtLots), SoldLots), AdjustedLots);
        hash = StateHash.Mix(hash, FundingE8);
        return StateHash.Mix(StateHash.Mix(hash, BuyFills * 31 + SellFills), RoundTrips);
    }

    private static long Share(long total, long part, long whole) =>
        part == whole ? total : (long)((Int128)total * part / whole);
}
