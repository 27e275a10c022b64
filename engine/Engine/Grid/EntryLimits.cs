using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// How many buys may be open (margin lock) and what position and open buys may be worth together (position limit).
/// Both leave slots out of the target set, from the farthest; neither changes the trading state.
/// Measured once per change of the target set, never on a price event that causes nothing.
/// </summary>
public sealed class EntryLimits(EngineState s)
{
    private int _cap;
    private long _limit;

    // what is at the venue or held
    private int _openBuys;
    private long _openUnits;
    private int _leavingBuys;

    // what the target set holds
    private int _wantedBuys;
    private long _wantedUnits;

    /// <summary>Buys above the window come first: they are the nearest.</summary>
    public void Begin(long gridIndex)
    {
        _cap = s.Margin.Cap(s.NowNs);
        if (_cap != int.MaxValue) s.DueAt(s.Margin.UntilNs);
        _limit = s.MaxPositionE8 > 0 ? s.MaxPositionE8 / s.Instrument!.UnitE8 : long.MaxValue;
        _openBuys = _wantedBuys = _leavingBuys = 0;
        _openUnits = _wantedUnits = PositionUnits(s);
        foreach (int k in s.Slots.Working)
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (!slot.IsBuying) continue;
            long units = LeavesUnits(slot);
            _openBuys++;
            _openUnits += units;
            if (slot.State == SlotState.BuyCanceling) _leavingBuys++;
            if (k <= gridIndex) continue;
            _wantedBuys++;
            _wantedUnits += units;
        }
    }

    /// <summary>Takes a slot into the target set if it fits behind the nearer ones.</summary>
    public bool TryWant(int k, in Slot slot)
    {
        long units = slot.IsBuying ? LeavesUnits(slot) : EntryUnits(k, slot);
        bool fitsLimit = _wantedUnits <= _limit - units;
        if (!fitsLimit) Report(true);
        if (!fitsLimit || _wantedBuys >= _cap) return false;
        _wantedBuys++;
        _wantedUnits += units;
        return true;
    }

    /// <summary>The whole window fits (again).</summary>
    public void AllWanted() => Report(false);

    /// <summary>How many open buys outside the set are in the way of its entries that are not sent yet.</summary>
    public int InTheWay(ReadOnlySpan<int> entries)
    {
        int missing = 0;
        long missingUnits = 0;
        foreach (int k in entries)
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.HasOrder) continue;
            missing++;
            missingUnits += EntryUnits(k, slot);
        }

        int overCap = _cap == int.MaxValue ? 0 : _openBuys + missing - _cap;
        int overLimit = _openUnits <= _limit - missingUnits ? 0 : int.Max(1, missing);
        return int.Max(overCap, overLimit) - _leavingBuys;
    }

    /// <summary>True when one more buy may leave now; it then counts as open.</summary>
    public bool TryOpen(int k, in Slot slot)
    {
        long units = EntryUnits(k, slot);
        if (_openBuys >= _cap || _openUnits > _limit - units) return false;
        _openBuys++;
        _openUnits += units;
        return true;
    }

    /// <summary>Position and open buys, in units.</summary>
    public static long ExposureUnits(EngineState s)
    {
        long units = PositionUnits(s);
        foreach (int k in s.Slots.Working)
            if (s.Slots.Read(k).IsBuying)
                units += LeavesUnits(s.Slots.Read(k));
        return units;
    }

    /// <summary>The holdings at cost or at the reference, whichever is more.</summary>
    private static long PositionUnits(EngineState s) =>
        long.Max(s.Books.HoldingsCostUnits, s.Slots.PositionLots * s.ReferenceTicks);

    private static long LeavesUnits(in Slot slot) => (slot.OrderQtyLots - slot.OrderCumLots) * slot.OrderPriceTicks;

    private long EntryUnits(int k, in Slot slot)
    {
        long price = s.Grid.BuyPrice(k);
        return OrderSize.EntryLots(s, price, slot.PositionLots) * price;
    }

    private void Report(bool isAtLimit)
    {
        if (s.IsAtPositionLimit == isAtLimit) return;
        s.IsAtPositionLimit = isAtLimit;
        if (!isAtLimit) return;
        s.Outbox.Notice(NoticeCode.PositionLimitReached, s.MaxPositionE8, s.Instrument!.ValueE8(_openUnits));
    }
}
