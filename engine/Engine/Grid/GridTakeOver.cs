using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// A new journal begins with the grid and the holdings of one that another engine logic wrote, so that an upgrade
/// forgets no slot. Told anew by each run until the journal has an epoch of its own; telling it twice changes nothing.
/// </summary>
public sealed class GridTakeOver(EngineState s)
{
    private bool IsDue => s.Epoch == 0 && s.Phase == EnginePhase.Connecting && s.Instrument is null;

    public void Apply(in CarriedGrid grid)
    {
        if (!IsDue) return;
        s.Carried = grid;
        s.Grid = new GridGeometry(grid.AnchorTicks, grid.IntervalTicks);
        s.Outbox.Notice(NoticeCode.GridSet, grid.AnchorTicks, grid.IntervalTicks);
    }

    public void Apply(in CarriedHolding holding)
    {
        if (!IsDue || !SlotTable.IsAddressable(holding.Slot)) return;
        ref Slot slot = ref s.Slots.Edit(holding.Slot);
        s.Books.Adjust(ref slot, holding.PositionLots - slot.PositionLots, holding.CostValue - slot.CostValue);
        slot.State = SlotState.Held;
        s.Outbox.Notice(NoticeCode.PositionAdopted, holding.Slot, holding.PositionLots, holding.CostValue);
    }
}
