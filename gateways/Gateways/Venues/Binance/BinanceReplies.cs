using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// The reply to one command as events. What the venue did not prove is in doubt: an unreadable reply, an unknown
/// code, and also a reply about another order than the one asked for.
/// </summary>
internal sealed class BinanceReplies(
    Instrument instrument, ClOrdIdText ids, BinanceLists lists, BinanceLimits limits, BinanceOrders orders)
{
    public void Decode(in OutboundCommand command, in VenueReply reply, IEventSink sink)
    {
        long holdNs = limits.HoldBackNs(reply, orders.Clock.AheadNs);
        if (holdNs > 0) VenueAnswer.Throttled(instrument.Index, Reason.RateLimited, holdNs, reply.NowNs, sink);
        if (!reply.IsSuccess)
        {
            DecodeFault(command, reply, sink);
            return;
        }

        if (command.Kind == CommandKind.QueryList) lists.Decode(command, reply, sink);
        else DecodeOrder(command, reply, sink);
    }

    private void DecodeFault(in OutboundCommand command, in VenueReply reply, IEventSink sink)
    {
        Fault fault = BinanceFaults.Judge(reply);
        if (fault.Reason is Reason.RateLimited or Reason.IpBanned)
        {
            long silenceNs = BinanceFaults.SilenceNs(reply);
            VenueAnswer.Throttled(instrument.Index, fault.Reason, silenceNs, reply.NowNs, sink);
        }

        if (fault.Outcome != Outcome.Rejected)
        {
            CommandAnswer.InDoubt(command, fault.Reason, reply.NowNs, sink);
            return;
        }

        bool isUnknownOrder = fault.Reason == Reason.UnknownOrder;
        if (command.Kind == CommandKind.QueryOrder && isUnknownOrder) PublishNotFound(command, reply.NowNs, sink);
        else if (command.Kind == CommandKind.NewOrder && isUnknownOrder)
            CommandAnswer.InDoubt(command, Reason.UnknownCode, reply.NowNs, sink); // no answer to what we asked
        else CommandAnswer.Rejected(command, fault.Reason, reply.NowNs, sink);
    }

    private void PublishNotFound(in OutboundCommand command, long nowNs, IEventSink sink)
    {
        ref readonly QueryOrder query = ref command.Read<QueryOrder>();
        InboundEvent e = default;
        ref OrderNotFound absent = ref e.Begin<OrderNotFound>(
            EventKind.OrderNotFound, EventSource.ExecutionGateway, instrument.Index, nowNs);
        absent.ClOrdId = query.ClOrdId;
        absent.QueryId = query.QueryId;
        sink.Publish(e);
    }

    private void DecodeOrder(in OutboundCommand command, in VenueReply reply, IEventSink sink)
    {
        var scanner = new JsonScanner(reply.Body);
        RestOrder row = RestOrder.Read(ref scanner);
        OrderStatusReport order = default;
        bool isRead = scanner.IsWhole && row.TryTranslate(instrument, ids, out order);
        ulong asked = command.Kind switch
        {
            CommandKind.NewOrder => command.Read<NewOrder>().ClOrdId,
            CommandKind.CancelOrder => command.Read<CancelOrder>().ClOrdId,
            _ => command.Read<QueryOrder>().ClOrdId,
        };
        if (!isRead || order.ClOrdId != asked)
        {
            CommandAnswer.InDoubt(command, Reason.UnreadableReply, reply.NowNs, sink);
            return;
        }

        if (command.Kind == CommandKind.QueryOrder)
        {
            order.QueryId = command.Read<QueryOrder>().QueryId;
            InboundEvent e = default;
            e.Begin<OrderStatusReport>(
                EventKind.OrderStatusReport, EventSource.ExecutionGateway, instrument.Index, reply.NowNs) = order;
            sink.Publish(e);
            return;
        }

        bool isPlace = command.Kind == CommandKind.NewOrder;
        bool isUnderstood = isPlace
            ? order.OrdStatus is OrdStatus.New or OrdStatus.PartiallyFilled or OrdStatus.Filled
            : order.OrdStatus is OrdStatus.Canceled;
        if (isUnderstood) PublishReport(order, isPlace, reply.NowNs, sink);
        else CommandAnswer.InDoubt(command, Reason.ExecutionUnknown, reply.NowNs, sink);
    }

    /// <summary>
    /// An acknowledgement says "accepted" and no more: its quantities are left out, because fills come with their
    /// prices and fees on the stream. A cancel's reply is the end of the order and carries its final quantity.
    /// </summary>
    private void PublishReport(in OrderStatusReport order, bool isPlace, long nowNs, IEventSink sink)
    {
        InboundEvent e = default;
        ref ExecutionReport report = ref e.Begin<ExecutionReport>(
            EventKind.ExecutionReport, EventSource.ExecutionGateway, instrument.Index, nowNs);
        report.ClOrdId = order.ClOrdId;
        report.OrderId = order.OrderId;
        report.VenueTimeNs = order.VenueTimeNs;
        report.PriceTicks = order.PriceTicks;
        report.CumQtyLots = isPlace ? 0 : order.CumQtyLots;
        report.Side = order.Side;
        report.OrdStatus = isPlace ? OrdStatus.New : OrdStatus.Canceled;
        report.ExecType = isPlace ? ExecType.New : ExecType.Canceled;
        report.Flags = order.Flags | ReportFlags.Reply;
        sink.Publish(e);
    }
}
