using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// Several places or cancels in one request (Gate API v4, "batch_orders", "batch_cancel_orders"). The reply succeeds
/// whatever became of each: an item of its own says it. Cancels go by the venue's ids only. A command without an item
/// is in doubt.
/// </summary>
internal sealed class GateBatches(ClOrdIdText ids, GateOrders orders, GateReplies replies)
{
    public static int Most(CommandKind kind) => kind switch
    {
        CommandKind.NewOrder => 10,
        CommandKind.CancelOrder => 20,
        _ => 1,
    };

    public bool Encode(ReadOnlySpan<OutboundCommand> commands, long nowNs, VenueRequest request)
    {
        bool isPlace = commands[0].Kind == CommandKind.NewOrder;
        request.Begin(HttpVerb.Post, isPlace
            ? "/api/v4/futures/usdt/batch_orders"u8
            : "/api/v4/futures/usdt/batch_cancel_orders"u8);
        for (int i = 0; i < commands.Length; i++)
        {
            request.Body.Add(i == 0 ? "["u8 : ","u8);
            if (isPlace)
            {
                orders.WriteOrder(commands[i].Read<NewOrder>(), request.Body);
                continue;
            }

            ref readonly CancelOrder cancel = ref commands[i].Read<CancelOrder>();
            if (cancel.OrderId.IsNone) return false;
            request.Body.Add("\""u8);
            orders.AddName(cancel.OrderId, cancel.ClOrdId, request.Body);
            request.Body.Add("\""u8);
        }

        request.Body.Add("]"u8);
        if (isPlace) orders.AddExpiry(nowNs, request);
        orders.Finish(nowNs, request);
        return true;
    }

    public void Decode(ReadOnlySpan<OutboundCommand> commands, in VenueReply reply, IEventSink sink)
    {
        replies.HoldBack(reply, sink);
        if (!reply.IsSuccess)
        {
            Fault fault = replies.JudgeAndThrottle(reply, sink);
            foreach (ref readonly OutboundCommand command in commands)
                VenueAnswer.Fault(command, fault, reply.NowNs, sink);
            return;
        }

        foreach (ref readonly OutboundCommand command in commands)
        {
            if (!TryFind(reply.Body, command, out ReadOnlySpan<byte> item))
                CommandAnswer.InDoubt(command, Reason.UnreadableReply, reply.NowNs, sink);
            else if (!WireText.IsTrue(WireText.Of(item, "succeeded"u8)))
                VenueAnswer.Fault(command, OfItem(item), reply.NowNs, sink);
            else if (command.Kind == CommandKind.NewOrder) replies.DecodeOrder(command, item, reply.NowNs, sink);
            else AnswerCancel(command, reply.NowNs, sink);
        }
    }

    /// <summary>The item does not say what was filled before: a receipt, and the end comes on the stream.</summary>
    private static void AnswerCancel(in OutboundCommand command, long nowNs, IEventSink sink)
    {
        ref readonly CancelOrder cancel = ref command.Read<CancelOrder>();
        OrderStatusReport order = default;
        order.ClOrdId = cancel.ClOrdId;
        order.OrderId = cancel.OrderId;
        order.Side = new ClOrdId(cancel.ClOrdId).Side;
        VenueAnswer.Report(command, order, OrdStatus.New, ExecType.New, nowNs, sink);
    }

    /// <summary>Of a place <c>label</c> and <c>detail</c>, of a cancel the label in <c>message</c>.</summary>
    private static Fault OfItem(ReadOnlySpan<byte> item)
    {
        bool hasLabel = !WireText.IsAbsent(WireText.Of(item, "label"u8));
        return hasLabel ? GateFaults.Judge(400, item) : GateFaults.Of(WireText.Of(item, "message"u8));
    }

    /// <summary>The item of a command: a place by its text, a cancel by the id that was sent.</summary>
    private bool TryFind(ReadOnlySpan<byte> list, in OutboundCommand command, out ReadOnlySpan<byte> found)
    {
        found = default;
        var scanner = new JsonScanner(list);
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> item = scanner.Skip();
            if (IsAbout(command, item)) found = item;
        }

        return scanner.IsWhole && !found.IsEmpty;
    }

    private bool IsAbout(in OutboundCommand command, ReadOnlySpan<byte> item)
    {
        if (command.Kind == CommandKind.CancelOrder)
        {
            return WireText.TryReadId(WireText.Of(item, "id"u8), out VenueId orderId)
                && orderId == command.Read<CancelOrder>().OrderId;
        }

        ReadOnlySpan<byte> text = WireText.Of(item, "text"u8);
        return text.StartsWith(GateWords.Prefix) && ids.TryRead(text[GateWords.Prefix.Length..], out ClOrdId id)
            && id.Value == command.Read<NewOrder>().ClOrdId;
    }
}
