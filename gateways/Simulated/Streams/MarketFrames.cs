using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Streams;

/// <summary>
/// Turns market events into the venue's frames: bookTicker on /public, aggTrade (one for each recorded trade) and
/// markPrice on /market. Update and trade ids grow, across restarts too: they start from the clock.
/// </summary>
internal sealed class MarketFrames(StreamHub hub, InstrumentRules rules, long startMs)
{
    private const long SlowMarkPriceMs = 3_000;

    private readonly JsonFrame _frame = new();
    private readonly string _symbolLower = rules.Symbol.ToLowerInvariant();
    private readonly string _bookTicker = rules.Symbol.ToLowerInvariant() + "@bookTicker";
    private readonly string _aggTrade = rules.Symbol.ToLowerInvariant() + "@aggTrade";
    private long _tradeId = startMs;

    /// <summary>Id of the last quote.</summary>
    public long UpdateId { get; private set; } = startMs * 10;

    public void Publish(in MarketEvent e, long nowMs)
    {
        if (e.IsTrade) PublishTrade(e.Trade, nowMs);
        else PublishQuote(e.Quote, nowMs);
    }

    /// <summary>A <c>bookTicker</c> frame.</summary>
    public static byte[] QuoteFrame(in Quote quote, long updateId, long nowMs, InstrumentRules rules, JsonFrame frame)
    {
        Utf8JsonWriter json = frame.Start();
        json.WriteStartObject();
        json.WriteString("e"u8, "bookTicker"u8);
        json.WriteNumber("u"u8, updateId);
        json.WriteString("s"u8, rules.Symbol);
        json.Price("b", quote.BidTicks, rules);
        json.Quantity("B", quote.BidLots, rules);
        json.Price("a", quote.AskTicks, rules);
        json.Quantity("A", quote.AskLots, rules);
        json.WriteNumber("T"u8, nowMs);
        json.WriteNumber("E"u8, nowMs);
        json.WriteEndObject();
        return frame.ToArray();
    }

    /// <summary>To be called once a second.</summary>
    public void PublishMarkPrice(long markE8, long nowMs)
    {
        PublishMarkPrice(_symbolLower + "@markPrice@1s", markE8, nowMs);
        if (nowMs / 1_000 * 1_000 % SlowMarkPriceMs == 0) PublishMarkPrice(_symbolLower + "@markPrice", markE8, nowMs);
    }

    private void PublishQuote(in Quote quote, long nowMs)
    {
        UpdateId++;
        bool all = hub.HasListeners(StreamClass.Public, "!bookTicker");
        if (!all && !hub.HasListeners(StreamClass.Public, _bookTicker)) return;
        byte[] frame = QuoteFrame(quote, UpdateId, nowMs, rules, _frame);
        hub.Publish(StreamClass.Public, _bookTicker, frame);
        if (all) hub.Publish(StreamClass.Public, "!bookTicker", frame);
    }

    private void PublishTrade(in MarketTrade trade, long nowMs)
    {
        _tradeId++;
        if (!hub.HasListeners(StreamClass.Market, _aggTrade)) return;
        Utf8JsonWriter json = _frame.Start();
        json.WriteStartObject();
        json.WriteString("e"u8, "aggTrade"u8);
        json.WriteNumber("E"u8, nowMs);
        json.WriteNumber("a"u8, _tradeId);
        json.WriteString("s"u8, rules.Symbol);
        json.Price("p", trade.PriceTicks, rules);
        json.Quantity("q", trade.Lots, rules);
        json.Quantity("nq", trade.Lots, rules);
        json.WriteNumber("f"u8, _tradeId);
        json.WriteNumber("l"u8, _tradeId);
        json.WriteNumber("T"u8, nowMs);
        json.WriteBoolean("m"u8, trade.Taker == Side.Sell);
        json.WriteNumber("st"u8, 1);
        json.WriteEndObject();
        hub.Publish(StreamClass.Market, _aggTrade, _frame.ToArray());
    }

    private void PublishMarkPrice(string stream, long markE8, long nowMs)
    {
        if (!hub.HasListeners(StreamClass.Market, stream)) return;
        Utf8JsonWriter json = _frame.Start();
        json.WriteStartObject();
        json.WriteString("e"u8, "markPriceUpdate"u8);
        json.WriteNumber("E"u8, nowMs);
        json.WriteString("s"u8, rules.Symbol);
        json.Decimal("p", markE8);
        json.Decimal("ap", markE8);
        json.Decimal("P", markE8);
        json.Decimal("i", markE8);
        json.Decimal("r", rules.FundingRateE8);
        json.WriteNumber("T"u8, rules.NextFundingMs(nowMs));
        json.WriteNumber("st"u8, 1);
        json.WriteEndObject();
        hub.Publish(StreamClass.Market, stream, _frame.ToArray());
    }
}
