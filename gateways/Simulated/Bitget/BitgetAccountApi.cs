using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Bitget;

/// <summary>What Bitget tells by REST beside orders: contract, clock, candles, account, position, fills.</summary>
internal sealed class BitgetAccountApi(BitgetTerms terms)
{
    private const long MaxRows = 100;
    private const long MaxCandles = 1_000;

    public static VenueError Time(FrontCall call)
    {
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartObject();
        BitgetTerms.Text(json, "serverTime", call.NowMs);
        json.WriteEndObject();
        return BitgetTerms.End(json);
    }

    /// <summary>One contract; of other products than USDT-FUTURES there are none.</summary>
    public static VenueError Contracts(FrontCall call)
    {
        InstrumentRules rules = call.Rules;
        if (call.Request["symbol"] is { } symbol && symbol != rules.Symbol) return VenueErrors.InvalidSymbol;
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartArray();
        bool isOurs = call.Request["productType"] is not { } product
            || product.Equals("USDT-FUTURES", StringComparison.OrdinalIgnoreCase);
        if (isOurs) WriteContract(json, rules);
        json.WriteEndArray();
        return BitgetTerms.End(json);
    }

    private static void WriteContract(Utf8JsonWriter json, InstrumentRules rules)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, rules.Symbol);
        json.WriteString("baseCoin"u8, rules.BaseAsset);
        json.WriteString("quoteCoin"u8, rules.QuoteAsset);
        long step = rules.TickSizeE8;
        for (int i = rules.PriceDecimals; i < FixedPoint.Decimals; i++) step /= 10;
        BitgetTerms.Text(json, "pricePlace", rules.PriceDecimals);
        BitgetTerms.Text(json, "priceEndStep", step);
        BitgetTerms.Text(json, "volumePlace", rules.QuantityDecimals);
        BitgetTerms.Money(json, "sizeMultiplier", rules.LotSizeE8);
        BitgetTerms.Money(json, "minTradeNum", rules.MinQtyLots * rules.LotSizeE8);
        BitgetTerms.Money(json, "maxOrderQty", rules.MaxQtyLots * rules.LotSizeE8);
        BitgetTerms.Money(json, "minTradeUSDT", rules.MinNotionalE8);
        BitgetTerms.Text(json, "maxSymbolOrderNum", rules.MaxOpenOrders);
        BitgetTerms.Money(json, "makerFeeRate", rules.MakerFeeE8);
        BitgetTerms.Money(json, "takerFeeRate", rules.TakerFeeE8);
        json.WriteStartArray("supportMarginCoins"u8);
        json.WriteStringValue(rules.QuoteAsset);
        json.WriteEndArray();
        json.WriteString("symbolType"u8, "perpetual"u8);
        json.WriteString("symbolStatus"u8, "normal"u8);
        json.WriteEndObject();
    }

    public static VenueError Candles(FrontCall call)
    {
        CandleMarket candles = call.Exchange.Candles;
        string symbol = call.Request["symbol"] ?? "";
        if (!candles.Lists(symbol)) return VenueErrors.InvalidSymbol;
        string interval = (call.Request["granularity"] ?? "1m").ToLowerInvariant();
        if (!CandleMarket.Intervals.TryGetValue(interval, out long intervalMs)) return VenueErrors.InvalidInterval;
        long rows = long.Clamp(call.Request.Number("limit", 100), 1, MaxCandles);
        long last = CandleMarket.OpenOf(candles.NowMs, intervalMs);
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartArray();
        for (long openMs = last - (rows - 1) * intervalMs; openMs <= last; openMs += intervalMs)
        {
            if (candles.Read(symbol, openMs, intervalMs) is { } candle) WriteCandle(json, candle, columns: 7);
        }

        json.WriteEndArray();
        return BitgetTerms.End(json);
    }

    public static void WriteCandle(Utf8JsonWriter json, in Candle candle, int columns)
    {
        string volume = FixedPoint.ToText(candle.VolumeE8);
        json.WriteStartArray();
        json.WriteStringValue(candle.OpenMs.ToString(CultureInfo.InvariantCulture));
        json.WriteStringValue(FixedPoint.ToText(candle.OpenE8));
        json.WriteStringValue(FixedPoint.ToText(candle.HighE8));
        json.WriteStringValue(FixedPoint.ToText(candle.LowE8));
        json.WriteStringValue(FixedPoint.ToText(candle.CloseE8));
        for (int i = 5; i < columns; i++) json.WriteStringValue(volume);
        json.WriteEndArray();
    }

    public static VenueError Account(FrontCall call)
    {
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        WriteAccount(json, call);
        return BitgetTerms.End(json);
    }

    /// <summary>Every margin coin's; here there is one.</summary>
    public static VenueError Accounts(FrontCall call)
    {
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartArray();
        WriteAccount(json, call);
        json.WriteEndArray();
        return BitgetTerms.End(json);
    }

    private static void WriteAccount(Utf8JsonWriter json, FrontCall call)
    {
        MarginState margin = call.Core.Margin;
        json.WriteStartObject();
        json.WriteString("marginCoin"u8, call.Rules.QuoteAsset);
        BitgetTerms.Money(json, "locked", margin.InitialMarginE8);
        BitgetTerms.Money(json, "available", margin.AvailableE8);
        BitgetTerms.Money(json, "crossedMaxAvailable", margin.AvailableE8);
        BitgetTerms.Money(json, "isolatedMaxAvailable", margin.AvailableE8);
        BitgetTerms.Money(json, "accountEquity", margin.MarginBalanceE8);
        BitgetTerms.Text(json, "crossedMarginLeverage", call.Books.Leverage);
        BitgetTerms.Text(json, "isolatedLongLever", call.Books.Leverage);
        BitgetTerms.Text(json, "isolatedShortLever", call.Books.Leverage);
        json.WriteString("marginMode"u8, call.Books.IsIsolatedMargin ? "isolated" : "crossed");
        json.WriteString("posMode"u8, call.Books.IsHedgeMode ? "hedge_mode" : "one_way_mode");
        json.WriteString("unrealizedPL"u8, ""u8);
        BitgetTerms.Money(json, "crossedUnrealizedPL", margin.UnrealizedE8);
        json.WriteString("isolatedUnrealizedPL"u8, "0"u8);
        json.WriteEndObject();
    }

    public static VenueError Positions(FrontCall call)
    {
        PositionState position = call.Books.Position;
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartArray();
        if (!position.IsFlat)
        {
            long total = Math.Abs(position.Lots) * call.Rules.LotSizeE8;
            json.WriteStartObject();
            json.WriteString("marginCoin"u8, call.Rules.QuoteAsset);
            json.WriteString("symbol"u8, call.Rules.Symbol);
            json.WriteString("holdSide"u8, position.Lots > 0 ? "long" : "short");
            BitgetTerms.Money(json, "total", total);
            BitgetTerms.Money(json, "available", total);
            BitgetTerms.Text(json, "leverage", call.Books.Leverage);
            BitgetTerms.Money(json, "openPriceAvg", position.EntryPriceE8(call.Rules.LotSizeE8));
            BitgetTerms.Money(json, "markPrice", call.Core.MarkE8);
            BitgetTerms.Money(json, "liquidationPrice",
                MarginState.LiquidationPriceE8(position, call.Books.WalletE8, call.Rules));
            json.WriteString("marginMode"u8, call.Books.IsIsolatedMargin ? "isolated" : "crossed");
            json.WriteString("posMode"u8, "one_way_mode"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return BitgetTerms.End(json);
    }

    public static VenueError FeeRates(FrontCall call)
    {
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartObject();
        BitgetTerms.Money(json, "makerFeeRate", call.Rules.MakerFeeE8);
        BitgetTerms.Money(json, "takerFeeRate", call.Rules.TakerFeeE8);
        json.WriteEndObject();
        return BitgetTerms.End(json);
    }

    /// <summary>Newest first, of one order or of a time, from below an id on.</summary>
    public VenueError Fills(FrontCall call)
    {
        long orderId = call.Request.Number("orderId", 0);
        long below = call.Request.Number("idLessThan", long.MaxValue);
        long fromMs = call.Request.Number("startTime", 0);
        long toMs = call.Request.Number("endTime", long.MaxValue);
        int limit = (int)long.Clamp(call.Request.Number("limit", MaxRows), 1, MaxRows);
        VenueFill[] fills = [.. call.Books.Fills.Reverse().Where(fill =>
            (orderId == 0 || fill.Order.OrderId == orderId) && fill.TradeId < below
            && fill.TimeMs >= fromMs && fill.TimeMs <= toMs).Take(limit)];
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartObject();
        json.WritePropertyName("fillList"u8);
        if (fills.Length == 0) json.WriteNullValue();
        else
        {
            json.WriteStartArray();
            foreach (VenueFill fill in fills) WriteFill(json, fill, call.Rules);
            json.WriteEndArray();
            BitgetTerms.Text(json, "endId", fills[^1].TradeId);
        }

        json.WriteEndObject();
        return BitgetTerms.End(json);
    }

    /// <summary>Payments of funding, newest first, from below an id on; there are no other bills.</summary>
    public static VenueError Bills(FrontCall call)
    {
        long below = call.Request.Number("idLessThan", long.MaxValue);
        long fromMs = call.Request.Number("startTime", 0);
        long toMs = call.Request.Number("endTime", long.MaxValue);
        int limit = (int)long.Clamp(call.Request.Number("limit", 20), 1, MaxRows);
        bool isWanted = call.Request["businessType"] == "contract_settle_fee";
        FundingPayment[] bills = [.. call.Books.Funding.Reverse().Where(paid =>
            isWanted && paid.Id < below && paid.TimeMs >= fromMs && paid.TimeMs <= toMs).Take(limit)];
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartObject();
        json.WriteStartArray("bills"u8);
        foreach (FundingPayment paid in bills)
        {
            json.WriteStartObject();
            BitgetTerms.Text(json, "billId", paid.Id);
            json.WriteString("symbol"u8, call.Rules.Symbol);
            BitgetTerms.Money(json, "amount", paid.AmountE8);
            json.WriteString("fee"u8, "0"u8);
            json.WriteString("businessType"u8, "contract_settle_fee"u8);
            json.WriteString("coin"u8, call.Rules.QuoteAsset);
            BitgetTerms.Text(json, "cTime", paid.TimeMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (bills.Length > 0) BitgetTerms.Text(json, "endId", bills[^1].Id);
        json.WriteEndObject();
        return BitgetTerms.End(json);
    }

    public static VenueError SetPositionMode(FrontCall call)
    {
        if (!call.Books.Position.IsFlat) return VenueErrors.PositionSideBlockedByPosition;
        if (call.Books.OpenOrderCount > 0) return VenueErrors.PositionSideBlockedByOrders;
        string? mode = FrontRequest.TextOf(call.Request.Json, "posMode");
        call.Books.Set(BookEntryKind.HedgeModeSet, mode == "hedge_mode" ? 1 : 0, call.NowMs);
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartObject();
        json.WriteString("posMode"u8, mode);
        json.WriteEndObject();
        return BitgetTerms.End(json);
    }

    private void WriteFill(Utf8JsonWriter json, VenueFill fill, InstrumentRules rules)
    {
        json.WriteStartObject();
        BitgetTerms.Text(json, "tradeId", fill.TradeId);
        json.WriteString("symbol"u8, rules.Symbol);
        BitgetTerms.Text(json, "orderId", fill.Order.OrderId);
        json.WriteString("price"u8, terms.Price(fill.PriceTicks));
        json.WriteString("baseVolume"u8, terms.Size(fill.Lots));
        json.WriteStartArray("feeDetail"u8);
        json.WriteStartObject();
        json.WriteString("deduction"u8, "no"u8);
        json.WriteString("feeCoin"u8, rules.QuoteAsset);
        json.WriteNull("totalDeductionFee"u8);
        BitgetTerms.Money(json, "totalFee", -fill.FeeE8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("side"u8, fill.Side == Engine.Messages.Side.Buy ? "buy" : "sell");
        BitgetTerms.Money(json, "profit", fill.RealizedE8);
        json.WriteString("tradeSide"u8, fill.Side == Engine.Messages.Side.Buy ? "buy_single" : "sell_single");
        json.WriteString("posMode"u8, "one_way_mode"u8);
        json.WriteString("tradeScope"u8, fill.IsMaker ? "maker" : "taker");
        BitgetTerms.Text(json, "cTime", fill.TimeMs);
        json.WriteEndObject();
    }
}
