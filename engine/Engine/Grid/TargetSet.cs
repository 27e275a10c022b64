using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// The orders that should be at the venue now: the nearest exits, then the entries of the buy window, within the
/// bounds of the set. Also which further exits may stay if they are already there.
/// </summary>
public sealed class TargetSet(EngineState s, EntryLimits limits)
{
    public const int MostPerSide = 1024;

    private readonly int[] _exits = new int[MostPerSide];
    private readonly int[] _entries = new int[MostPerSide];
    private int _exitCandidates;

    /// <summary>Exits to have, nearest first.</summary>
    public ReadOnlySpan<int> Exits => _exits.AsSpan(0, ExitCount);

    /// <summary>Exits to have and, behind them, those that may stay.</summary>
    public ReadOnlySpan<int> ExitsWithHysteresis => _exits.AsSpan(0, _exitCandidates);

    /// <summary>Entries to have, nearest first; slots whose buy is already there included.</summary>
    public ReadOnlySpan<int> Entries => _entries.AsSpan(0, EntryCount);

    public int ExitCount { get; private set; }
    public int EntryCount { get; private set; }

    public void Build(long gridIndex, bool withEntries)
    {
        int wantedExits = int.Min(s.Config.SellWindowSize, MostPerSide);
        FindExits(int.Min(wantedExits + s.Config.Hysteresis, MostPerSide));
        ExitCount = int.Min(wantedExits, _exitCandidates);
        EntryCount = withEntries ? FindEntries(gridIndex) : 0;

        int most = s.Config.TargetSetMax;
        if (ExitCount + EntryCount <= most) return;
        int half = most / 2;
        int exits = int.Min(ExitCount, int.Max(half, most - EntryCount));
        EntryCount = int.Min(EntryCount, most - exits);
        ExitCount = exits;
    }

    /// <summary>
    /// Where an exit of slot k would be placed now: its sell price, or just above the bid if that is higher.
    /// </summary>
    public long ExitPrice(int k) => long.Max(s.Grid.SellPrice(k), s.BidTicks + 1);

    public bool IsInsideCollar(long priceTicks) =>
        long.BigMul(long.Abs(priceTicks - s.ReferenceTicks), FixedPoint.One)
        <= long.BigMul(s.ReferenceTicks, s.Config.PriceCollarE8);

    /// <summary>
    /// Nearest by where they would sell, then the higher slot: first all that the market has passed, from the top;
    /// then upwards.
    /// </summary>
    private void FindExits(int most)
    {
        _exitCandidates = 0;
        long passed = s.Grid.HighestSlotSellingAt(s.BidTicks + 1);
        int from = (int)long.Clamp(passed, -ClOrdId.SlotOffset, ClOrdId.MaxSlot);
        for (int k = s.Slots.Holding.Previous(from); k != SlotBits.None; k = s.Slots.Holding.Previous(k - 1))
        {
            if (!AddExit(k, most)) return;
        }

        for (int k = s.Slots.Holding.Next(from + 1); k != SlotBits.None; k = s.Slots.Holding.Next(k + 1))
        {
            if (!IsInsideCollar(s.Grid.SellPrice(k)) || !AddExit(k, most)) return;
        }
    }

    private bool AddExit(int k, int most)
    {
        if (_exitCandidates == most) return false;
        ref readonly Slot slot = ref s.Slots.Read(k);
        if (slot.PositionLots < s.Instrument!.Definition.MinExitLots || slot.IsBuying) return true;
        _exits[_exitCandidates++] = k;
        return true;
    }

    private int FindEntries(long gridIndex)
    {
        limits.Begin(gridIndex);
        int count = 0;
        int window = int.Min(s.Config.BuyWindowSize, MostPerSide);
        for (int i = 0; i < window; i++)
        {
            long at = gridIndex - i;
            if (!SlotTable.IsAddressable(at)) continue;
            int k = (int)at;
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (!slot.IsBuying && !IsOpenForEntry(k, slot)) continue;
            if (!limits.TryWant(k, slot)) return count;
            _entries[count++] = k;
        }

        limits.AllWanted();

        return count;
    }

    /// <summary>
    /// Empty (or holding less than could be sold), and its own round trip earns more than its two fees.
    /// </summary>
    private bool IsOpenForEntry(int k, in Slot slot)
    {
        if (slot.HasOrder || slot.PositionLots >= s.Instrument!.Definition.MinExitLots) return false;
        long price = s.Grid.BuyPrice(k);
        return price > 0 && PreflightCheck.ProfitPerLotE8(s, price, s.MakerFeeE8) > 0;
    }
}
