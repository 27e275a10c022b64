using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Orders;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>Moves a slot by the table and does what follows.</summary>
public sealed class SlotMachine(EngineState s, OrderSender sender)
{
    public SlotAction Apply(int k, SlotTrigger trigger)
    {
        ref Slot slot = ref s.Slots.Edit(k);
        SlotState before = slot.State;
        SlotTransition transition = SlotTransitions.Next(before, trigger);
        switch (transition.Action)
        {
            case SlotAction.Illegal:
                s.Gate.Set(GateCause.BrokenInvariant, true);
                s.Outbox.Notice(NoticeCode.IllegalTransition, (long)before, (long)trigger, k, slot.ClOrdId);
                break;
            case SlotAction.Harmless:
                s.Counters.HarmlessReports++;
                return transition.Action;
            case SlotAction.Rest:
                Rest(ref slot);
                break;
            case SlotAction.Query:
                slot.State = transition.Next;
                if (!IsInDoubt(before)) BeginDoubt(k, ref slot, trigger);
                if (s.NowNs >= slot.NextQueryNs) sender.TryQuery(k);
                break;
            case SlotAction.RepeatCancel:
                sender.TryCancel(k);
                break;
            default:
                slot.State = transition.Next;
                break;
        }

        s.IsDirty = true;
        return transition.Action;
    }

    private void BeginDoubt(int k, ref Slot slot, SlotTrigger trigger)
    {
        slot.NotFounds = 0;
        slot.Queries = 0;
        slot.FirstNotFoundNs = 0;
        slot.NextQueryNs = s.NowNs;
        s.Outbox.Notice(NoticeCode.OrderInDoubt, k, (long)trigger, 0, slot.ClOrdId);
    }

    /// <summary>The order is over (or there was none): the slot keeps what it holds.</summary>
    private static void Rest(ref Slot slot)
    {
        slot.State = slot.PositionLots > 0 ? SlotState.Held : SlotState.Free;
        slot.ClOrdId = 0;
        slot.OrderId = default;
        slot.OrderPriceTicks = 0;
        slot.OrderQtyLots = 0;
        slot.OrderCumLots = 0;
        slot.OutsideNs = 0;
        slot.Flags &= SlotFlags.ExitsSuspended;
    }

    private static bool IsInDoubt(SlotState state) => state is SlotState.BuyInDoubt or SlotState.SellInDoubt;
}
