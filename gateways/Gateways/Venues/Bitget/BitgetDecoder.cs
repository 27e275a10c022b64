using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// Reads the channel <c>orders</c>: one report for each row, with the fill that caused it where there is one. Foreign
/// orders are dropped, except those with which the venue itself changes the position: these are published with
/// ClOrdId 0, so that the engine halts.
/// </summary>
internal sealed class BitgetDecoder(Instrument instrument, ClOrdIdText ids)
{
    private readonly byte[] _symbol = Encoding.ASCII.GetBytes(instrument.Symbol);
    private readonly byte[] _quoteAsset = Encoding.ASCII.GetBytes(instrument.QuoteAsset);

    public FrameMeaning DecodeUser(ReadOnlySpan<byte> text, long nowNs, IEventSink sink)
    {
        if (!BitgetFrame.TryRead(text, out BitgetFrame frame)) return FrameMeaning.Broken;
        if (!frame.IsPush || !frame.Channel.SequenceEqual("orders"u8)) return frame.Meaning;
        var scanner = new JsonScanner(frame.Rows);
        FrameMeaning meaning = FrameMeaning.Ignored;
        if (!scanner.EnterArray()) return FrameMeaning.Broken;
        while (scanner.NextItem())
        {
            FrameMeaning row = Publish(RestOrder.Read(ref scanner), nowNs, sink);
            if (row == FrameMeaning.Broken) return row;
            if (meaning != FrameMeaning.Event) meaning = row;
        }

        return scanner.IsBroken ? FrameMeaning.Broken : meaning;
    }

    /// <summary>What a fee was charged in.</summary>
    public FeeAsset FeeAssetOf(ReadOnlySpan<byte> asset) =>
        BitgetWords.Is(asset, _quoteAsset) ? FeeAsset.Quote : FeeAsset.Other;

    public bool IsOurs(ReadOnlySpan<byte> symbol) => BitgetWords.Is(symbol, _symbol); // in either case

    private FrameMeaning Publish(in RestOrder row, long nowNs, IEventSink sink)
    {
        if (row.Symbol.IsEmpty) return FrameMeaning.Broken;
        if (!IsOurs(row.Symbol)) return FrameMeaning.Foreign;
        if (!row.TryTranslate(instrument, ids, out OrderStatusReport order)) return FrameMeaning.Broken;
        bool isForced = BitgetWords.IsForced(row.TradeSide, out Reason force);
        if (order.ClOrdId == 0 && !isForced) return FrameMeaning.Foreign;
        InboundEvent e = default;
        ref ExecutionReport report = ref e.Begin<ExecutionReport>(
            EventKind.ExecutionReport, EventSource.UserGateway, instrument.Index, nowNs);
        report.ClOrdId = order.ClOrdId;
        report.OrderId = order.OrderId;
        report.VenueTimeNs = order.VenueTimeNs;
        report.PriceTicks = order.PriceTicks;
        report.CumQtyLots = order.CumQtyLots;
        report.Side = order.Side;
        report.OrdStatus = order.OrdStatus;
        report.Reason = isForced ? force : order.Reason;
        report.Flags = order.Flags;
        bool hasFill = !WireText.IsAbsent(row.TradeId);
        report.ExecType = isForced ? ExecType.Liquidation
            : hasFill ? ExecType.Trade
            : order.OrdStatus switch
            {
                OrdStatus.New => ExecType.New,
                OrdStatus.Canceled => ExecType.Canceled,
                _ => ExecType.Trade,
            };
        if (hasFill && !TryReadFill(row, ref report)) return FrameMeaning.Broken;
        sink.Publish(e);
        return FrameMeaning.Event;
    }

    private bool TryReadFill(in RestOrder row, ref ExecutionReport report)
    {
        if (!WireText.TryReadId(row.TradeId, out report.ExecId)
            || !instrument.TryParseQuantity(row.BaseVolume, out report.LastQtyLots) || report.LastQtyLots < 0
            || !WireText.TryReadPrice(instrument, row.FillPrice, out report.LastPxTicks)
            || !WireText.TryReadMoney(row.FillFee, out long feeE8)) return false;
        report.FeeE8 = -feeE8; // negative = paid on the wire, positive = paid with us
        report.FeeAsset = feeE8 == 0 ? FeeAsset.Quote : FeeAssetOf(row.FillFeeCoin);
        if (BitgetWords.IsMaker(row.Scope)) report.Flags |= ReportFlags.Maker;
        return true;
    }
}
