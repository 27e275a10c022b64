using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>What the holdings are worth, for people; no decision rests on it. Money in 1e-8 quote.</summary>
public static class Valuation
{
    /// <summary>The mark price while it is fresh, else the reference; 0 = no price yet.</summary>
    public static long PriceE8(EngineState s)
    {
        long markE8 = s.FreshMarkE8;
        return markE8 > 0 || s.Instrument is null ? markE8 : s.ReferenceTicks * s.Instrument.TickSizeE8;
    }

    /// <summary>Worth of the holdings minus what they cost, before fees.</summary>
    public static long UnrealizedE8(EngineState s) =>
        (long)(QuantityE8(s) * PriceE8(s) / FixedPoint.One) - s.Instrument!.ValueE8(s.Books.HoldingsCostUnits);

    /// <summary>
    /// The price at which selling all holdings as maker would bring the result since the journal began, fees and
    /// funding included, to zero; rounded up. 0 = there are none, or they are paid for already.
    /// </summary>
    public static long BreakEvenE8(EngineState s)
    {
        Int128 quantityE8 = QuantityE8(s);
        Int128 neededE8 = s.Books.FeesE8 - s.Books.FundingE8
            - (Int128)s.Instrument!.ValueE8(s.Books.CashUnits - s.Books.AdjustedUnits);
        if (quantityE8 <= 0 || neededE8 <= 0) return 0;
        Int128 share = quantityE8 * (FixedPoint.One - s.MakerFeeE8);
        return (long)((neededE8 * FixedPoint.One * FixedPoint.One + share - 1) / share);
    }

    private static Int128 QuantityE8(EngineState s) => (Int128)s.Slots.PositionLots * s.Instrument!.LotSizeE8;
}
