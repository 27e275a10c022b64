using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// An order object as raw texts: of REST, of WebSocket replies and of the channel <c>futures.orders</c>, which differ
/// in numbers against strings and in seconds against milliseconds only.
/// </summary>
internal ref struct RestOrder
{
    public ReadOnlySpan<byte> Contract;
    public ReadOnlySpan<byte> Text;
    public ReadOnlySpan<byte> OrderId;
    public ReadOnlySpan<byte> Status;
    public ReadOnlySpan<byte> Finish;
    public ReadOnlySpan<byte> Size;
    public ReadOnlySpan<byte> Left;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> FillPrice;
    public ReadOnlySpan<byte> TimeInForce;
    public ReadOnlySpan<byte> IsReduceOnly;
    public ReadOnlySpan<byte> IsLiquidation;
    public ReadOnlySpan<byte> Role;
    public ReadOnlySpan<byte> UpdateTime;
    public ReadOnlySpan<byte> FinishTime;
    public ReadOnlySpan<byte> CreateTime;

    public static RestOrder Read(ref JsonScanner scanner)
    {
        RestOrder order = default;
        if (!scanner.EnterObject()) return order;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("contract"u8)) order.Contract = value;
            else if (key.SequenceEqual("text"u8)) order.Text = value;
            else if (key.SequenceEqual("id"u8)) order.OrderId = value;
            else if (key.SequenceEqual("status"u8)) order.Status = value;
            else if (key.SequenceEqual("finish_as"u8)) order.Finish = value;
            else if (key.SequenceEqual("size"u8)) order.Size = value;
            else if (key.SequenceEqual("left"u8)) order.Left = value;
            else if (key.SequenceEqual("price"u8)) order.Price = value;
            else if (key.SequenceEqual("fill_price"u8)) order.FillPrice = value;
            else if (key.SequenceEqual("tif"u8)) order.TimeInForce = value;
            else if (key.SequenceEqual("is_reduce_only"u8)) order.IsReduceOnly = value;
            else if (key.SequenceEqual("is_liq"u8)) order.IsLiquidation = value;
            else if (key.SequenceEqual("role"u8)) order.Role = value;
            else if (key.SequenceEqual("update_time"u8)) order.UpdateTime = value;
            else if (key.SequenceEqual("finish_time"u8)) order.FinishTime = value;
            else if (key.SequenceEqual("create_time"u8)) order.CreateTime = value;
        }

        return order;
    }

    /// <summary>The venue changes the position with this order, whoever's it is.</summary>
    public readonly bool IsForced =>
        WireText.IsTrue(IsLiquidation) || GateWords.IsForced(Finish) || GateWords.IsForcedText(Text);

    /// <summary>The last moment that the row names.</summary>
    public readonly bool TryReadTime(out long timeNs) => WireText.TryReadMoment(
        !UpdateTime.IsEmpty ? UpdateTime : !FinishTime.IsEmpty ? FinishTime : CreateTime, out timeNs);

    /// <summary>
    /// False when a needed field is missing or not what it should be. A foreign order gets ClOrdId 0.
    /// </summary>
    public readonly bool TryTranslate(
        Instrument instrument, GateContract contract, ClOrdIdText ids, out OrderStatusReport report)
    {
        report = default;
        if (!WireText.TryReadId(OrderId, out report.OrderId)
            || !contract.TryReadLots(Size, out long signedLots) || signedLots == 0
            || !TryReadLeft(contract, out long leftLots) || leftLots > Math.Abs(signedLots)
            || !WireText.TryReadPrice(instrument, Price, out report.PriceTicks)
            || !TryReadTime(out report.VenueTimeNs)) return false;
        report.Side = signedLots > 0 ? Side.Buy : Side.Sell;
        report.OrderQtyLots = Math.Abs(signedLots);
        report.CumQtyLots = report.OrderQtyLots - leftLots;
        report.OrdStatus = GateWords.StatusOf(Status, Finish, leftLots, report.CumQtyLots);
        if (report.OrdStatus == OrdStatus.None) return false;
        if (report.OrdStatus == OrdStatus.Canceled) report.Reason = GateWords.EndReasonOf(Finish);
        if (GateWords.TryReadId(Text, ids, out ClOrdId id)) report.ClOrdId = id.Value;
        report.CumValue = -1; // only an average, rounded
        if (WireText.IsTrue(IsReduceOnly)) report.Flags |= ReportFlags.ReduceOnly;
        if (TimeInForce.SequenceEqual("poc"u8)) report.Flags |= ReportFlags.PostOnly;
        if (Role.SequenceEqual("maker"u8)) report.Flags |= ReportFlags.Maker;
        return true;
    }

    /// <summary>What is left carries the size's sign. A filled order may come without it.</summary>
    private readonly bool TryReadLeft(GateContract contract, out long lots)
    {
        lots = 0;
        if (Left.IsEmpty) return Finish.SequenceEqual("filled"u8) && Status.SequenceEqual("finished"u8);
        bool isRead = contract.TryReadLots(Left, out lots);
        lots = Math.Abs(lots);
        return isRead;
    }
}
