using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// An order object as raw texts, of REST and of the channel <c>orders</c>. The two differ in <c>baseVolume</c>: all
/// that was filled there, the last fill here.
/// </summary>
internal ref struct RestOrder
{
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> ClientId;
    public ReadOnlySpan<byte> OrderId;
    public ReadOnlySpan<byte> Status;
    public ReadOnlySpan<byte> CancelReason;
    public ReadOnlySpan<byte> Side;
    public ReadOnlySpan<byte> TradeSide;
    public ReadOnlySpan<byte> PositionMode;
    public ReadOnlySpan<byte> Force;
    public ReadOnlySpan<byte> IsReduceOnly;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> Size;
    public ReadOnlySpan<byte> BaseVolume;
    public ReadOnlySpan<byte> FilledInAll;
    public ReadOnlySpan<byte> FillPrice;
    public ReadOnlySpan<byte> FillFee;
    public ReadOnlySpan<byte> FillFeeCoin;
    public ReadOnlySpan<byte> TradeId;
    public ReadOnlySpan<byte> Scope;
    public ReadOnlySpan<byte> UpdateTime;

    public static RestOrder Read(ref JsonScanner scanner)
    {
        RestOrder order = default;
        if (!scanner.EnterObject()) return order;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("symbol"u8) || key.SequenceEqual("instId"u8)) order.Symbol = value;
            else if (key.SequenceEqual("clientOid"u8)) order.ClientId = value;
            else if (key.SequenceEqual("orderId"u8)) order.OrderId = value;
            else if (key.SequenceEqual("status"u8) || key.SequenceEqual("state"u8)) order.Status = value;
            else if (key.SequenceEqual("cancelReason"u8)) order.CancelReason = value;
            else if (key.SequenceEqual("side"u8)) order.Side = value;
            else if (key.SequenceEqual("tradeSide"u8)) order.TradeSide = value;
            else if (key.SequenceEqual("posMode"u8)) order.PositionMode = value;
            else if (key.SequenceEqual("force"u8)) order.Force = value;
            else if (key.SequenceEqual("reduceOnly"u8)) order.IsReduceOnly = value;
            else if (key.SequenceEqual("price"u8)) order.Price = value;
            else if (key.SequenceEqual("size"u8)) order.Size = value;
            else if (key.SequenceEqual("baseVolume"u8)) order.BaseVolume = value;
            else if (key.SequenceEqual("accBaseVolume"u8)) order.FilledInAll = value;
            else if (key.SequenceEqual("fillPrice"u8)) order.FillPrice = value;
            else if (key.SequenceEqual("fillFee"u8)) order.FillFee = value;
            else if (key.SequenceEqual("fillFeeCoin"u8)) order.FillFeeCoin = value;
            else if (key.SequenceEqual("tradeId"u8)) order.TradeId = value;
            else if (key.SequenceEqual("tradeScope"u8)) order.Scope = value;
            else if (key.SequenceEqual("uTime"u8)) order.UpdateTime = value;
        }

        return order;
    }

    /// <summary>
    /// False when a needed field is missing or not what it should be. A foreign order gets ClOrdId 0.
    /// </summary>
    public readonly bool TryTranslate(Instrument instrument, ClOrdIdText ids, out OrderStatusReport report)
    {
        report = default;
        report.OrdStatus = BitgetWords.StatusOf(Status);
        bool isHedge = PositionMode.SequenceEqual("hedge_mode"u8);
        ReadOnlySpan<byte> filled = FilledInAll.IsEmpty ? BaseVolume : FilledInAll;
        if (report.OrdStatus == OrdStatus.None
            || !BitgetWords.TryReadSide(Side, isHedge, TradeSide, out report.Side)
            || !WireText.TryReadId(OrderId, out report.OrderId)
            || !WireText.TryReadMs(UpdateTime, out report.VenueTimeNs)
            || !instrument.TryParseQuantity(Size, out report.OrderQtyLots)
            || !instrument.TryParseQuantity(filled, out report.CumQtyLots) || report.CumQtyLots < 0
            || (!WireText.IsAbsent(Price) && !WireText.TryReadPrice(instrument, Price, out report.PriceTicks)))
            return false;
        if (ids.TryRead(ClientId, out ClOrdId id)) report.ClOrdId = id.Value;
        report.CumValue = -1; // rounded
        if (report.OrdStatus == OrdStatus.Canceled) report.Reason = BitgetWords.EndReasonOf(CancelReason);
        if (BitgetWords.Is(IsReduceOnly, "yes"u8)) report.Flags |= ReportFlags.ReduceOnly;
        if (Force.SequenceEqual("post_only"u8)) report.Flags |= ReportFlags.PostOnly;
        return true;
    }
}
