using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>What Gate tells by REST beside orders: contract, clock, candles, account, position, fills.</summary>
internal sealed class GateAccountApi(GateTerms terms)
{
    private const long MaxRows = 100;
    private const long MaxBookRows = 1_000;
    private const long MaxCandles = 1_000;

    public static VenueError Time(FrontCall call)
    {
        Utf8JsonWriter json = call.Start();
        json.WriteStartObject();
        json.WriteNumber("server_time"u8, call.NowMs);
        json.WriteEndObject();
        return VenueError.None;
    }

    public VenueError Contracts(FrontCall call)
    {
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        WriteContract(json);
        json.WriteEndArray();
        return VenueError.None;
    }

    /// <summary>Nothing is settled in another currency here.</summary>
    public static VenueError NoContracts(FrontCall call)
    {
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        json.WriteEndArray();
        return VenueError.None;
    }

    public VenueError Contract(FrontCall call)
    {
        if (call.Last != terms.Contract) return VenueErrors.InvalidSymbol;
        WriteContract(call.Start());
        return VenueError.None;
    }

    public static VenueError Candles(FrontCall call)
    {
        CandleMarket candles = call.Exchange.Candles;
        string symbol = (call.Request["contract"] ?? "").Replace("_", "", StringComparison.Ordinal);
        if (!candles.Lists(symbol)) return VenueErrors.InvalidSymbol;
        if (!CandleMarket.Intervals.TryGetValue(call.Request["interval"] ?? "5m", out long intervalMs))
            return VenueErrors.InvalidInterval;
        long rows = long.Clamp(call.Request.Number("limit", 100), 1, MaxCandles);
        long last = CandleMarket.OpenOf(candles.NowMs, intervalMs);
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        for (long openMs = last - (rows - 1) * intervalMs; openMs <= last; openMs += intervalMs)
        {
            if (candles.Read(symbol, openMs, intervalMs) is not { } candle) continue;
            json.WriteStartObject();
            WriteCandle(json, candle);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    public static void WriteCandle(Utf8JsonWriter json, in Candle candle)
    {
        json.WriteNumber("t"u8, candle.OpenMs / 1_000);
        json.WriteString("v"u8, FixedPoint.ToText(candle.VolumeE8));
        json.WriteString("c"u8, FixedPoint.ToText(candle.CloseE8));
        json.WriteString("h"u8, FixedPoint.ToText(candle.HighE8));
        json.WriteString("l"u8, FixedPoint.ToText(candle.LowE8));
        json.WriteString("o"u8, FixedPoint.ToText(candle.OpenE8));
    }

    public static VenueError Account(FrontCall call)
    {
        MarginState margin = call.Core.Margin;
        Utf8JsonWriter json = call.Start();
        json.WriteStartObject();
        json.WriteNumber("user"u8, GateFront.UserId);
        json.WriteString("currency"u8, call.Rules.QuoteAsset);
        json.WriteString("total"u8, FixedPoint.ToText(margin.WalletE8));
        json.WriteString("unrealised_pnl"u8, FixedPoint.ToText(margin.UnrealizedE8));
        json.WriteString("position_margin"u8, FixedPoint.ToText(margin.PositionMarginE8));
        json.WriteString("order_margin"u8, FixedPoint.ToText(margin.OpenOrderMarginE8));
        json.WriteString("available"u8, FixedPoint.ToText(margin.AvailableE8));
        json.WriteBoolean("in_dual_mode"u8, call.Books.IsHedgeMode);
        json.WriteEndObject();
        return VenueError.None;
    }

    public VenueError Positions(FrontCall call)
    {
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        if (!call.Books.Position.IsFlat || call.Request["holding"] != "true") WritePosition(json, call);
        json.WriteEndArray();
        return VenueError.None;
    }

    public VenueError Position(FrontCall call)
    {
        if (call.Last != terms.Contract) return VenueErrors.InvalidSymbol;
        if (call.Books.IsHedgeMode) return VenueErrors.PositionSideMismatch;
        WritePosition(call.Start(), call);
        return VenueError.None;
    }

    public VenueError Fees(FrontCall call)
    {
        Utf8JsonWriter json = call.Start();
        json.WriteStartObject();
        json.WriteStartObject(terms.Contract);
        json.WriteString("taker_fee"u8, FixedPoint.ToText(call.Rules.TakerFeeE8));
        json.WriteString("maker_fee"u8, FixedPoint.ToText(call.Rules.MakerFeeE8));
        json.WriteEndObject();
        json.WriteEndObject();
        return VenueError.None;
    }

    /// <summary>Realized profit only, newest first.</summary>
    /// <summary>Realized profits or payments of funding, newest first.</summary>
    public VenueError AccountBook(FrontCall call)
    {
        bool isFunding = call.Request["type"] == "fund";
        long fromMs = call.Request.Number("from", 0) * 1_000;
        long toMs = call.Request.Number("to", long.MaxValue / 1_000) * 1_000;
        int limit = (int)long.Clamp(call.Request.Number("limit", MaxRows), 1, MaxBookRows);
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        if (isFunding)
        {
            foreach (FundingPayment paid in call.Books.Funding.Reverse()
                .Where(paid => paid.TimeMs >= fromMs && paid.TimeMs <= toMs).Take(limit))
                WriteBookRow(json, "fund", paid.TimeMs, paid.AmountE8, paid.Id);
        }
        else
        {
            foreach (VenueFill fill in Page(call, FillsOf(call).Where(f => f.RealizedE8 != 0)))
                WriteBookRow(json, "pnl", fill.TimeMs, fill.RealizedE8, fill.TradeId);
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    private void WriteBookRow(Utf8JsonWriter json, string type, long timeMs, long changeE8, long id)
    {
        json.WriteStartObject();
        GateTerms.Seconds(json, "time", timeMs);
        json.WriteString("change"u8, FixedPoint.ToText(changeE8));
        json.WriteString("type"u8, type);
        json.WriteString("text"u8, $"{terms.Contract}:{id}");
        json.WriteString("contract"u8, terms.Contract);
        json.WriteString("id"u8, id.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    public VenueError Trades(FrontCall call) => WriteTrades(call, "id");

    public VenueError TradesOfTime(FrontCall call) => WriteTrades(call, "trade_id");

    public static VenueError SetDualMode(FrontCall call)
    {
        if (!call.Books.Position.IsFlat) return VenueErrors.PositionSideBlockedByPosition;
        if (call.Books.OpenOrderCount > 0) return VenueErrors.PositionSideBlockedByOrders;
        call.Books.Set(BookEntryKind.HedgeModeSet, call.Request["dual_mode"] == "true" ? 1 : 0, call.NowMs);
        return Account(call);
    }

    private VenueError WriteTrades(FrontCall call, string idName)
    {
        bool isDecimal = call.Request.Header("X-Gate-Size-Decimal") == "1";
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        foreach (VenueFill fill in Page(call, FillsOf(call)))
        {
            json.WriteStartObject();
            terms.WriteFill(json, fill, idName, isDecimal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    /// <summary>Newest first, of one order or of a time in seconds.</summary>
    private static IEnumerable<VenueFill> FillsOf(FrontCall call)
    {
        long orderId = call.Request.Number("order", 0);
        long fromMs = call.Request.Number("from", 0) * 1_000;
        long toMs = call.Request.Number("to", long.MaxValue / 1_000) * 1_000;
        return call.Books.Fills.Reverse().Where(fill => (orderId == 0 || fill.Order.OrderId == orderId)
            && fill.TimeMs >= fromMs && fill.TimeMs <= toMs);
    }

    private static IEnumerable<VenueFill> Page(FrontCall call, IEnumerable<VenueFill> fills) =>
        fills.Skip((int)call.Request.Number("offset", 0))
            .Take((int)long.Clamp(call.Request.Number("limit", MaxRows), 1, MaxRows));

    private void WriteContract(Utf8JsonWriter json)
    {
        InstrumentRules rules = terms.Rules;
        json.WriteStartObject();
        json.WriteString("name"u8, terms.Contract);
        json.WriteString("type"u8, "direct"u8);
        json.WriteString("quanto_multiplier"u8, FixedPoint.ToText(terms.MultiplierE8));
        json.WriteString("order_price_round"u8, FixedPoint.ToText(rules.TickSizeE8));
        json.WriteString("order_size_min"u8, "0.1"u8);
        json.WriteString("order_size_max"u8, FixedPoint.ToText(rules.MaxQtyLots / 10 * FixedPoint.One));
        json.WriteBoolean("enable_decimal"u8, true);
        json.WriteString("order_price_deviate"u8, FixedPoint.ToText(rules.PriceBandE8));
        json.WriteNumber("orders_limit"u8, rules.MaxOpenOrders);
        json.WriteString("maker_fee_rate"u8, FixedPoint.ToText(rules.MakerFeeE8));
        json.WriteString("taker_fee_rate"u8, FixedPoint.ToText(rules.TakerFeeE8));
        json.WriteString("leverage_max"u8, "125"u8);
        json.WriteBoolean("in_delisting"u8, false);
        json.WriteString("status"u8, "trading"u8);
        json.WriteEndObject();
    }

    private void WritePosition(Utf8JsonWriter json, FrontCall call)
    {
        PositionState position = call.Books.Position;
        bool isDecimal = call.Request.Header("X-Gate-Size-Decimal") == "1";
        string leverage = call.Books.Leverage.ToString(CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteNumber("user"u8, GateFront.UserId);
        json.WriteString("contract"u8, terms.Contract);
        GateTerms.Size(json, "size", position.Lots, isDecimal);
        json.WriteString("leverage"u8, call.Books.IsIsolatedMargin ? leverage : "0");
        json.WriteString("cross_leverage_limit"u8, call.Books.IsIsolatedMargin ? "0" : leverage);
        json.WriteString("leverage_max"u8, "125"u8);
        json.WriteString("entry_price"u8, FixedPoint.ToText(position.EntryPriceE8(call.Rules.LotSizeE8)));
        json.WriteString("mark_price"u8, FixedPoint.ToText(call.Core.MarkE8));
        json.WriteString("liq_price"u8, FixedPoint.ToText(
            MarginState.LiquidationPriceE8(position, call.Books.WalletE8, call.Rules)));
        json.WriteString("realised_pnl"u8, FixedPoint.ToText(position.RealizedE8));
        json.WriteString("mode"u8, "single"u8);
        json.WriteNumber("pending_orders"u8, call.Books.OpenOrderCount);
        json.WriteEndObject();
    }
}
