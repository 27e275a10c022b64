using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// Reads <c>futures.orders</c>: one report for each row, booked by its cumulative quantity. The channel names no single
/// fills, so price and fee come from the order's list of fills, which the engine then asks for. The channel
/// <c>futures.usertrades</c> is not subscribed: it has neither cumulative quantity nor status, and adding up fills on
/// this side of a lost connection would book wrongly.
/// </summary>
internal sealed class GateDecoder(Instrument instrument, GateContract contract, ClOrdIdText ids)
{
    public FrameMeaning DecodeUser(ReadOnlySpan<byte> text, long nowNs, IEventSink sink)
    {
        if (!GateFrame.TryRead(text, out GateFrame frame)) return FrameMeaning.Broken;
        if (!frame.IsUpdate || !frame.Channel.SequenceEqual("futures.orders"u8)) return frame.Meaning;
        var scanner = new JsonScanner(frame.Result);
        FrameMeaning meaning = FrameMeaning.Ignored;
        if (!scanner.EnterArray()) return FrameMeaning.Broken;
        while (scanner.NextItem())
        {
            FrameMeaning row = Publish(RestOrder.Read(ref scanner), frame.TimeMs, nowNs, sink);
            if (row == FrameMeaning.Broken) return row;
            if (meaning != FrameMeaning.Event) meaning = row;
        }

        return scanner.IsBroken ? FrameMeaning.Broken : meaning;
    }

    private FrameMeaning Publish(in RestOrder row, ReadOnlySpan<byte> pushed, long nowNs, IEventSink sink)
    {
        if (row.Contract.IsEmpty) return FrameMeaning.Broken;
        if (!row.Contract.SequenceEqual(contract.Name)) return FrameMeaning.Foreign;
        if (!row.TryTranslate(instrument, contract, ids, out OrderStatusReport order)) return FrameMeaning.Broken;
        bool isForeign = order.ClOrdId == 0;
        if (isForeign && !row.IsForced) return FrameMeaning.Foreign;
        InboundEvent e = default;
        ref ExecutionReport report = ref e.Begin<ExecutionReport>(
            EventKind.ExecutionReport, EventSource.UserGateway, instrument.Index, nowNs);
        report.ClOrdId = order.ClOrdId;
        report.OrderId = order.OrderId;
        report.VenueTimeNs = order.VenueTimeNs;
        if (row.UpdateTime.IsEmpty && WireText.TryReadMs(pushed, out long pushedNs)) report.VenueTimeNs = pushedNs;
        report.PriceTicks = order.PriceTicks;
        report.CumQtyLots = order.CumQtyLots;
        report.Side = order.Side;
        report.OrdStatus = order.OrdStatus;
        report.Flags = order.Flags;
        report.Reason = isForeign ? Reason.Liquidated : order.Reason;
        report.ExecType = isForeign ? ExecType.Liquidation : ExecTypeOf(order.OrdStatus);
        if (isForeign)
        {
            report.LastQtyLots = order.CumQtyLots;
            if (!WireText.TryReadPrice(instrument, row.FillPrice, out report.LastPxTicks)) return FrameMeaning.Broken;
        }

        sink.Publish(e);
        return FrameMeaning.Event;
    }

    private static ExecType ExecTypeOf(OrdStatus status) => status switch
    {
        OrdStatus.New => ExecType.New,
        OrdStatus.Canceled => ExecType.Canceled,
        _ => ExecType.Trade,
    };
}
