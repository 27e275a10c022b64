using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>A row of <c>my_trades</c> or <c>my_trades_timerange</c> (there the id is <c>trade_id</c>).</summary>
internal ref struct RestFill
{
    public ReadOnlySpan<byte> Contract;
    public ReadOnlySpan<byte> TradeId;
    public ReadOnlySpan<byte> OrderId;
    public ReadOnlySpan<byte> Size;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> Fee;
    public ReadOnlySpan<byte> PointFee;
    public ReadOnlySpan<byte> Role;
    public ReadOnlySpan<byte> Time;

    public static RestFill Read(ref JsonScanner scanner)
    {
        RestFill fill = default;
        if (!scanner.EnterObject()) return fill;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("contract"u8)) fill.Contract = value;
            else if (key.SequenceEqual("id"u8) || key.SequenceEqual("trade_id"u8)) fill.TradeId = value;
            else if (key.SequenceEqual("order_id"u8)) fill.OrderId = value;
            else if (key.SequenceEqual("size"u8)) fill.Size = value;
            else if (key.SequenceEqual("price"u8)) fill.Price = value;
            else if (key.SequenceEqual("fee"u8)) fill.Fee = value;
            else if (key.SequenceEqual("point_fee"u8)) fill.PointFee = value;
            else if (key.SequenceEqual("role"u8)) fill.Role = value;
            else if (key.SequenceEqual("create_time"u8)) fill.Time = value;
        }

        return fill;
    }

    /// <summary>A positive fee is a cost here, as with us. What points paid is not in the quote asset.</summary>
    public readonly bool TryTranslate(Instrument instrument, GateContract contract, out TradeReport report)
    {
        report = default;
        if (!WireText.TryReadId(TradeId, out report.ExecId)
            || !WireText.TryReadId(OrderId, out report.OrderId)
            || !WireText.TryReadMoment(Time, out report.VenueTimeNs)
            || !WireText.TryReadPrice(instrument, Price, out report.LastPxTicks)
            || !contract.TryReadLots(Size, out long signedLots) || signedLots == 0
            || !WireText.TryReadMoney(Fee, out report.FeeE8)
            || !WireText.TryReadMoney(PointFee, out long pointsE8)) return false;
        report.Side = signedLots > 0 ? Side.Buy : Side.Sell;
        report.LastQtyLots = Math.Abs(signedLots);
        report.FeeAsset = FeeAsset.Quote;
        if (pointsE8 != 0)
        {
            report.FeeAsset = FeeAsset.Other;
            report.FeeE8 = pointsE8;
        }

        if (Role.SequenceEqual("maker"u8)) report.Flags |= ReportFlags.Maker;
        return true;
    }
}
