using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// An order object of the REST endpoints (place, cancel, query, openOrders, allOrders), as raw texts.
/// </summary>
internal ref struct RestOrder
{
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> ClientId;
    public ReadOnlySpan<byte> OrderId;
    public ReadOnlySpan<byte> Status;
    public ReadOnlySpan<byte> Side;
    public ReadOnlySpan<byte> TimeInForce;
    public ReadOnlySpan<byte> IsReduceOnly;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> OrigQty;
    public ReadOnlySpan<byte> ExecutedQty;
    public ReadOnlySpan<byte> CumQuote;
    public ReadOnlySpan<byte> UpdateTime;

    public static RestOrder Read(ref JsonScanner scanner)
    {
        RestOrder order = default;
        if (!scanner.EnterObject()) return order;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("symbol"u8)) order.Symbol = value;
            else if (key.SequenceEqual("clientOrderId"u8)) order.ClientId = value;
            else if (key.SequenceEqual("orderId"u8)) order.OrderId = value;
            else if (key.SequenceEqual("status"u8)) order.Status = value;
            else if (key.SequenceEqual("side"u8)) order.Side = value;
            else if (key.SequenceEqual("timeInForce"u8)) order.TimeInForce = value;
            else if (key.SequenceEqual("reduceOnly"u8)) order.IsReduceOnly = value;
            else if (key.SequenceEqual("price"u8)) order.Price = value;
            else if (key.SequenceEqual("origQty"u8)) order.OrigQty = value;
            else if (key.SequenceEqual("executedQty"u8)) order.ExecutedQty = value;
            else if (key.SequenceEqual("cumQuote"u8)) order.CumQuote = value;
            else if (key.SequenceEqual("updateTime"u8)) order.UpdateTime = value;
        }

        return order;
    }

    /// <summary>
    /// False when a needed field is missing or not what it should be. A foreign order gets ClOrdId 0.
    /// </summary>
    public readonly bool TryTranslate(Instrument instrument, ClOrdIdText ids, out OrderStatusReport report)
    {
        report = default;
        report.OrdStatus = BinanceWords.StatusOf(Status);
        if (report.OrdStatus == OrdStatus.None || ClientId.IsEmpty
            || !BinanceWords.TryReadSide(Side, out report.Side)
            || !BinanceWords.TryReadId(OrderId, out report.OrderId)
            || !WireText.TryReadMs(UpdateTime, out report.VenueTimeNs)
            || !BinanceWords.TryReadPrice(instrument, Price, out report.PriceTicks)
            || !instrument.TryParseQuantity(OrigQty, out report.OrderQtyLots)
            || !instrument.TryParseQuantity(ExecutedQty, out report.CumQtyLots)
            || report.CumQtyLots < 0) return false;
        if (ids.TryRead(ClientId, out ClOrdId id)) report.ClOrdId = id.Value;
        report.CumValue = ValueIn(instrument);
        if (Status.SequenceEqual("EXPIRED_IN_MATCH"u8)) report.Reason = Reason.SelfTradePrevention;
        if (WireText.IsTrue(IsReduceOnly)) report.Flags |= ReportFlags.ReduceOnly;
        if (TimeInForce.SequenceEqual("GTX"u8)) report.Flags |= ReportFlags.PostOnly;
        return true;
    }

    /// <summary>Place and cancel replies have no cumQuote since mid-2026: then −1, "not said".</summary>
    private readonly long ValueIn(Instrument instrument)
    {
        if (!FixedPoint.TryParse(CumQuote, out long valueE8)) return -1;
        (long units, long rest) = long.DivRem(valueE8, instrument.UnitE8);
        return rest == 0 ? units : -1;
    }
}
