using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>A row of <c>order/fills</c>. It has no client order id: the question tells whose fill it is.</summary>
internal ref struct RestFill
{
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> TradeId;
    public ReadOnlySpan<byte> OrderId;
    public ReadOnlySpan<byte> Side;
    public ReadOnlySpan<byte> TradeSide;
    public ReadOnlySpan<byte> PositionMode;
    public ReadOnlySpan<byte> Price;
    public ReadOnlySpan<byte> Quantity;
    public ReadOnlySpan<byte> Profit;
    public ReadOnlySpan<byte> FeeRows;
    public ReadOnlySpan<byte> Scope;
    public ReadOnlySpan<byte> Time;

    public static RestFill Read(ref JsonScanner scanner)
    {
        RestFill fill = default;
        if (!scanner.EnterObject()) return fill;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("feeDetail"u8))
            {
                fill.FeeRows = scanner.Skip();
                continue;
            }

            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("symbol"u8)) fill.Symbol = value;
            else if (key.SequenceEqual("tradeId"u8)) fill.TradeId = value;
            else if (key.SequenceEqual("orderId"u8)) fill.OrderId = value;
            else if (key.SequenceEqual("side"u8)) fill.Side = value;
            else if (key.SequenceEqual("tradeSide"u8)) fill.TradeSide = value;
            else if (key.SequenceEqual("posMode"u8)) fill.PositionMode = value;
            else if (key.SequenceEqual("price"u8)) fill.Price = value;
            else if (key.SequenceEqual("baseVolume"u8)) fill.Quantity = value;
            else if (key.SequenceEqual("profit"u8)) fill.Profit = value;
            else if (key.SequenceEqual("tradeScope"u8)) fill.Scope = value;
            else if (key.SequenceEqual("cTime"u8)) fill.Time = value;
        }

        return fill;
    }

    public readonly bool TryTranslate(Instrument instrument, BitgetDecoder decoder, out TradeReport report)
    {
        report = default;
        bool isHedge = PositionMode.SequenceEqual("hedge_mode"u8);
        if (!BitgetWords.TryReadSide(Side, isHedge, TradeSide, out report.Side)
            || !WireText.TryReadId(TradeId, out report.ExecId)
            || !WireText.TryReadId(OrderId, out report.OrderId)
            || !WireText.TryReadMs(Time, out report.VenueTimeNs)
            || !WireText.TryReadPrice(instrument, Price, out report.LastPxTicks)
            || !instrument.TryParseQuantity(Quantity, out report.LastQtyLots) || report.LastQtyLots < 0
            || !TryReadFee(decoder, ref report)) return false;
        if (BitgetWords.IsMaker(Scope)) report.Flags |= ReportFlags.Maker;
        return true;
    }

    /// <summary>A list with one row; a negative fee was paid.</summary>
    private readonly bool TryReadFee(BitgetDecoder decoder, ref TradeReport report)
    {
        report.FeeAsset = FeeAsset.Quote;
        if (FeeRows.IsEmpty) return true;
        var scanner = new JsonScanner(FeeRows);
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> row = scanner.Skip();
            if (!WireText.TryReadMoney(WireText.Of(row, "totalFee"u8), out long feeE8)) return false;
            if (feeE8 == 0) continue;
            report.FeeE8 -= feeE8;
            report.FeeAsset = decoder.FeeAssetOf(WireText.Of(row, "feeCoin"u8));
        }

        return !scanner.IsBroken;
    }
}
