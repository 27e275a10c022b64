using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>Endpoints that need no key.</summary>
internal static class PublicEndpoints
{
    private const long PerpetualDeliveryMs = 4_133_404_800_000;

    public static VenueError Ping(ApiCall call)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteEndObject();
        return VenueError.None;
    }

    public static VenueError Time(ApiCall call)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteNumber("serverTime"u8, call.NowMs);
        json.WriteEndObject();
        return VenueError.None;
    }

    public static VenueError PremiumIndex(ApiCall call) => OneOrList(call, static (call, json) =>
    {
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.Decimal("markPrice", call.Core.MarkE8);
        json.Decimal("indexPrice", call.Core.MarkE8);
        json.Decimal("estimatedSettlePrice", call.Core.MarkE8);
        json.Decimal("lastFundingRate", call.Rules.FundingRateE8);
        json.Decimal("interestRate", call.Rules.FundingRateE8);
        json.WriteNumber("nextFundingTime"u8, call.Rules.NextFundingMs(call.NowMs));
        json.WriteNumber("time"u8, call.NowMs);
    });

    public static VenueError BookTicker(ApiCall call) => OneOrList(call, static (call, json) =>
    {
        Quote quote = call.Core.Quote;
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.Price("bidPrice", quote.BidTicks, call.Rules);
        json.Quantity("bidQty", quote.BidLots, call.Rules);
        json.Price("askPrice", quote.AskTicks, call.Rules);
        json.Quantity("askQty", quote.AskLots, call.Rules);
        json.WriteNumber("time"u8, call.NowMs);
        json.WriteNumber("lastUpdateId"u8, call.Exchange.UpdateId);
    });

    public static VenueError ExchangeInfo(ApiCall call)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteString("timezone"u8, "UTC"u8);
        json.WriteNumber("serverTime"u8, call.NowMs);
        json.WriteString("futuresType"u8, "U_MARGINED"u8);
        json.WriteStartArray("rateLimits"u8);
        call.Limits?.WriteRules(json);
        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters"u8);
        json.WriteEndArray();
        json.WriteStartArray("assets"u8);
        json.WriteStartObject();
        json.WriteString("asset"u8, call.Rules.QuoteAsset);
        json.WriteBoolean("marginAvailable"u8, true);
        json.WriteString("autoAssetExchange"u8, "0"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("symbols"u8);
        WriteSymbol(json, call.Rules);
        json.WriteEndArray();
        json.WriteEndObject();
        return VenueError.None;
    }

    /// <summary>With a symbol one object, without it a list, as the venue does.</summary>
    private static VenueError OneOrList(ApiCall call, Action<ApiCall, Utf8JsonWriter> writeFields)
    {
        string? symbol = call.Parameters["symbol"];
        if (symbol is not null && symbol != call.Rules.Symbol) return VenueErrors.InvalidSymbol;
        Utf8JsonWriter json = call.Reply.Start();
        if (symbol is null) json.WriteStartArray();
        json.WriteStartObject();
        writeFields(call, json);
        json.WriteEndObject();
        if (symbol is null) json.WriteEndArray();
        return VenueError.None;
    }

    private static void WriteSymbol(Utf8JsonWriter json, InstrumentRules rules)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, rules.Symbol);
        json.WriteString("pair"u8, rules.Symbol);
        json.WriteString("contractType"u8, "PERPETUAL"u8);
        json.WriteNumber("deliveryDate"u8, PerpetualDeliveryMs);
        json.WriteNumber("onboardDate"u8, 1_569_398_400_000);
        json.WriteString("status"u8, "TRADING"u8);
        json.WriteString("maintMarginPercent"u8, "2.5000"u8);
        json.WriteString("requiredMarginPercent"u8, "5.0000"u8);
        json.WriteString("baseAsset"u8, rules.BaseAsset);
        json.WriteString("quoteAsset"u8, rules.QuoteAsset);
        json.WriteString("marginAsset"u8, rules.QuoteAsset);
        json.WriteNumber("pricePrecision"u8, rules.PriceDecimals);
        json.WriteNumber("quantityPrecision"u8, rules.QuantityDecimals);
        json.WriteNumber("baseAssetPrecision"u8, 8);
        json.WriteNumber("quotePrecision"u8, 8);
        json.WriteString("underlyingType"u8, "COIN"u8);
        json.WriteStartArray("filters"u8);
        WriteFilters(json, rules);
        json.WriteEndArray();
        WriteWords(json, "orderTypes", ["LIMIT", "MARKET"]);
        WriteWords(json, "timeInForce", ["GTC", "IOC", "FOK", "GTX"]);
        json.WriteEndObject();
    }

    private static void WriteFilters(Utf8JsonWriter json, InstrumentRules rules)
    {
        Begin(json, "PRICE_FILTER");
        json.Decimal("minPrice", rules.MinPriceE8, rules.PriceDecimals);
        json.Decimal("maxPrice", rules.MaxPriceE8, rules.PriceDecimals);
        json.Decimal("tickSize", rules.TickSizeE8, rules.PriceDecimals);
        json.WriteEndObject();
        WriteLotFilter(json, "LOT_SIZE", rules, rules.MaxQtyLots);
        WriteLotFilter(json, "MARKET_LOT_SIZE", rules, rules.MaxMarketQtyLots);
        Begin(json, "MAX_NUM_ORDERS");
        json.WriteNumber("limit"u8, rules.MaxOpenOrders);
        json.WriteEndObject();
        Begin(json, "MIN_NOTIONAL");
        json.WriteString("notional"u8, FixedPoint.ToText(rules.MinNotionalE8));
        json.WriteEndObject();
        Begin(json, "PERCENT_PRICE");
        json.Decimal("multiplierUp", FixedPoint.One + rules.PriceBandE8, 4);
        json.Decimal("multiplierDown", FixedPoint.One - rules.PriceBandE8, 4);
        json.WriteString("multiplierDecimal"u8, "4"u8);
        json.WriteEndObject();
    }

    private static void WriteLotFilter(Utf8JsonWriter json, string type, InstrumentRules rules, long maxLots)
    {
        Begin(json, type);
        json.Quantity("minQty", rules.MinQtyLots, rules);
        json.Quantity("maxQty", maxLots, rules);
        json.Quantity("stepSize", 1, rules);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string filterType)
    {
        json.WriteStartObject();
        json.WriteString("filterType"u8, filterType);
    }

    private static void WriteWords(Utf8JsonWriter json, string name, string[] words)
    {
        json.WriteStartArray(name);
        foreach (string word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
