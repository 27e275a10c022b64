using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// The reply to one command as events. What the venue did not prove is in doubt: an unreadable reply, an unknown
/// label, and also a reply about another order than the one asked for.
/// </summary>
internal sealed class GateReplies(
    Instrument instrument, GateContract contract, ClOrdIdText ids, GateLists lists, GateLimits limits)
{
    public void Decode(in OutboundCommand command, in VenueReply reply, ref ListPage page, IEventSink sink)
    {
        page.HasMore = false;
        HoldBack(reply, sink);
        if (!reply.IsSuccess) DecodeFault(command, reply, sink);
        else if (command.Kind == CommandKind.QueryList) lists.Decode(command, reply, ref page, sink);
        else DecodeOrder(command, reply.Body, reply.NowNs, sink);
    }

    /// <summary>Silence, where a reply says that hardly anything is left.</summary>
    public void HoldBack(in VenueReply reply, IEventSink sink)
    {
        long holdNs = limits.HoldBackNs(reply);
        if (holdNs > 0) VenueAnswer.Throttled(instrument.Index, Reason.RateLimited, holdNs, reply.NowNs, sink);
    }

    /// <summary>What a whole reply that is no success means; and silence, where it asks for that.</summary>
    public Fault JudgeAndThrottle(in VenueReply reply, IEventSink sink)
    {
        Fault fault = GateFaults.Judge(reply);
        if (fault.Reason == Reason.RateLimited)
            VenueAnswer.Throttled(instrument.Index, fault.Reason, limits.SilenceNs(reply), reply.NowNs, sink);
        return fault;
    }

    /// <summary>An order object that has to be the one that was asked for.</summary>
    public void DecodeOrder(in OutboundCommand command, ReadOnlySpan<byte> body, long nowNs, IEventSink sink)
    {
        var scanner = new JsonScanner(body);
        RestOrder row = RestOrder.Read(ref scanner);
        OrderStatusReport order = default;
        bool isRead = scanner.IsWhole && row.Contract.SequenceEqual(contract.Name)
            && row.TryTranslate(instrument, contract, ids, out order);
        if (isRead && order.ClOrdId == VenueAnswer.ClOrdIdOf(command))
            VenueAnswer.Order(command, order, nowNs, sink);
        else CommandAnswer.InDoubt(command, Reason.UnreadableReply, nowNs, sink);
    }

    private void DecodeFault(in OutboundCommand command, in VenueReply reply, IEventSink sink)
    {
        Fault fault = JudgeAndThrottle(reply, sink);
        if (command.Kind == CommandKind.QueryList && fault.Reason == Reason.PositionMode
            && command.Read<QueryList>().ListKind == ListKind.Leverage)
        {
            lists.AnswerLeverageOfHedgeMode(command, reply, sink);
            return;
        }

        VenueAnswer.Fault(command, fault, reply.NowNs, sink);
    }
}
