using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// Several places or cancels in one request (Bitget API v2, "Batch Order", "Batch Cancel Orders"). The reply succeeds
/// whatever became of each: what was taken and what was refused stand in two lists, in any order, each of which may be
/// null. A command that is in neither is in doubt.
/// </summary>
internal sealed class BitgetBatches(BitgetOrders orders, BitgetReplies replies)
{
    public static int Most(CommandKind kind) => kind switch
    {
        CommandKind.NewOrder => 20,
        CommandKind.CancelOrder => 50,
        _ => 1,
    };

    public bool Encode(ReadOnlySpan<OutboundCommand> commands, long nowNs, VenueRequest request)
    {
        bool isPlace = commands[0].Kind == CommandKind.NewOrder;
        request.Begin(HttpVerb.Post, isPlace
            ? "/api/v2/mix/order/batch-place-order"u8
            : "/api/v2/mix/order/batch-cancel-orders"u8);
        ByteText body = request.Body;
        orders.WriteSymbol(body);
        if (isPlace) orders.WriteMarginMode(body).Add(","u8);
        body.Add(isPlace ? "\"orderList\":["u8 : "\"orderIdList\":["u8);
        for (int i = 0; i < commands.Length; i++)
        {
            body.Add(i == 0 ? "{"u8 : ",{"u8);
            if (isPlace) orders.WriteTerms(commands[i].Read<NewOrder>(), body);
            else orders.WriteName(commands[i].Read<CancelOrder>(), body);
            body.Add("}"u8);
        }

        body.Add("]}"u8);
        orders.Finish(nowNs, request);
        return true;
    }

    public void Decode(ReadOnlySpan<OutboundCommand> commands, in VenueReply reply, IEventSink sink)
    {
        replies.HoldBack(reply, sink);
        if (!BitgetFaults.IsSuccess(reply, out ReadOnlySpan<byte> data))
        {
            Fault fault = replies.JudgeAndThrottle(reply, sink);
            foreach (ref readonly OutboundCommand command in commands)
                VenueAnswer.Fault(command, fault, reply.NowNs, sink);
            return;
        }

        ReadOnlySpan<byte> taken = WireText.Of(data, "successList"u8), refused = WireText.Of(data, "failureList"u8);
        foreach (ref readonly OutboundCommand command in commands)
        {
            if (TryFind(taken, command, out ReadOnlySpan<byte> row))
                replies.DecodeReceipt(command, row, reply.NowNs, sink);
            else if (TryFind(refused, command, out row))
                VenueAnswer.Fault(command, OfRow(row), reply.NowNs, sink);
            else CommandAnswer.InDoubt(command, Reason.UnreadableReply, reply.NowNs, sink);
        }
    }

    /// <summary>The code may be missing: words alone prove nothing.</summary>
    private static Fault OfRow(ReadOnlySpan<byte> row)
    {
        bool hasCode = JsonScanner.TryReadLong(WireText.Of(row, "errorCode"u8), out long code)
            && code is > 0 and < 1_000_000;
        return hasCode ? BitgetFaults.Of((int)code) : new Fault(Outcome.InDoubt, Reason.UnknownCode);
    }

    /// <summary>The row of a command, by our id, or by the venue's where ours is not in it.</summary>
    private bool TryFind(ReadOnlySpan<byte> list, in OutboundCommand command, out ReadOnlySpan<byte> row)
    {
        row = default;
        var scanner = new JsonScanner(list);
        if (list.IsEmpty || !scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> item = scanner.Skip();
            if (replies.IsAbout(command, item)) row = item;
        }

        return !scanner.IsBroken && !row.IsEmpty;
    }
}
