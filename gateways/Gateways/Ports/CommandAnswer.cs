using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// What a command is answered when the venue gave no usable answer: the same for every venue. Each command gets
/// exactly one answer, so that nothing waits for ever.
/// </summary>
public static class CommandAnswer
{
    /// <summary>The request may have been executed.</summary>
    public static void InDoubt(in OutboundCommand command, Reason reason, long nowNs, IEventSink sink)
    {
        if (command.Kind == CommandKind.QueryList)
        {
            FailList(command, Outcome.InDoubt, reason, nowNs, sink);
            return;
        }

        InboundEvent e = default;
        ref RequestInDoubt doubt = ref e.Begin<RequestInDoubt>(
            EventKind.RequestInDoubt, EventSource.ExecutionGateway, command.Header.Instrument, nowNs);
        doubt.ClOrdId = ClOrdIdOf(command);
        doubt.QueryId = command.Kind == CommandKind.QueryOrder ? command.Read<QueryOrder>().QueryId : 0;
        doubt.Request = command.Kind;
        doubt.Reason = reason;
        sink.Publish(e);
    }

    /// <summary>The request is proven not to have been executed. A query has no such answer: it is in doubt.</summary>
    public static void Rejected(in OutboundCommand command, Reason reason, long nowNs, IEventSink sink)
    {
        InboundEvent e = default;
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                ref readonly NewOrder order = ref command.Read<NewOrder>();
                ref ExecutionReport report = ref e.Begin<ExecutionReport>(
                    EventKind.ExecutionReport, EventSource.ExecutionGateway, command.Header.Instrument, nowNs);
                report.ClOrdId = order.ClOrdId;
                report.PriceTicks = order.PriceTicks;
                report.Side = order.Side;
                report.OrdStatus = OrdStatus.Rejected;
                report.ExecType = ExecType.Rejected;
                report.Reason = reason;
                report.Flags = order.Flags | ReportFlags.Reply;
                sink.Publish(e);
                break;
            case CommandKind.CancelOrder:
                ref OrderCancelReject reject = ref e.Begin<OrderCancelReject>(
                    EventKind.OrderCancelReject, EventSource.ExecutionGateway, command.Header.Instrument, nowNs);
                reject.ClOrdId = command.Read<CancelOrder>().ClOrdId;
                reject.Reason = reason;
                sink.Publish(e);
                break;
            case CommandKind.QueryList:
                FailList(command, Outcome.Rejected, reason, nowNs, sink);
                break;
            default:
                InDoubt(command, reason, nowNs, sink);
                break;
        }
    }

    private static void FailList(
        in OutboundCommand command, Outcome outcome, Reason reason, long nowNs, IEventSink sink)
    {
        ref readonly QueryList query = ref command.Read<QueryList>();
        InboundEvent e = default;
        ref ListEnd end = ref e.Begin<ListEnd>(
            EventKind.ListEnd, EventSource.ExecutionGateway, command.Header.Instrument, nowNs);
        end.QueryId = query.QueryId;
        end.ListKind = query.ListKind;
        end.Outcome = outcome;
        end.Reason = reason;
        sink.Publish(e);
    }

    private static ulong ClOrdIdOf(in OutboundCommand command) => command.Kind switch
    {
        CommandKind.NewOrder => command.Read<NewOrder>().ClOrdId,
        CommandKind.CancelOrder => command.Read<CancelOrder>().ClOrdId,
        CommandKind.QueryOrder => command.Read<QueryOrder>().ClOrdId,
        _ => 0,
    };
}
