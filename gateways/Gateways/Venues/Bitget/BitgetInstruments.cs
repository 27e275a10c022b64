using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// One contract out of <c>GET /api/v2/mix/market/contracts</c>. Start-up only: this may allocate and throws with a
/// remedy.
/// </summary>
internal static class BitgetInstruments
{
    /// <summary>
    /// Ten places, and ten of every other request, a second and account: a third of it, as the engine may send twice
    /// that at once.
    /// </summary>
    private const long OrderRateE3 = 10_000 / 3;

    /// <summary>
    /// A request is refused for good once it is older than 30 s, by a clock known to a second; the rest is the venue's
    /// own way from there to its answers.
    /// </summary>
    private const long QuarantineNs = (30_000L + 1_000L + 4_000L) * 1_000_000;

    public static InstrumentDefinition Decode(string symbol, in VenueReply reply)
    {
        if (!BitgetFaults.IsSuccess(reply, out ReadOnlySpan<byte> rows))
            throw new VenueException($"Bitget gave no contract {symbol} (HTTP {reply.Status}): check trading.symbol "
                + "(e.g. ETHUSDT), or try again later");
        ReadOnlySpan<byte> row = FindRow(rows, Encoding.UTF8.GetBytes(symbol));
        if (row.IsEmpty)
            throw new VenueException($"Bitget has no USDT-FUTURES contract {symbol}: check trading.symbol");
        CheckTradable(symbol, row);
        InstrumentDefinition definition = default;
        WireText.CopyName(Encoding.ASCII.GetBytes(symbol.ToUpperInvariant()), definition.Symbol, symbol);
        WireText.CopyName(WireText.Of(row, "quoteCoin"u8), definition.QuoteAsset, symbol);
        definition.TickSizeE8 = TickOf(row);
        definition.LotSizeE8 = DecimalOf(row, "sizeMultiplier"u8);
        if (definition.TickSizeE8 <= 0 || definition.LotSizeE8 <= 0)
            throw new VenueException($"Bitget states no tick size or lot size for {symbol}: it cannot be traded");
        long minE8 = DecimalOf(row, "minTradeNum"u8);
        definition.MinQtyLots = Math.Max(1, (minE8 + definition.LotSizeE8 - 1) / definition.LotSizeE8);
        definition.MaxQtyLots = DecimalOf(row, "maxOrderQty"u8) / definition.LotSizeE8;
        definition.MinNotionalE8 = DecimalOf(row, "minTradeUSDT"u8);
        long orders = DecimalOf(row, "maxSymbolOrderNum"u8) / FixedPoint.One;
        definition.MaxOpenOrders = orders > 0 ? (int)Math.Min(orders, 1_000_000) : 200;
        definition.MinExitLots = (int)Math.Min(int.MaxValue, definition.MinQtyLots);
        definition.QuarantineNs = QuarantineNs;
        definition.MaxOrderRateE3 = OrderRateE3;
        return definition;
    }

    private static ReadOnlySpan<byte> FindRow(ReadOnlySpan<byte> rows, ReadOnlySpan<byte> symbol)
    {
        var scanner = new JsonScanner(rows);
        if (!scanner.EnterArray()) return default;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> row = scanner.Skip();
            if (BitgetWords.Is(WireText.Of(row, "symbol"u8), symbol)) return row;
        }

        return default;
    }

    private static void CheckTradable(string symbol, ReadOnlySpan<byte> row)
    {
        string type = Encoding.UTF8.GetString(WireText.Of(row, "symbolType"u8));
        string status = Encoding.UTF8.GetString(WireText.Of(row, "symbolStatus"u8));
        if (type != "perpetual")
            throw new VenueException($"{symbol} is a {type} contract; only perpetual ones are traded: choose another");
        if (status != "normal")
            throw new VenueException($"{symbol} is {status} at Bitget, not normal: wait, or choose another symbol");
    }

    /// <summary>priceEndStep × 10^-pricePlace; the place alone is not the tick.</summary>
    private static long TickOf(ReadOnlySpan<byte> row)
    {
        if (!JsonScanner.TryReadLong(WireText.Of(row, "pricePlace"u8), out long place) || place is < 0 or > 8) return 0;
        long tickE8 = DecimalOf(row, "priceEndStep"u8);
        for (; place > 0; place--)
        {
            if (tickE8 % 10 != 0) return 0;
            tickE8 /= 10;
        }

        return tickE8;
    }

    private static long DecimalOf(ReadOnlySpan<byte> json, ReadOnlySpan<byte> wanted) =>
        FixedPoint.TryParse(WireText.Of(json, wanted), out long value) ? value : 0;
}
