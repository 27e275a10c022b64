using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// What the venue says about our orders, from whichever side it comes: stream, reply, query or list. Matched by
/// ClOrdId; booked by cumulative quantity; a report of an order that is over can only book.
/// </summary>
public sealed class OrderReports(
    EngineState s, SlotMachine machine, FillBooking booking, RejectPolicy rejects)
{
    public void Apply(in ExecutionReport report)
    {
        if (report.ExecType == ExecType.Liquidation) OnLiquidation(report);
        var id = new ClOrdId(report.ClOrdId);
        ref BookedOrder order = ref Find(id, report.CumQtyLots);
        if (Unsafe.IsNullRef(ref order)) return;
        Identify(ref order, report.OrderId);
        long booked = booking.BookTrade(ref order, report);
        Route(ref order, report.OrdStatus, report.Reason, report.OrderId, booked);
    }

    /// <summary>The answer to a query by ClOrdId, or a row of a list that the reconcile acts on.</summary>
    public long Apply(in OrderStatusReport report)
    {
        var id = new ClOrdId(report.ClOrdId);
        ref BookedOrder order = ref Find(id, report.CumQtyLots);
        if (Unsafe.IsNullRef(ref order)) return 0;
        Identify(ref order, report.OrderId);
        long booked = booking.BookStatus(ref order, report.CumQtyLots, report.CumValue);
        Route(ref order, report.OrdStatus, report.Reason, report.OrderId, booked);
        return booked;
    }

    public void Apply(in OrderCancelReject reject)
    {
        var id = new ClOrdId(reject.ClOrdId);
        if (!IsPresent(id)) return;
        bool stillLive = reject.Reason is Reason.RateLimited or Reason.IpBanned or Reason.Overloaded
            or Reason.Maintenance or Reason.RequestExpired;
        machine.Apply(id.Slot, stillLive ? SlotTrigger.CancelReject : SlotTrigger.CancelRejectUnknown);
    }

    /// <summary>A request whose outcome is unknown. Queries that failed are asked again by their own clocks.</summary>
    public void Apply(in RequestInDoubt doubt)
    {
        var id = new ClOrdId(doubt.ClOrdId);
        if (doubt.QueryId != 0 || !IsPresent(id)) return;

        // A cancel in doubt is repeated after its timeout, like one without an answer; only a place is asked for.
        if (doubt.Request == CommandKind.NewOrder) machine.Apply(id.Slot, SlotTrigger.NoAnswer);
    }

    public void Apply(in OrderNotFound answer)
    {
        var id = new ClOrdId(answer.ClOrdId);
        if (!IsPresent(id)) return;
        ref Slot slot = ref s.Slots.Edit(id.Slot);
        if (!slot.IsInDoubt) return;

        // It can still come into force: not to be found so early proves nothing.
        if (s.NowNs - slot.SentNs < s.Instrument!.Definition.QuarantineNs) return;
        if (slot.NotFounds == 0) slot.FirstNotFoundNs = s.NowNs;
        if (slot.NotFounds < byte.MaxValue) slot.NotFounds++;
    }

    private ref BookedOrder Find(ClOrdId id, long cumQtyLots)
    {
        if (id.IsNone || s.Instrument is null || id.Instrument != s.Instrument.Index)
        {
            s.Counters.ForeignReports++;
            return ref Unsafe.NullRef<BookedOrder>();
        }

        ref BookedOrder order = ref s.Orders.Find(id);
        if (!Unsafe.IsNullRef(ref order)) return ref order;

        // Ours by its text, yet not in the journal (any more): never booked from here, only a reconcile may, and one
        // under way may have asked before this happened.
        s.OwnEvents++;
        s.Outbox.Notice(NoticeCode.UnknownOwnOrder, cumQtyLots, 0, 0, id.Value);
        s.ReconcileWanted = true;
        return ref order;
    }

    private void Identify(ref BookedOrder order, VenueId orderId)
    {
        if (orderId.IsNone || order.OrderId == orderId) return;
        s.Orders.ToggleHash(order);
        order.OrderId = orderId;
        s.Orders.ToggleHash(order);
    }

    private bool IsPresent(ClOrdId id) =>
        !id.IsNone && s.Instrument is not null && id.Instrument == s.Instrument.Index
        && s.Slots.Read(id.Slot).ClOrdId == id.Value;

    private void Route(ref BookedOrder order, OrdStatus status, Reason reason, VenueId orderId, long booked)
    {
        ClOrdId id = order.Id;
        int k = id.Slot;
        SlotTrigger trigger = TriggerOf(status, order.CumQtyLots >= order.OrderQtyLots);
        bool ends = trigger is SlotTrigger.Fill or SlotTrigger.Ended or SlotTrigger.Reject;
        bool wasOver = order.IsOver;
        if (order.IsPresumedAbsent) OnPresumedAbsentShown(ref order, ends);
        if (ends && !wasOver)
        {
            s.Orders.MarkOver(ref order);
            s.OwnEvents++;
            if (trigger == SlotTrigger.Fill) OnFilled(id.Side);
            if (trigger == SlotTrigger.Ended) s.Counters.CanceledOrders++;
        }

        ref Slot slot = ref s.Slots.Edit(k);
        if (wasOver || slot.ClOrdId != id.Value)
        {
            s.Counters.LateReports++;
            if (booked > 0) OnPositionChanged(k);
            return;
        }

        if (!orderId.IsNone) slot.OrderId = orderId;
        SlotAction action = machine.Apply(k, trigger);
        if (trigger is SlotTrigger.Ack or SlotTrigger.PartialFill or SlotTrigger.Fill) rejects.OnAccepted(k);
        if (trigger is SlotTrigger.PartialFill or SlotTrigger.Fill) rejects.OnMaker(k);
        if (action == SlotAction.Rest && trigger == SlotTrigger.Reject) rejects.OnReject(k, id.Side, reason);
        if (action == SlotAction.Rest && trigger == SlotTrigger.Ended) rejects.OnEnded(k, id.Side, reason);
        if (reason is Reason.ReduceOnlyKnockedOut or Reason.ReduceOnlyRejected or Reason.Liquidated)
        {
            slot.Flags |= SlotFlags.ExitsSuspended;
            s.ReconcileWanted = true;
        }
    }

    /// <summary>It is there after all: its end is the venue's word now; until then a reconcile cancels it.</summary>
    private void OnPresumedAbsentShown(ref BookedOrder order, bool ends)
    {
        if (ends) s.Orders.MarkOver(ref order);
        else s.ReconcileWanted = true;
    }

    private void OnFilled(Side side)
    {
        if (side == Side.Buy) s.Margin.OnBuyFilled();
        else s.Margin.OnExitFilled();
    }

    /// <summary>A fill of an earlier order: the holding grew or shrank under a slot that went on.</summary>
    private void OnPositionChanged(int k)
    {
        machine.Apply(k, SlotTrigger.PositionChanged);
        ref Slot slot = ref s.Slots.Edit(k);
        if (slot.IsSelling && slot.OrderQtyLots - slot.OrderCumLots > slot.PositionLots)
            slot.Flags |= SlotFlags.CancelWanted;
    }

    private void OnLiquidation(in ExecutionReport report)
    {
        s.Outbox.Notice(NoticeCode.LiquidationSeen, report.LastQtyLots, report.LastPxTicks, 0, report.ClOrdId);
        s.Gate.Set(GateCause.Liquidation, true);
        s.ReconcileWanted = true;
    }

    private static SlotTrigger TriggerOf(OrdStatus status, bool filledWhole) => status switch
    {
        OrdStatus.Rejected => SlotTrigger.Reject,
        _ when filledWhole => SlotTrigger.Fill,
        OrdStatus.Filled => SlotTrigger.Fill,
        OrdStatus.Canceled or OrdStatus.Expired => SlotTrigger.Ended,
        OrdStatus.PartiallyFilled => SlotTrigger.PartialFill,
        _ => SlotTrigger.Ack,
    };
}
