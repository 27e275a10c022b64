using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>
/// The hard rules as a check over the whole state. Tests and the simulator run it after every event; it looks at every
/// holding and working slot, so the live engine does not.
/// </summary>
public static class Invariant
{
    /// <summary>The first broken rule in words, or null.</summary>
    public static string? FirstBroken(EngineState s)
    {
        if (s.Gate.Has(Risk.GateCause.BrokenInvariant)) return "an illegal transition was seen";
        return BrokenMoney(s) ?? BrokenWorking(s);
    }

    private static string? BrokenMoney(EngineState s)
    {
        long lots = 0, cost = 0, feeE8 = 0;
        for (int k = s.Slots.Holding.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Holding.Next(k + 1))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.PositionLots <= 0) return $"slot {k} is marked as holding {slot.PositionLots}";
            if (slot.State == SlotState.Free) return $"slot {k} holds {slot.PositionLots} and is Free";
            lots += slot.PositionLots;
            cost += slot.CostValue;
            feeE8 += slot.CostFeeE8;
        }

        Books books = s.Books;
        if (lots != s.Slots.PositionLots) return $"slots hold {lots}, counted {s.Slots.PositionLots}";
        if (lots != books.BoughtLots - books.SoldLots + books.AdjustedLots)
            return $"slots hold {lots}, fills say {books.BoughtLots - books.SoldLots + books.AdjustedLots}";
        if (books.CashUnits != books.GrossUnits + books.AdjustedUnits - cost)
            return $"cash {books.CashUnits} is not gross {books.GrossUnits} + {books.AdjustedUnits} - cost {cost}";
        return books.FeesE8 == books.SettledFeesE8 + feeE8
            ? null
            : $"fees {books.FeesE8} are not settled {books.SettledFeesE8} + held {feeE8}";
    }

    private static string? BrokenWorking(EngineState s)
    {
        int working = 0;
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
        {
            working++;
            ref readonly Slot slot = ref s.Slots.Read(k);
            var id = new ClOrdId(slot.ClOrdId);
            if (!slot.HasOrder || id.IsNone) return $"slot {k} in {slot.State} is working without an order";
            if (id.Slot != k) return $"slot {k} carries the order of slot {id.Slot}";
            if (id.Side == Side.Buy != slot.IsBuying) return $"slot {k} in {slot.State} carries a {id.Side}";
            bool leaves = slot.Has(SlotFlags.CancelWanted) || slot.Has(SlotFlags.CancelSent);
            if (slot.IsSelling && !leaves && slot.OrderQtyLots - slot.OrderCumLots > slot.PositionLots)
                return $"slot {k} sells {slot.OrderQtyLots - slot.OrderCumLots} of {slot.PositionLots}";
        }

        return working == s.Slots.WorkingCount ? null : $"{working} slots work, counted {s.Slots.WorkingCount}";
    }
}
