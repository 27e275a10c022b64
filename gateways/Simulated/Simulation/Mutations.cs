using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// The mistakes that other programs made with real money, one class each. They rewrite what the engine hears (or send
/// what it did not decide), so that engine and mistake together behave like an engine that has it.
/// </summary>
internal static class Mutations
{
    /// <summary>A place without an answer is sent once more, as an HTTP client with retries would.</summary>
    internal sealed class BlindResend(SeedRun seed) : Policy
    {
        private readonly Dictionary<ulong, OutboundCommand> _sent = [];

        public override void Sending(in OutboundCommand command)
        {
            if (command.Kind == CommandKind.NewOrder) _sent[command.Read<NewOrder>().ClOrdId] = command;
        }

        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            if (!IsPlaceInDoubt(e) || !_sent.Remove(e.Read<RequestInDoubt>().ClOrdId, out OutboundCommand again))
                return true;
            seed.Wire.Send(again);
            return false;
        }
    }

    /// <summary>A place without an answer is taken as refused, so the slot places again under a new id.</summary>
    internal sealed class ResendUnderNewId : Policy
    {
        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            if (IsPlaceInDoubt(e)) End(ref e, e.Read<RequestInDoubt>().ClOrdId, OrdStatus.Rejected, 0);
            return true;
        }
    }

    /// <summary>One "not found" is taken as a proof that the order never came to be.</summary>
    internal sealed class NotFoundIsRejected : Policy
    {
        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            if (e.Kind == EventKind.OrderNotFound)
                End(ref e, e.Read<OrderNotFound>().ClOrdId, OrdStatus.Rejected, 0);
            return true;
        }
    }

    /// <summary>A reconcile looks at the open orders only: what was filled or ended meanwhile is not seen.</summary>
    internal sealed class OpenOrdersOnly : Policy
    {
        private long _historyId = -1;

        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            if (e.Kind == EventKind.ListBegin && e.Read<ListBegin>().ListKind == ListKind.OrderHistory)
                _historyId = e.Read<ListBegin>().QueryId;
            if (e.Kind == EventKind.ListEnd && e.Read<ListEnd>().QueryId == _historyId) e.Payload<ListEnd>().Count = 0;
            return e.Kind != EventKind.OrderStatusReport || e.Read<OrderStatusReport>().QueryId != _historyId;
        }
    }

    /// <summary>Nobody waits for requests that may still come into force.</summary>
    internal sealed class NoQuarantine : Policy
    {
        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            if (e.Kind == EventKind.Instrument) e.Payload<InstrumentDefinition>().QuarantineNs = 0;
            return true;
        }
    }

    /// <summary>Every run uses the same epoch: ids are told apart by the journaled generation only.</summary>
    internal sealed class NoEpoch : Policy
    {
        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            if (e.Kind == EventKind.EpochStarted) e.Payload<StartEpoch>().Epoch = 1;
            return true;
        }
    }

    /// <summary>A reconcile acts row by row: a slot that seems to have an order hides any other order of it.</summary>
    internal sealed class SinglePass : Policy
    {
        private readonly Dictionary<long, int> _hidden = [];

        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            if (e.Kind == EventKind.ListEnd)
                e.Payload<ListEnd>().Count -= _hidden.GetValueOrDefault(e.Read<ListEnd>().QueryId);
            if (e.Kind != EventKind.OrderStatusReport) return true;
            OrderStatusReport row = e.Read<OrderStatusReport>();
            var id = new ClOrdId(row.ClOrdId);
            if (id.IsNone) return true;
            ref readonly Slot slot = ref process.State.Slots.Read(id.Slot);
            if (!slot.HasOrder || slot.ClOrdId == id.Value) return true;
            _hidden[row.QueryId] = _hidden.GetValueOrDefault(row.QueryId) + 1;
            return false;
        }
    }

    /// <summary>Any answer to a cancel is taken as the end of the order, with what was booked until then.</summary>
    internal sealed class CancelAnswerIsFinal : Policy
    {
        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            bool isReply = e.Kind == EventKind.ExecutionReport
                && e.Read<ExecutionReport>().OrdStatus == OrdStatus.Canceled
                && (e.Read<ExecutionReport>().Flags & ReportFlags.Reply) != 0;
            if (isReply) End(ref e, e.Read<ExecutionReport>().ClOrdId, OrdStatus.Canceled, 0);
            else if (e.Kind == EventKind.OrderCancelReject)
                End(ref e, e.Read<OrderCancelReject>().ClOrdId, OrdStatus.Canceled, 0);
            return true;
        }
    }

    /// <summary>Every fill report adds its quantity, whatever its cumulative quantity says.</summary>
    internal sealed class IncrementalFills : Policy
    {
        public override bool Receive(ref InboundEvent e, VirtualProcess process)
        {
            bool isFill = e.Kind == EventKind.ExecutionReport
                && e.Read<ExecutionReport>().ExecType == ExecType.Trade;
            if (!isFill) return true;
            ref readonly BookedOrder order =
                ref process.State.Orders.Find(new ClOrdId(e.Read<ExecutionReport>().ClOrdId));
            if (!Unsafe.IsNullRef(in order))
                e.Payload<ExecutionReport>().CumQtyLots = order.CumQtyLots + e.Read<ExecutionReport>().LastQtyLots;
            return true;
        }
    }

    /// <summary>A record is declared whole before it is.</summary>
    internal sealed class CommitWordFirst : Policy
    {
        public override bool CommitsLast => false;
    }

    /// <summary>A record is trusted for its contents, wherever it comes from.</summary>
    internal sealed class NoSaltAndChain : Policy
    {
        public override bool IsChained => false;
    }

    private static bool IsPlaceInDoubt(in InboundEvent e) =>
        e.Kind == EventKind.RequestInDoubt && e.Read<RequestInDoubt>().Request == CommandKind.NewOrder;

    /// <summary>Makes the event a report that the order is over.</summary>
    private static void End(ref InboundEvent e, ulong clOrdId, OrdStatus status, long cumQtyLots)
    {
        ref ExecutionReport report = ref e.Begin<ExecutionReport>(
            EventKind.ExecutionReport, EventSource.ExecutionGateway, e.Header.Instrument, e.Header.TimeNs);
        report.ClOrdId = clOrdId;
        report.Side = new ClOrdId(clOrdId).Side;
        report.OrdStatus = status;
        report.ExecType = status == OrdStatus.Rejected ? ExecType.Rejected : ExecType.Canceled;
        report.CumQtyLots = cumQtyLots;
        report.Flags = ReportFlags.Reply;
    }
}
