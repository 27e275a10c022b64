using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Orders;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// What a price event does: decides the target set and sends the difference, cancels first, then exits, then entries.
/// Works only when the grid index, the half index, a slot or a limit changed, or when something is due.
/// </summary>
public sealed class GridStrategy(EngineState s, OrderSender sender, EntryLimits limits)
{
    private const long Second = 1_000_000_000;
    private const long Unknown = long.MinValue;

    private readonly EntryLimits _limits = limits;
    private readonly TargetSet _target = new(s, limits);
    private readonly SmallHoldings _small = new(s);
    private readonly OrderTrimmer _trimmer = new(s, sender, limits);
    private long _gridIndex = Unknown;
    private long _halfIndex;

    // Between these no line is crossed: spares a quote that causes nothing two divisions.
    private GridGeometry _grid;
    private long _calmFrom;
    private long _calmUntil;
    private long _spikeIndex;
    private long _spikeUntilNs;

    public void StartRun()
    {
        _gridIndex = Unknown;
        _calmUntil = _calmFrom = 0;
        _spikeUntilNs = 0;
    }

    /// <summary>An accepted quote: marks work only when it crossed a line of the grid.</summary>
    public void OnQuote()
    {
        if (s.ReferenceTicks >= _calmFrom && s.ReferenceTicks < _calmUntil && _grid == s.Grid) return;
        _grid = s.Grid;
        (_calmFrom, _calmUntil) = _grid.SameIndexes(s.ReferenceTicks);
        long gridIndex = _grid.GridIndex(s.ReferenceTicks);
        long halfIndex = _grid.HalfIndex(s.ReferenceTicks);
        if (gridIndex == _gridIndex && halfIndex == _halfIndex) return;
        WatchSpike(gridIndex);
        _gridIndex = gridIndex;
        _halfIndex = halfIndex;
        s.IsDirty = true;
    }

    /// <summary>Sends what is missing between the target set and the venue, as far as the tokens go.</summary>
    /// <param name="mayPlace">False while the price is uncertain: cancels only.</param>
    public void Run(bool mayPlace)
    {
        if (!s.IsDirty && s.NowNs < s.DueNs) return;
        if (_gridIndex == Unknown)
        {
            if (!mayPlace) return; // no price in this run yet
            OnQuote();
        }

        s.IsDirty = false;
        s.DueNs = long.MaxValue;
        TradingState state = s.Gate.State;
        bool withEntries = state == TradingState.Active && mayPlace && !IsSpiking();
        _small.MoveUp(_gridIndex);
        _target.Build(_gridIndex, withEntries);
        bool isAllSent = _trimmer.Trim(_target, _gridIndex, state);
        if (state != TradingState.Halted && mayPlace)
        {
            isAllSent = isAllSent && PlaceExits();
            isAllSent = isAllSent && PlaceEntries();
        }

        if (!isAllSent || !mayPlace) s.IsDirty = true;
    }

    /// <summary>A rise by more than the window in one step must not buy a full window at its top.</summary>
    private void WatchSpike(long gridIndex)
    {
        int window = s.Config.BuyWindowSize;
        bool hasRisen = _gridIndex != Unknown && gridIndex - _gridIndex > window;
        bool hasMoved = _spikeUntilNs != 0 && 2 * long.Abs(gridIndex - _spikeIndex) > window;
        if (!hasRisen && !hasMoved) return;
        _spikeIndex = gridIndex;
        _spikeUntilNs = s.NowNs + Second;
    }

    private bool IsSpiking()
    {
        if (_spikeUntilNs == 0) return false;
        if (s.NowNs >= _spikeUntilNs)
        {
            _spikeUntilNs = 0;
            return false;
        }

        s.DueAt(_spikeUntilNs);
        return true;
    }

    private bool PlaceExits()
    {
        foreach (int k in _target.Exits)
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.State != SlotState.Held || slot.Has(SlotFlags.ExitsSuspended)) continue;
            long price = _target.ExitPrice(k);
            if (!_target.IsInsideCollar(price)) continue;
            bool postOnly = slot.WouldTakes < RejectPolicy.LadderLength || !EarnsAsTaker(slot, price);
            if (postOnly && !IsFree(slot)) continue;
            if (!sender.TryPlace(k, Side.Sell, price, slot.PositionLots, postOnly)) return false;
            _trimmer.CountPlaced();
            if (!postOnly) s.Outbox.Notice(NoticeCode.ExitDowngraded, k, price, 0, slot.ClOrdId);
        }

        return true;
    }

    private bool PlaceEntries()
    {
        foreach (int k in _target.Entries)
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.HasOrder || !IsFree(slot)) continue;
            // room comes with the terminal report of what was cancelled for it
            if (!_limits.TryOpen(k, slot) || !_trimmer.HasRoom) return true;
            long price = s.Grid.BuyPrice(k);
            long lots = OrderSize.EntryLots(s, price, slot.PositionLots);
            bool postOnly = !IsDowngraded(slot, price);
            if (!sender.TryPlace(k, Side.Buy, price, lots, postOnly)) return false;
            _trimmer.CountPlaced();
            if (!postOnly) s.Outbox.Notice(NoticeCode.EntryDowngraded, k, price, 0, slot.ClOrdId);
        }

        return true;
    }

    /// <summary>Only on request, and only where the round trip still earns after the taker's fee.</summary>
    private bool IsDowngraded(in Slot slot, long priceTicks) =>
        s.Config.PostOnlyEntriesDowngrade && slot.WouldTakes >= RejectPolicy.LadderLength
        && PreflightCheck.ProfitPerLotE8(s, priceTicks, s.TakerFeeE8, s.MakerFeeE8) > 0;

    /// <summary>Not pausing; if it is, work is due when the pause ends.</summary>
    private bool IsFree(in Slot slot)
    {
        if (s.NowNs >= slot.NotBeforeNs) return true;
        s.DueAt(slot.NotBeforeNs);
        return false;
    }

    /// <summary>
    /// The whole holding, sold here at the taker's fee, still brings more than it cost with its fees.
    /// </summary>
    private bool EarnsAsTaker(in Slot slot, long priceTicks)
    {
        Int128 value = (Int128)priceTicks * slot.PositionLots;
        Int128 gainE8 = (value - slot.CostValue) * s.Instrument!.UnitE8 - slot.CostFeeE8;
        return gainE8 * FixedPoint.One > value * s.Instrument.UnitE8 * s.TakerFeeE8;
    }
}
