namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>One booked fill, for the operator's table. Blittable.</summary>
public struct FillRecord
{
    /// <summary>1, 2, 3, … since the journal began.</summary>
    public long Number;

    /// <summary>Engine time of the report that booked it.</summary>
    public long TimeNs;
    public ulong ClOrdId;
    public long Lots;

    /// <summary>Σ price × quantity, in units (ticks × lots).</summary>
    public long ValueUnits;

    /// <summary>In 1e-8 quote; negative = a rebate.</summary>
    public long FeeE8;

    /// <summary>Of a sell: value minus cost, in units, before fees.</summary>
    public long GrossUnits;

    /// <summary>Of a sell: its fee and the share of the buy's fee, 1e-8 quote.</summary>
    public long SettledFeeE8;

    /// <summary>Value or fee were not told with the fill; the books are corrected later, this record is not.</summary>
    public bool IsEstimated;
}
