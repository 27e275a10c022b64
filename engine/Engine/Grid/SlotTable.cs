using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// All slots, addressed by their number k, in pages that are made when first touched. Counts, sums, the sets of
/// holding and working slots and the hash are brought up to date for the edited slots only (<see cref="Settle"/>).
/// </summary>
public sealed class SlotTable
{
    private const int PageBits = 8;
    private const int PageSize = 1 << PageBits;
    private readonly Slot[]?[] _pages = new Slot[(ClOrdId.SlotOffset * 2) >> PageBits][];
    private readonly int[] _stateCounts = new int[SlotTransitions.States];
    private int[] _edited = new int[1024];
    private int _editedCount;

    /// <summary>Slots that hold something.</summary>
    public SlotBits Holding { get; } = new();

    /// <summary>Slots that have an order, in whatever state.</summary>
    public SlotBits Working { get; } = new();

    /// <summary>Σ of what the slots hold, in lots.</summary>
    public long PositionLots { get; private set; }
    public int HoldingCount { get; private set; }
    public ulong Hash { get; private set; }

    public int WorkingBuys => Count(SlotState.BuyPending) + Count(SlotState.BuyLive)
        + Count(SlotState.BuyCanceling) + Count(SlotState.BuyInDoubt);

    public int WorkingSells => Count(SlotState.SellPending) + Count(SlotState.SellLive)
        + Count(SlotState.SellCanceling) + Count(SlotState.SellInDoubt);

    public int InDoubt => Count(SlotState.BuyInDoubt) + Count(SlotState.SellInDoubt);

    public int WorkingCount => WorkingBuys + WorkingSells;

    public static bool IsAddressable(long k) => k is >= -ClOrdId.SlotOffset and <= ClOrdId.MaxSlot;

    public int Count(SlotState state) => _stateCounts[(int)state];

    /// <summary>The slot for reading; a copy of the empty slot where nothing was ever done.</summary>
    public ref readonly Slot Read(int k) => ref Page(k)[k & (PageSize - 1)];

    /// <summary>The slot for writing; counted again at the next <see cref="Settle"/>.</summary>
    public ref Slot Edit(int k)
    {
        ref Slot slot = ref Page(k)[k & (PageSize - 1)];
        if (slot.Edited) return ref slot;
        slot.Edited = true;
        if (_editedCount == _edited.Length) Array.Resize(ref _edited, _edited.Length * 2);
        _edited[_editedCount++] = k;
        return ref slot;
    }

    /// <summary>Brings sums, sets and hash up to date; true when a slot had been edited.</summary>
    public bool Settle()
    {
        if (_editedCount == 0) return false;
        for (int i = 0; i < _editedCount; i++) Settle(_edited[i]);
        _editedCount = 0;
        return true;
    }

    private void Settle(int k)
    {
        ref Slot slot = ref Page(k)[k & (PageSize - 1)];
        slot.Edited = false;
        if (slot.SettledPositionLots != slot.PositionLots)
        {
            PositionLots += slot.PositionLots - slot.SettledPositionLots;
            if (slot.SettledPositionLots > 0 != slot.PositionLots > 0)
            {
                HoldingCount += slot.PositionLots > 0 ? 1 : -1;
                Holding.Set(k, slot.PositionLots > 0);
            }

            slot.SettledPositionLots = slot.PositionLots;
        }

        if (slot.SettledState != slot.State || slot.SettledHash == 0)
        {
            if (slot.SettledHash != 0) _stateCounts[(int)slot.SettledState]--;
            _stateCounts[(int)slot.State]++;
            Working.Set(k, slot.HasOrder);
            slot.SettledState = slot.State;
        }

        ulong hash = slot.Hash(k) | 1; // never 0: 0 means "not counted yet"
        Hash ^= slot.SettledHash ^ hash;
        slot.SettledHash = hash;
    }

    private Slot[] Page(int k)
    {
        int page = (k + ClOrdId.SlotOffset) >> PageBits;
        return _pages[page] ?? NewPage(page);
    }

    private Slot[] NewPage(int page) => _pages[page] = new Slot[PageSize];
}
