using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// The only place where a message to the venue is made: takes a token, moves the slot, writes the command.
/// False = not now (no token); the caller leaves it due.
/// </summary>
public sealed class OrderSender(EngineState s)
{
    private const long Second = 1_000_000_000;

    public bool TryPlace(int k, Side side, long priceTicks, long lots, bool postOnly)
    {
        ref Slot slot = ref s.Slots.Edit(k);
        if (slot.GenerationEpoch == s.Epoch && slot.Generation == ClOrdId.MaxGeneration)
        {
            slot.NotBeforeNs = long.MaxValue;
            s.Outbox.Notice(NoticeCode.RefusedIdsExhausted, k);
            return false;
        }

        if (s.Outbox.IsFull || !s.Tokens.TryTake(s.NowNs)) return false;
        slot.Generation = slot.GenerationEpoch == s.Epoch ? slot.Generation + 1 : 1;
        slot.GenerationEpoch = s.Epoch;
        ClOrdId id = ClOrdId.Create(s.Instrument!.Index, s.Epoch, k, side, slot.Generation);
        slot.State = SlotTransitions.Next(
            slot.State, side == Side.Buy ? SlotTrigger.SendBuy : SlotTrigger.SendSell).Next;
        slot.Flags &= SlotFlags.ExitsSuspended;
        slot.ClOrdId = id.Value;
        slot.OrderId = default;
        slot.OrderPriceTicks = priceTicks;
        slot.OrderQtyLots = lots;
        slot.OrderCumLots = 0;
        slot.SentNs = slot.AskedNs = s.NowNs;
        slot.OutsideNs = 0;

        ref BookedOrder order = ref s.Orders.Add(id);
        order.OrderQtyLots = lots;
        order.PriceTicks = priceTicks;

        ref NewOrder command = ref s.Outbox.Add<NewOrder>(CommandKind.NewOrder);
        command.ClOrdId = id.Value;
        command.PriceTicks = priceTicks;
        command.OrderQtyLots = lots;
        command.TriggerNs = s.TriggerNs;
        command.Side = side;
        command.Flags = (side == Side.Sell ? ReportFlags.ReduceOnly : 0) | (postOnly ? ReportFlags.PostOnly : 0);
        s.Counters.NewOrders++;
        return true;
    }

    /// <summary>
    /// Cancels the slot's live order, or repeats the cancel. Never before the place was acknowledged.
    /// </summary>
    public bool TryCancel(int k)
    {
        if (s.Outbox.IsFull || !s.Tokens.TryTake(s.NowNs)) return false;
        ref Slot slot = ref s.Slots.Edit(k);
        if (slot.State is SlotState.BuyLive or SlotState.SellLive)
            slot.State = SlotTransitions.Next(slot.State, SlotTrigger.SendCancel).Next;
        slot.Flags |= SlotFlags.CancelSent;
        slot.AskedNs = s.NowNs;
        WriteCancel(new ClOrdId(slot.ClOrdId), slot.OrderId);
        return true;
    }

    /// <summary>Cancels an own order that no slot carries.</summary>
    public bool TryCancelStray(ClOrdId id, VenueId orderId)
    {
        if (s.Outbox.IsFull || !s.Tokens.TryTake(s.NowNs)) return false;
        WriteCancel(id, orderId);
        return true;
    }

    /// <summary>
    /// Asks for the slot's order in doubt; the pause between questions doubles from 1 s to 8 s. From the end of the
    /// quarantine on, when "not found" begins to prove something, it is a second again until there are two of them.
    /// </summary>
    public bool TryQuery(int k)
    {
        if (s.Outbox.IsFull || !s.Tokens.TryTake(s.NowNs)) return false;
        ref Slot slot = ref s.Slots.Edit(k);
        slot.AskedNs = s.NowNs;
        long quietNs = slot.SentNs + s.Instrument!.Definition.QuarantineNs;
        bool isQuiet = s.NowNs >= quietNs;
        bool isProving = isQuiet && slot.NotFounds < DoubtResolver.NotFoundsNeeded;
        long nextNs = s.NowNs + (isProving ? Second : Second << int.Min(slot.Queries, 3));
        slot.NextQueryNs = isQuiet ? nextNs : long.Min(nextNs, quietNs);
        if (slot.Queries < byte.MaxValue) slot.Queries++;
        ref QueryOrder command = ref s.Outbox.Add<QueryOrder>(CommandKind.QueryOrder);
        command.QueryId = s.NextQueryId();
        command.ClOrdId = slot.ClOrdId;
        command.OrderId = slot.OrderId;
        s.Counters.Queries++;
        return true;
    }

    /// <summary>Asks for a list; returns the query's id, 0 = no token now.</summary>
    public long TryQueryList(ListKind kind, long sinceNs = 0, ClOrdId order = default, VenueId orderId = default)
    {
        if (s.Outbox.IsFull || !s.Tokens.TryTake(s.NowNs)) return 0;
        ref QueryList command = ref s.Outbox.Add<QueryList>(CommandKind.QueryList);
        command.QueryId = s.NextQueryId();
        command.ListKind = kind;
        command.SinceNs = sinceNs;
        command.ClOrdId = order.Value;
        command.OrderId = orderId;
        s.Counters.Queries++;
        return command.QueryId;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteCancel(ClOrdId id, VenueId orderId)
    {
        ref CancelOrder command = ref s.Outbox.Add<CancelOrder>(CommandKind.CancelOrder);
        command.ClOrdId = id.Value;
        command.OrderId = orderId;
        command.TriggerNs = s.TriggerNs;
        s.Counters.CancelsSent++;
    }
}
