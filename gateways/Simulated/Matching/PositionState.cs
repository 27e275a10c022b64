using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>
/// The one-way position: signed lots, and what they cost (same sign, 1e-8 quote). A reduction takes its share of the
/// cost, rounded towards zero; the rest stays, so that cost = Σ bought − Σ sold + Σ realized holds exactly.
/// </summary>
public readonly record struct PositionState(long Lots, long CostE8, long RealizedE8)
{
    public bool IsFlat => Lots == 0;

    /// <summary>The position after a fill; <paramref name="realizedE8"/> is the profit of its closing part.</summary>
    /// <param name="unitE8">Value of one tick × one lot, 1e-8 quote.</param>
    public PositionState After(Side side, long priceTicks, long lots, long unitE8, out long realizedE8)
    {
        long signed = side == Side.Buy ? lots : -lots;
        bool reduces = Lots != 0 && Lots > 0 != signed > 0;
        long closing = reduces ? long.Min(long.Abs(Lots), lots) : 0;
        long closedSigned = Lots > 0 ? closing : -closing;
        long cost = CostE8;
        realizedE8 = 0;
        if (closing > 0)
        {
            long costPart = (long)((Int128)CostE8 * closing / long.Abs(Lots));
            realizedE8 = ValueE8(priceTicks, closedSigned, unitE8) - costPart;
            cost -= costPart;
        }

        long opening = signed + closedSigned;
        cost += ValueE8(priceTicks, opening, unitE8);
        return new PositionState(Lots + signed, cost, RealizedE8 + realizedE8);
    }

    /// <summary>Average entry price in 1e-8 quote per base unit, rounded half up; 0 when flat.</summary>
    public long EntryPriceE8(long lotSizeE8)
    {
        if (Lots == 0) return 0;
        Int128 quantity = (Int128)Lots * lotSizeE8;
        Int128 cost = (Int128)CostE8 * FixedPoint.One;
        return (long)((2 * cost + quantity) / (2 * quantity)); // both carry the position's sign
    }

    private static long ValueE8(long priceTicks, long lots, long unitE8) => (long)((Int128)priceTicks * lots * unitE8);
}
