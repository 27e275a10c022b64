using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// One contract out of <c>GET /fapi/v1/exchangeInfo</c>. Tick and lot come from the filters, never from
/// pricePrecision or quantityPrecision. Start-up only: this may allocate and throws with a remedy.
/// </summary>
internal static class BinanceInstruments
{
    /// <summary>Orders that the engine's token bucket may send at once: taken off every window of the venue.</summary>
    private const int Burst = 30;

    /// <summary>
    /// A request is refused for good once it is older than its window (2 s, measured with a clock that may be 1 s
    /// ahead, and checked again at the matching engine); the rest is the venue's own way from there to its answers.
    /// </summary>
    private const long QuarantineNs = (BinanceOrders.RecvWindowMs + 1_000L + 4_000L) * 1_000_000;

    public static InstrumentDefinition Decode(string symbol, in VenueReply reply, BinanceLimits limits)
    {
        if (!reply.IsSuccess)
            throw new VenueException($"Binance answered HTTP {reply.Status} to the instrument list: try again later");
        byte[] wanted = Encoding.UTF8.GetBytes(symbol);
        var scanner = new JsonScanner(reply.Body);
        ReadOnlySpan<byte> row = default;
        long rateE3 = long.MaxValue;
        if (scanner.EnterObject())
        {
            while (scanner.NextKey(out ReadOnlySpan<byte> key))
            {
                if (key.SequenceEqual("symbols"u8)) row = FindRow(scanner.Skip(), wanted);
                else if (key.SequenceEqual("rateLimits"u8))
                {
                    ReadOnlySpan<byte> rows = scanner.Skip();
                    rateE3 = TightestRateE3(rows);
                    limits.Learn(rows);
                }
                else scanner.Skip();
            }
        }

        if (!scanner.IsWhole) throw new VenueException("Binance's instrument list is not readable: check the address");
        if (row.IsEmpty)
            throw new VenueException($"Binance has no USDⓈ-M contract {symbol}: check trading.symbol (e.g. ETHUSDT)");
        return ReadRow(symbol, row, rateE3 == long.MaxValue ? 0 : rateE3);
    }

    private static ReadOnlySpan<byte> FindRow(ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> wanted)
    {
        var scanner = new JsonScanner(symbols);
        if (!scanner.EnterArray()) return default;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> row = scanner.Skip();
            if (WireText.Of(row, "symbol"u8).SequenceEqual(wanted)) return row;
        }

        return default;
    }

    private static InstrumentDefinition ReadRow(string symbol, ReadOnlySpan<byte> row, long rateE3)
    {
        string status = Encoding.UTF8.GetString(WireText.Of(row, "status"u8));
        string contract = Encoding.UTF8.GetString(WireText.Of(row, "contractType"u8));
        if (contract != "PERPETUAL")
            throw new VenueException(
                $"{symbol} is a {contract} contract; only perpetual ones are traded: choose another");
        if (status != "TRADING")
            throw new VenueException($"{symbol} is {status} at Binance, not TRADING: wait, or choose another symbol");

        InstrumentDefinition definition = default;
        WireText.CopyName(WireText.Of(row, "symbol"u8), definition.Symbol, symbol);
        WireText.CopyName(WireText.Of(row, "quoteAsset"u8), definition.QuoteAsset, symbol);
        definition.MaxOpenOrders = 200; // the venue's general limit; MAX_NUM_ORDERS overrides it
        definition.MinExitLots = 1;     // minimum notional does not apply to reduce-only orders
        definition.QuarantineNs = QuarantineNs;
        definition.MaxOrderRateE3 = rateE3;
        ReadFilters(symbol, WireText.Of(row, "filters"u8), ref definition);
        return definition;
    }

    private static void ReadFilters(string symbol, ReadOnlySpan<byte> filters, ref InstrumentDefinition definition)
    {
        long minQtyE8 = 0;
        long maxQtyE8 = 0;
        var scanner = new JsonScanner(filters);
        bool isArray = scanner.EnterArray();
        while (isArray && scanner.NextItem())
        {
            ReadOnlySpan<byte> filter = scanner.Skip();
            ReadOnlySpan<byte> type = WireText.Of(filter, "filterType"u8);
            if (type.SequenceEqual("PRICE_FILTER"u8)) definition.TickSizeE8 = DecimalOf(filter, "tickSize"u8);
            else if (type.SequenceEqual("MIN_NOTIONAL"u8)) definition.MinNotionalE8 = DecimalOf(filter, "notional"u8);
            else if (type.SequenceEqual("MAX_NUM_ORDERS"u8))
            {
                ReadOnlySpan<byte> most = WireText.Of(filter, "limit"u8);
                if (JsonScanner.TryReadLong(most, out long limit) && limit is > 0 and < 1_000_000)
                    definition.MaxOpenOrders = (int)limit;
            }
            else if (type.SequenceEqual("LOT_SIZE"u8))
            {
                definition.LotSizeE8 = DecimalOf(filter, "stepSize"u8);
                minQtyE8 = DecimalOf(filter, "minQty"u8);
                maxQtyE8 = DecimalOf(filter, "maxQty"u8);
            }
        }

        if (definition.TickSizeE8 <= 0 || definition.LotSizeE8 <= 0)
            throw new VenueException($"Binance states no tick size or lot size for {symbol}: it cannot be traded");
        definition.MinQtyLots = Math.Max(1, (minQtyE8 + definition.LotSizeE8 - 1) / definition.LotSizeE8);
        definition.MaxQtyLots = maxQtyE8 / definition.LotSizeE8;
    }

    /// <summary>Order messages a second that fit every window even after a full burst, in 1e-3.</summary>
    private static long TightestRateE3(ReadOnlySpan<byte> limits)
    {
        long tightest = long.MaxValue;
        var scanner = new JsonScanner(limits);
        if (!scanner.EnterArray()) return tightest;
        while (scanner.NextItem())
        {
            RateLimitRow row = RateLimitRow.Read(ref scanner);
            if (!row.IsUsable || !row.Type.SequenceEqual("ORDERS"u8)) continue;
            long room = row.Limit > Burst ? row.Limit - Burst : row.Limit / 2;
            tightest = Math.Min(tightest, (long)((Int128)room * 1_000_000_000_000 / row.WindowNs));
        }

        return tightest;
    }

    private static long DecimalOf(ReadOnlySpan<byte> json, ReadOnlySpan<byte> wanted) =>
        FixedPoint.TryParse(WireText.Of(json, wanted), out long value) ? value : 0;
}
