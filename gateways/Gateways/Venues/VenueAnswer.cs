using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>What a command is answered once a venue's reply has been understood: the same for every venue.</summary>
internal static class VenueAnswer
{
    public static ulong ClOrdIdOf(in OutboundCommand command) => command.Kind switch
    {
        CommandKind.NewOrder => command.Read<NewOrder>().ClOrdId,
        CommandKind.CancelOrder => command.Read<CancelOrder>().ClOrdId,
        _ => command.Read<QueryOrder>().ClOrdId,
    };

    /// <summary>
    /// A refusal, or what is in doubt. "No such order" answers a query; to a place it answers nothing that was asked.
    /// </summary>
    public static void Fault(in OutboundCommand command, Fault fault, long nowNs, IEventSink sink)
    {
        bool isUnknownOrder = fault.Reason == Reason.UnknownOrder;
        if (fault.Outcome != Outcome.Rejected) CommandAnswer.InDoubt(command, fault.Reason, nowNs, sink);
        else if (command.Kind == CommandKind.QueryOrder && isUnknownOrder) NotFound(command, nowNs, sink);
        else if (command.Kind == CommandKind.NewOrder && isUnknownOrder)
            CommandAnswer.InDoubt(command, Reason.UnknownCode, nowNs, sink);
        else CommandAnswer.Rejected(command, fault.Reason, nowNs, sink);
    }

    /// <summary>The venue wants silence; 0 = for how long it does not say.</summary>
    public static void Throttled(byte instrument, Reason reason, long silenceNs, long nowNs, IEventSink sink)
    {
        InboundEvent e = default;
        ref Throttled throttled = ref e.Begin<Throttled>(
            EventKind.Throttled, EventSource.ExecutionGateway, instrument, nowNs);
        throttled.Reason = reason;
        throttled.RetryAfterNs = silenceNs;
        sink.Publish(e);
    }

    /// <summary>An order object that came back for one of our commands.</summary>
    public static void Order(in OutboundCommand command, in OrderStatusReport order, long nowNs, IEventSink sink)
    {
        switch (command.Kind)
        {
            case CommandKind.QueryOrder:
                InboundEvent e = default;
                ref OrderStatusReport row = ref e.Begin<OrderStatusReport>(
                    EventKind.OrderStatusReport, EventSource.ExecutionGateway, command.Header.Instrument, nowNs);
                row = order;
                row.QueryId = command.Read<QueryOrder>().QueryId;
                sink.Publish(e);
                break;
            case CommandKind.NewOrder when order.OrdStatus != OrdStatus.Canceled || order.Reason == Reason.WouldTake:
                Place(command, order, nowNs, sink);
                break;
            case CommandKind.CancelOrder when order.OrdStatus == OrdStatus.Canceled:
                Report(command, order, OrdStatus.Canceled, ExecType.Canceled, nowNs, sink);
                break;
            default:
                CommandAnswer.InDoubt(command, Reason.ExecutionUnknown, nowNs, sink);
                break;
        }
    }

    /// <summary>
    /// An acknowledgement says "accepted" and no more: its quantities are left out, because fills come on the stream.
    /// </summary>
    private static void Place(in OutboundCommand command, in OrderStatusReport order, long nowNs, IEventSink sink)
    {
        if (order.Reason == Reason.WouldTake) CommandAnswer.Rejected(command, order.Reason, nowNs, sink);
        else Report(command, order with { CumQtyLots = 0 }, OrdStatus.New, ExecType.New, nowNs, sink);
    }

    /// <summary>What a reply that names the order says about it.</summary>
    public static void Report(
        in OutboundCommand command, in OrderStatusReport order, OrdStatus status, ExecType type, long nowNs,
        IEventSink sink)
    {
        InboundEvent e = default;
        ref ExecutionReport report = ref e.Begin<ExecutionReport>(
            EventKind.ExecutionReport, EventSource.ExecutionGateway, command.Header.Instrument, nowNs);
        report.ClOrdId = order.ClOrdId;
        report.OrderId = order.OrderId;
        report.VenueTimeNs = order.VenueTimeNs;
        report.PriceTicks = order.PriceTicks;
        report.CumQtyLots = order.CumQtyLots;
        report.Side = order.Side;
        report.OrdStatus = status;
        report.ExecType = type;
        report.Flags = order.Flags | ReportFlags.Reply;
        sink.Publish(e);
    }

    private static void NotFound(in OutboundCommand command, long nowNs, IEventSink sink)
    {
        ref readonly QueryOrder query = ref command.Read<QueryOrder>();
        InboundEvent e = default;
        ref OrderNotFound absent = ref e.Begin<OrderNotFound>(
            EventKind.OrderNotFound, EventSource.ExecutionGateway, command.Header.Instrument, nowNs);
        absent.ClOrdId = query.ClOrdId;
        absent.QueryId = query.QueryId;
        sink.Publish(e);
    }
}
