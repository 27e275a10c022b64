using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Model;

/// <summary>
/// What has been booked of one order that we sent. All its totals only grow, whichever of stream, reply, query or
/// history tells of them first.
/// </summary>
public struct BookedOrder
{
    public ClOrdId Id;

    /// <summary>The venue's id, as soon as any report has told it; fills are found by it only.</summary>
    public VenueId OrderId;
    public long OrderQtyLots;
    public long PriceTicks;
    public long CumQtyLots;

    /// <summary>Σ price × quantity of the fills, in units (ticks × lots).</summary>
    public long CumValue;

    /// <summary>Fees in the quote asset, 1e-8.</summary>
    public long FeeE8;

    /// <summary>How many fills these totals are made of.</summary>
    public int Fills;

    /// <summary>The order is over; later reports only book.</summary>
    public bool IsOver;

    /// <summary>
    /// Over by our own proof, not by the venue's word: nothing there knew the order. Should it show after all, it goes.
    /// </summary>
    public bool IsPresumedAbsent;

    /// <summary>Value or fee is an estimate until the venue's list of this order's fills has been read.</summary>
    public bool NeedsTrades;

    internal readonly ulong Hash()
    {
        ulong hash = StateHash.Mix(Id.Value, CumQtyLots);
        hash = StateHash.Mix(StateHash.Mix(hash, OrderId.Low ^ OrderId.High), CumValue);
        hash = StateHash.Mix(hash, FeeE8 ^ ((long)Fills << 40));
        return StateHash.Mix(hash, (IsOver ? 1L : 0) | (NeedsTrades ? 2L : 0) | (IsPresumedAbsent ? 4L : 0));
    }
}
