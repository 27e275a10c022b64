using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// A row of <c>userTrades</c>, as raw texts. It has no client order id: the question tells whose fill it is.
/// </summary>
internal ref struct RestFill
{
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> TradeId;
    public ReadOnlySpan<byte> OrderId;
    public ReadOnlySpan<byte> Side;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> Quantity;
    public ReadOnlySpan<byte> RealizedPnl;
    public ReadOnlySpan<byte> Fee;
    public ReadOnlySpan<byte> FeeAsset;
    public ReadOnlySpan<byte> Time;
    public ReadOnlySpan<byte> IsMaker;

    public static RestFill Read(ref JsonScanner scanner)
    {
        RestFill fill = default;
        if (!scanner.EnterObject()) return fill;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("symbol"u8)) fill.Symbol = value;
            else if (key.SequenceEqual("id"u8)) fill.TradeId = value;
            else if (key.SequenceEqual("orderId"u8)) fill.OrderId = value;
            else if (key.SequenceEqual("side"u8)) fill.Side = value;
            else if (key.SequenceEqual("price"u8)) fill.Price = value;
            else if (key.SequenceEqual("qty"u8)) fill.Quantity = value;
            else if (key.SequenceEqual("realizedPnl"u8)) fill.RealizedPnl = value;
            else if (key.SequenceEqual("commission"u8)) fill.Fee = value;
            else if (key.SequenceEqual("commissionAsset"u8)) fill.FeeAsset = value;
            else if (key.SequenceEqual("time"u8)) fill.Time = value;
            else if (key.SequenceEqual("maker"u8)) fill.IsMaker = value;
        }

        return fill;
    }

    public readonly bool TryTranslate(Instrument instrument, BinanceDecoder decoder, out TradeReport report)
    {
        report = default;
        if (!BinanceWords.TryReadSide(Side, out report.Side)
            || !BinanceWords.TryReadId(TradeId, out report.ExecId)
            || !BinanceWords.TryReadId(OrderId, out report.OrderId)
            || !WireText.TryReadMs(Time, out report.VenueTimeNs)
            || !BinanceWords.TryReadPrice(instrument, Price, out report.LastPxTicks)
            || !instrument.TryParseQuantity(Quantity, out report.LastQtyLots)
            || report.LastQtyLots < 0) return false;
        if (!WireText.IsAbsent(Fee))
        {
            if (!FixedPoint.TryParse(Fee, out report.FeeE8)) return false;
            report.FeeAsset = report.FeeE8 == 0 ? Engine.Messages.FeeAsset.Quote : decoder.FeeAssetOf(FeeAsset);
        }

        if (WireText.IsTrue(IsMaker)) report.Flags |= ReportFlags.Maker;
        return true;
    }
}
