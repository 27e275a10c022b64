using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Streams;

/// <summary>
/// Tells the account's changes on its private stream, in the order observed at the venue for an order that fills at
/// once: TRADE_LITE of every fill, then ORDER_TRADE_UPDATE NEW, then ACCOUNT_UPDATE and ORDER_TRADE_UPDATE TRADE for
/// each fill, then the end of the order. A payment of funding is an ACCOUNT_UPDATE of its own.
/// </summary>
/// <param name="rules">The contract.</param>
/// <param name="send">Gets the event's type and its frame.</param>
internal sealed class UserFrames(InstrumentRules rules, Action<string, byte[]> send)
{
    private readonly JsonFrame _frame = new();

    public void Publish(AccountBooks books, long nowMs)
    {
        IReadOnlyList<BookEntry> entries = books.Entries;
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].Fill is { } fill) send("TRADE_LITE", TradeLite(fill));
        }

        for (int i = 0; i < entries.Count; i++)
        {
            BookEntry e = entries[i];
            if (e.Fill is { } fill) send("ACCOUNT_UPDATE", AccountUpdate(fill, books));
            if (e.Kind == BookEntryKind.Funded) send("ACCOUNT_UPDATE", FundingUpdate(e, books));
            if (e.Order is not null) send("ORDER_TRADE_UPDATE", OrderUpdate(e));
            if (e.Kind == BookEntryKind.LeverageSet)
                send("ACCOUNT_CONFIG_UPDATE", ConfigUpdate((int)e.Value, nowMs));
        }
    }

    public byte[] ListenKeyExpired(string key, long nowMs)
    {
        Utf8JsonWriter json = Begin("listenKeyExpired", nowMs);
        json.WriteString("listenKey"u8, key);
        return End(json);
    }

    private Utf8JsonWriter Begin(string eventName, long timeMs)
    {
        Utf8JsonWriter json = _frame.Start();
        json.WriteStartObject();
        json.WriteString("e"u8, eventName);
        json.WriteNumber("T"u8, timeMs);
        json.WriteNumber("E"u8, timeMs);
        return json;
    }

    private byte[] End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        return _frame.ToArray();
    }

    private byte[] TradeLite(VenueFill fill)
    {
        VenueOrder order = fill.Order;
        Utf8JsonWriter json = Begin("TRADE_LITE", fill.TimeMs);
        json.WriteString("s"u8, rules.Symbol);
        json.Quantity("q", order.QtyLots, rules);
        json.Price("p", order.PriceTicks, rules);
        json.WriteBoolean("m"u8, fill.IsMaker);
        json.WriteString("c"u8, order.ClientId);
        json.WriteString("S"u8, VenueWords.Of(order.Side));
        json.Price("L", fill.PriceTicks, rules);
        json.Quantity("l", fill.Lots, rules);
        json.WriteNumber("t"u8, fill.TradeId);
        json.WriteNumber("i"u8, order.OrderId);
        return End(json);
    }

    private byte[] OrderUpdate(in BookEntry e)
    {
        VenueOrder order = e.Order!;
        Utf8JsonWriter json = Begin("ORDER_TRADE_UPDATE", e.TimeMs);
        json.WriteStartObject("o"u8);
        json.WriteString("s"u8, rules.Symbol);
        json.WriteString("c"u8, order.ClientId);
        json.WriteString("S"u8, VenueWords.Of(order.Side));
        json.WriteString("o"u8, VenueWords.Of(order.Type));
        json.WriteString("f"u8, VenueWords.Of(order.TimeInForce));
        json.Quantity("q", order.QtyLots, rules);
        json.Price("p", order.PriceTicks, rules);
        WriteProgress(json, e, order);
        json.WriteBoolean("R"u8, order.ReduceOnly);
        json.WriteString("wt"u8, "CONTRACT_PRICE"u8);
        json.WriteString("ot"u8, VenueWords.Of(order.Type));
        json.WriteString("ps"u8, "BOTH"u8);
        json.WriteBoolean("cp"u8, false);
        json.Decimal("rp", e.Fill?.RealizedE8 ?? 0);
        json.WriteBoolean("pP"u8, false);
        json.WriteNumber("si"u8, 0);
        json.WriteNumber("ss"u8, 0);
        json.WriteString("V"u8, VenueWords.Of(order.SelfTradePrevention));
        json.WriteString("pm"u8, "NONE"u8);
        json.WriteNumber("gtd"u8, 0);
        ExpireReason reason = e.Kind == BookEntryKind.Closed ? order.ExpireReason : ExpireReason.None;
        json.WriteString("er"u8, ((int)reason).ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
        return End(json);
    }

    /// <summary>The part that depends on the moment: the order may have moved on since this entry.</summary>
    private void WriteProgress(Utf8JsonWriter json, in BookEntry e, VenueOrder order)
    {
        (string execution, string status, long cumLots, Int128 cumUnits) = e.Kind switch
        {
            BookEntryKind.Opened => ("NEW", "NEW", 0L, Int128.Zero),
            BookEntryKind.Amended => ("AMENDMENT", order.CumLots == 0 ? "NEW" : "PARTIALLY_FILLED", order.CumLots,
                order.CumUnits),
            BookEntryKind.Filled => ("TRADE", e.Fill!.OrderCumLots == order.QtyLots ? "FILLED" : "PARTIALLY_FILLED",
                e.Fill.OrderCumLots, e.Fill.OrderCumUnits),
            _ => (order.Status == VenueOrderStatus.Canceled ? "CANCELED" : "EXPIRED", VenueWords.Of(order.Status),
                order.CumLots, order.CumUnits),
        };
        json.AveragePrice("ap", cumUnits, cumLots, rules);
        json.WriteString("sp"u8, "0"u8);
        json.WriteString("x"u8, execution);
        json.WriteString("X"u8, status);
        json.WriteNumber("i"u8, order.OrderId);
        json.Quantity("l", e.Fill?.Lots ?? 0, rules);
        json.Quantity("z", cumLots, rules);
        json.Price("L", e.Fill?.PriceTicks ?? 0, rules);
        json.Decimal("n", e.Fill?.FeeE8 ?? 0);
        json.WriteString("N"u8, rules.QuoteAsset);
        json.WriteNumber("T"u8, e.TimeMs);
        json.WriteNumber("t"u8, e.Fill?.TradeId ?? 0);
        json.WriteString("b"u8, "0"u8);
        json.WriteString("a"u8, "0"u8);
        json.WriteBoolean("m"u8, e.Fill is { IsMaker: true });
    }

    private byte[] AccountUpdate(VenueFill fill, AccountBooks books)
    {
        Utf8JsonWriter json = Begin("ACCOUNT_UPDATE", fill.TimeMs);
        PositionState position = fill.PositionAfter;
        long entryE8 = position.EntryPriceE8(rules.LotSizeE8);
        json.WriteStartObject("a"u8);
        WriteBalance(json, fill.WalletAfterE8, 0);
        json.WriteStartArray("P"u8);
        json.WriteStartObject();
        json.WriteString("s"u8, rules.Symbol);
        json.Quantity("pa", position.Lots, rules);
        json.Decimal("ep", entryE8);
        json.Decimal("cr", position.RealizedE8);
        json.Decimal("up", UnrealizedE8(fill));
        json.WriteString("mt"u8, books.IsIsolatedMargin ? "isolated"u8 : "cross"u8);
        json.WriteString("iw"u8, "0"u8);
        json.WriteString("ps"u8, "BOTH"u8);
        json.WriteString("ma"u8, rules.QuoteAsset);
        json.Decimal("bep", BreakEvenE8(position, rules));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("m"u8, "ORDER"u8);
        json.WriteEndObject();
        return End(json);
    }

    /// <summary>In a cross account the balance only, and the symbol.</summary>
    private byte[] FundingUpdate(in BookEntry e, AccountBooks books)
    {
        Utf8JsonWriter json = Begin("ACCOUNT_UPDATE", e.TimeMs);
        json.WriteStartObject("a"u8);
        WriteBalance(json, books.WalletE8, e.Value);
        json.WriteStartArray("P"u8);
        json.WriteEndArray();
        json.WriteString("m"u8, "FUNDING_FEE"u8);
        json.WriteString("S"u8, rules.Symbol);
        json.WriteEndObject();
        return End(json);
    }

    /// <param name="json">Where to write.</param>
    /// <param name="walletE8">What is in the wallet.</param>
    /// <param name="changeE8">What changed beside profit and fees.</param>
    private void WriteBalance(Utf8JsonWriter json, long walletE8, long changeE8)
    {
        json.WriteStartArray("B"u8);
        json.WriteStartObject();
        json.WriteString("a"u8, rules.QuoteAsset);
        json.Decimal("wb", walletE8);
        json.Decimal("cw", walletE8);
        json.Decimal("bc", changeE8);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Entry price moved by one taker fee.</summary>
    public static long BreakEvenE8(PositionState position, InstrumentRules rules)
    {
        long entryE8 = position.EntryPriceE8(rules.LotSizeE8);
        long feeE8 = (long)((Int128)entryE8 * rules.TakerFeeE8 / FixedPoint.One);
        return position.Lots >= 0 ? entryE8 + feeE8 : entryE8 - feeE8;
    }

    private long UnrealizedE8(VenueFill fill) =>
        rules.ValueE8((Int128)fill.PriceTicks * fill.PositionAfter.Lots) - fill.PositionAfter.CostE8;

    private byte[] ConfigUpdate(int leverage, long nowMs)
    {
        Utf8JsonWriter json = Begin("ACCOUNT_CONFIG_UPDATE", nowMs);
        json.WriteStartObject("ac"u8);
        json.WriteString("s"u8, rules.Symbol);
        json.WriteNumber("l"u8, leverage);
        json.WriteEndObject();
        return End(json);
    }
}
