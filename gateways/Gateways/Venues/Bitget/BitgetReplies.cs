using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// The reply to one command as events. Success of a place or a cancel means "accepted for processing" and no more:
/// both are reported as an order that is there, and its end comes on the stream. What the venue did not prove is in
/// doubt.
/// </summary>
internal sealed class BitgetReplies(Instrument instrument, ClOrdIdText ids, BitgetDecoder decoder, BitgetLists lists)
{
    private const int CancelTooOften = 45129;

    private readonly BitgetLimits _limits = new();

    public void Decode(in OutboundCommand command, in VenueReply reply, ref ListPage page, IEventSink sink)
    {
        page.HasMore = false;
        HoldBack(reply, sink);
        if (!BitgetFaults.IsSuccess(reply, out ReadOnlySpan<byte> rows))
            VenueAnswer.Fault(command, JudgeAndThrottle(reply, sink), reply.NowNs, sink);
        else if (command.Kind == CommandKind.QueryList) lists.Decode(command, reply, rows, ref page, sink);
        else if (command.Kind == CommandKind.QueryOrder) DecodeOrder(command, rows, reply.NowNs, sink);
        else DecodeReceipt(command, rows, reply.NowNs, sink);
    }

    /// <summary>Silence, where a reply says that nothing is left.</summary>
    public void HoldBack(in VenueReply reply, IEventSink sink)
    {
        long holdNs = _limits.HoldBackNs(reply);
        if (holdNs > 0) VenueAnswer.Throttled(instrument.Index, Reason.RateLimited, holdNs, reply.NowNs, sink);
    }

    /// <summary>What a whole reply that is no success means; and silence, where it asks for that.</summary>
    public Fault JudgeAndThrottle(in VenueReply reply, IEventSink sink)
    {
        Fault fault = BitgetFaults.Judge(reply);
        bool isOfOneOrder = BitgetFaults.TryRead(reply.Body, out int code, out _, out _) && code == CancelTooOften;
        if (fault.Reason == Reason.RateLimited && !isOfOneOrder)
            VenueAnswer.Throttled(instrument.Index, fault.Reason, _limits.SilenceNs(reply), reply.NowNs, sink);
        return fault;
    }

    /// <summary>Whether a row of ids names the order of a place or a cancel.</summary>
    public bool IsAbout(in OutboundCommand command, ReadOnlySpan<byte> row)
    {
        if (ids.TryRead(WireText.Of(row, "clientOid"u8), out ClOrdId id))
            return id.Value == VenueAnswer.ClOrdIdOf(command);
        return command.Kind == CommandKind.CancelOrder && !command.Read<CancelOrder>().OrderId.IsNone
            && WireText.TryReadId(WireText.Of(row, "orderId"u8), out VenueId orderId)
            && orderId == command.Read<CancelOrder>().OrderId;
    }

    private void DecodeOrder(in OutboundCommand command, ReadOnlySpan<byte> rows, long nowNs, IEventSink sink)
    {
        var scanner = new JsonScanner(rows);
        RestOrder row = RestOrder.Read(ref scanner);
        OrderStatusReport order = default;
        bool isRead = scanner.IsWhole && decoder.IsOurs(row.Symbol) && row.TryTranslate(instrument, ids, out order);
        if (isRead && order.ClOrdId == VenueAnswer.ClOrdIdOf(command))
            VenueAnswer.Order(command, order, nowNs, sink);
        else CommandAnswer.InDoubt(command, Reason.UnreadableReply, nowNs, sink);
    }

    /// <summary>
    /// Ids only. A cancel's reply may leave ours out, and a place's the venue's own (when it cancelled older
    /// reduce-only orders for it).
    /// </summary>
    public void DecodeReceipt(in OutboundCommand command, ReadOnlySpan<byte> rows, long nowNs, IEventSink sink)
    {
        ReadOnlySpan<byte> orderId = WireText.Of(rows, "orderId"u8);
        ReadOnlySpan<byte> clientId = WireText.Of(rows, "clientOid"u8);
        ulong asked = VenueAnswer.ClOrdIdOf(command);
        bool isPlace = command.Kind == CommandKind.NewOrder;
        bool isOurs = ids.TryRead(clientId, out ClOrdId id) ? id.Value == asked
            : !isPlace && WireText.IsAbsent(clientId);
        OrderStatusReport order = default;
        bool hasId = WireText.TryReadId(orderId, out order.OrderId);
        if (!isOurs || (!hasId && !(isPlace && WireText.IsAbsent(orderId))))
        {
            CommandAnswer.InDoubt(command, Reason.UnreadableReply, nowNs, sink);
            return;
        }

        order.ClOrdId = asked;
        order.Side = new ClOrdId(asked).Side;
        if (isPlace)
        {
            order.PriceTicks = command.Read<NewOrder>().PriceTicks;
            order.Flags = command.Read<NewOrder>().Flags;
        }

        VenueAnswer.Report(command, order, OrdStatus.New, ExecType.New, nowNs, sink);
    }
}
