using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>One rung of the grid: what it holds and its one order. Prices in ticks, quantities in lots.</summary>
public struct Slot
{
    public SlotState State;
    public SlotFlags Flags;

    /// <summary>Proven rejects in a row of the present intent, and their reason.</summary>
    public byte Rejects;
    public Reason LastReject;
    public byte SameRejects;

    /// <summary>Would-take refusals in a row.</summary>
    public byte WouldTakes;
    public byte NotFounds;
    public byte Queries;

    public long PositionLots;

    /// <summary>What the holding cost, in units (ticks × lots), without fees.</summary>
    public long CostValue;

    /// <summary>Fees paid for the holding, 1e-8 quote.</summary>
    public long CostFeeE8;

    public ulong ClOrdId;
    public VenueId OrderId;
    public long OrderPriceTicks;
    public long OrderQtyLots;
    public long OrderCumLots;

    /// <summary>When the place left.</summary>
    public long SentNs;

    /// <summary>When the last request about this order left: place, cancel or query.</summary>
    public long AskedNs;

    /// <summary>When the order in doubt is asked for again.</summary>
    public long NextQueryNs;

    /// <summary>First "not found" answer of the present doubt; 0 = none.</summary>
    public long FirstNotFoundNs;

    /// <summary>No new intent before this time.</summary>
    public long NotBeforeNs;

    /// <summary>Since when the live order is outside the target set; 0 = inside.</summary>
    public long OutsideNs;
    public long RepricedNs;

    /// <summary>Number of the reconcile pass that saw the present order in one of the venue's lists.</summary>
    public int SeenPass;

    public int Generation;
    public int GenerationEpoch;

    // What the table has already counted of this slot, see SlotTable.Settle.
    internal ulong SettledHash;
    internal long SettledPositionLots;
    internal SlotState SettledState;
    internal bool Edited;

    public readonly bool HasOrder => State is not (SlotState.Free or SlotState.Held);

    public readonly bool IsBuying =>
        State is SlotState.BuyPending or SlotState.BuyLive or SlotState.BuyCanceling or SlotState.BuyInDoubt;

    public readonly bool IsSelling =>
        State is SlotState.SellPending or SlotState.SellLive or SlotState.SellCanceling or SlotState.SellInDoubt;

    public readonly bool IsInDoubt => State is SlotState.BuyInDoubt or SlotState.SellInDoubt;

    public readonly bool Has(SlotFlags flag) => (Flags & flag) != 0;

    internal readonly ulong Hash(int k)
    {
        ulong hash = StateHash.Mix((ulong)State | ((ulong)Flags << 8) | ((ulong)Rejects << 16)
            | ((ulong)LastReject << 24) | ((ulong)SameRejects << 32) | ((ulong)WouldTakes << 40)
            | ((ulong)NotFounds << 48) | ((ulong)Queries << 56), (long)k);
        hash = StateHash.Mix(hash, PositionLots);
        hash = StateHash.Mix(hash, CostValue);
        hash = StateHash.Mix(hash, CostFeeE8);
        hash = StateHash.Mix(hash, ClOrdId);
        hash = StateHash.Mix(hash, OrderId.Low ^ OrderId.High);
        hash = StateHash.Mix(hash, OrderPriceTicks);
        hash = StateHash.Mix(hash, OrderQtyLots);
        hash = StateHash.Mix(hash, OrderCumLots);
        hash = StateHash.Mix(hash, SentNs ^ (AskedNs << 1));
        hash = StateHash.Mix(hash, NotBeforeNs ^ (OutsideNs << 1));
        hash = StateHash.Mix(hash, RepricedNs ^ (NextQueryNs << 1) ^ (FirstNotFoundNs << 2));
        hash = StateHash.Mix(hash, SeenPass);
        return StateHash.Mix(hash, ((long)GenerationEpoch << 32) | (uint)Generation);
    }
}
