using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// One contract out of <c>GET /futures/usdt/contracts/{contract}</c>. Start-up only: this may allocate and throws with
/// a remedy.
/// </summary>
internal static class GateInstruments
{
    /// <summary>Places and amends a second of one account, less the burst of the engine's token bucket.</summary>
    private const long OrderRateE3 = (100 - 30) * 1_000;

    /// <summary>
    /// Each place carries its expiry (venue clock, known to a second); the rest is the venue's own way from there to
    /// its answers.
    /// </summary>
    private const long QuarantineNs = (GateOrders.ExpiryMs + 1_000L + 4_000L) * 1_000_000;

    public static InstrumentDefinition Decode(string symbol, in VenueReply reply, out long stepE8)
    {
        if (!reply.IsSuccess)
        {
            bool isUnknown = GateFaults.Judge(reply).Reason == Reason.SymbolClosed;
            throw new VenueException(isUnknown
                ? $"Gate has no USDT contract {GateContract.NameOf(symbol)}: check trading.symbol (e.g. ETH_USDT)"
                : $"Gate answered HTTP {reply.Status} to the contract: try again later");
        }

        ReadOnlySpan<byte> row = reply.Body;
        var scanner = new JsonScanner(row);
        scanner.Skip();
        if (!scanner.IsWhole || WireText.Of(row, "name"u8).IsEmpty)
            throw new VenueException("Gate's contract is not readable: check the address");
        CheckTradable(symbol, row);
        InstrumentDefinition definition = default;
        WireText.CopyName(WireText.Of(row, "name"u8), definition.Symbol, symbol);
        WireText.CopyName("USDT"u8, definition.QuoteAsset, symbol);
        long multiplierE8 = DecimalOf(row, "quanto_multiplier"u8);
        long minE8 = DecimalOf(row, "order_size_min"u8);
        stepE8 = StepOf(row, minE8);
        Int128 lotE16 = (Int128)multiplierE8 * stepE8;
        definition.TickSizeE8 = DecimalOf(row, "order_price_round"u8);
        definition.LotSizeE8 = (long)(lotE16 / FixedPoint.One);
        if (definition.TickSizeE8 <= 0 || definition.LotSizeE8 <= 0 || lotE16 % FixedPoint.One != 0)
            throw new VenueException($"Gate states no usable tick or contract size for {symbol}: it cannot be traded");
        definition.MinQtyLots = Math.Max(1, (minE8 + stepE8 - 1) / stepE8);
        definition.MaxQtyLots = DecimalOf(row, "order_size_max"u8) / stepE8;
        definition.MaxOpenOrders =
            JsonScanner.TryReadLong(WireText.Of(row, "orders_limit"u8), out long limit) && limit is > 0 and < 1_000_000
                ? (int)limit : 50;
        definition.MinExitLots = (int)Math.Min(int.MaxValue, definition.MinQtyLots);
        definition.QuarantineNs = QuarantineNs;
        definition.MaxOrderRateE3 = OrderRateE3;
        return definition;
    }

    private static void CheckTradable(string symbol, ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<byte> status = WireText.Of(row, "status"u8); // older answers have none
        bool isTrading = status.IsEmpty || status.SequenceEqual("trading"u8);
        if (isTrading && !WireText.IsTrue(WireText.Of(row, "in_delisting"u8))) return;
        string word = isTrading ? "being delisted" : Encoding.UTF8.GetString(status);
        throw new VenueException($"{symbol} is {word} at Gate, not trading: wait, or choose another symbol");
    }

    /// <summary>
    /// Whole contracts, unless the contract says that it has decimals; their step is not published, and the smallest
    /// order is one that surely exists.
    /// </summary>
    private static long StepOf(ReadOnlySpan<byte> row, long minE8)
    {
        bool hasDecimals = WireText.IsTrue(WireText.Of(row, "enable_decimal"u8));
        return hasDecimals && minE8 is > 0 and < FixedPoint.One ? minE8 : FixedPoint.One;
    }

    private static long DecimalOf(ReadOnlySpan<byte> json, ReadOnlySpan<byte> wanted) =>
        FixedPoint.TryParse(WireText.Of(json, wanted), out long value) ? value : 0;
}
