using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>
/// The exchange in Gate's terms: signed contracts of ten lots each, one decimal allowed, so that both the multiplier
/// and fractions of contracts are met; words, labels, and prices that are strings by REST and numbers by WebSocket.
/// </summary>
internal sealed class GateTerms(InstrumentRules rules)
{
    private const long LotsPerContract = 10;

    public InstrumentRules Rules => rules;

    /// <summary>ETHUSDT is ETH_USDT here.</summary>
    public string Contract { get; } = NameOf(rules.Symbol, rules.QuoteAsset);

    public long MultiplierE8 => rules.LotSizeE8 * LotsPerContract;

    public static string NameOf(string symbol, string quoteAsset) => symbol.Contains('_', StringComparison.Ordinal)
        ? symbol
        : $"{symbol[..^quoteAsset.Length]}_{quoteAsset}";

    /// <summary>Contracts to lots; false when it is no whole lot.</summary>
    public static bool TryLots(long contractsE8, out long lots)
    {
        (lots, long rest) = long.DivRem(contractsE8 * LotsPerContract, FixedPoint.One);
        return rest == 0;
    }

    /// <summary>As text with decimals, or, to clients of old, as a whole number with its fraction cut off.</summary>
    public static void Size(Utf8JsonWriter json, string name, long lots, bool isDecimal)
    {
        if (isDecimal) json.WriteString(name, FixedPoint.ToText(lots * (FixedPoint.One / LotsPerContract)));
        else json.WriteNumber(name, lots / LotsPerContract);
    }

    public void WriteOrder(Utf8JsonWriter json, VenueOrder order, long cumLots, Int128 cumUnits, OrderForm form)
    {
        bool isOpen = form.AsOpen || order.IsOpen;
        long sign = order.Side == Side.Buy ? 1 : -1;
        json.WriteNumber("id"u8, order.OrderId);
        json.WriteNumber("user"u8, GateFront.UserId);
        json.WriteString("contract"u8, Contract);
        json.WriteString("text"u8, "t-" + order.ClientId);
        Size(json, "size", sign * order.QtyLots, form.IsDecimal);
        Size(json, "left", sign * (order.QtyLots - cumLots), form.IsDecimal);
        Money(json, "price", order.PriceTicks * rules.TickSizeE8, form.IsPush);
        Money(json, "fill_price", AverageE8(cumUnits, cumLots), form.IsPush);
        json.WriteString("tif"u8, order.Type == VenueOrderType.Market ? "ioc" : TifOf(order.TimeInForce));
        json.WriteString("status"u8, isOpen ? "open" : "finished");
        if (!isOpen) json.WriteString("finish_as"u8, FinishOf(order));
        else if (form.IsPush) json.WriteString("finish_as"u8, cumLots == 0 ? "_new" : "_update");
        json.WriteBoolean("is_reduce_only"u8, order.ReduceOnly);
        json.WriteBoolean("is_close"u8, false);
        json.WriteBoolean("is_liq"u8, false);
        if (form.IsPush) json.WriteNumber("update_time"u8, form.TimeMs);
        else Seconds(json, "update_time", form.TimeMs);
        Seconds(json, "create_time", order.CreatedMs);
        if (!isOpen || form.IsPush) Seconds(json, "finish_time", form.TimeMs);
        json.WriteString("stp_act"u8, "-");
        json.WriteString("amend_text"u8, "-");
    }

    public void WriteFill(Utf8JsonWriter json, VenueFill fill, string idName, bool isDecimal)
    {
        long sign = fill.Side == Side.Buy ? 1 : -1;
        json.WriteString(idName, fill.TradeId.ToString(CultureInfo.InvariantCulture));
        Seconds(json, "create_time", fill.TimeMs);
        json.WriteString("contract"u8, Contract);
        json.WriteString("order_id"u8, fill.Order.OrderId.ToString(CultureInfo.InvariantCulture));
        Size(json, "size", sign * fill.Lots, isDecimal);
        json.WriteString("price"u8, FixedPoint.ToText(fill.PriceTicks * rules.TickSizeE8));
        json.WriteString("role"u8, fill.IsMaker ? "maker" : "taker");
        json.WriteString("text"u8, "t-" + fill.Order.ClientId);
        json.WriteString("fee"u8, FixedPoint.ToText(fill.FeeE8));
        json.WriteString("point_fee"u8, "0");
    }

    public static void Seconds(Utf8JsonWriter json, string name, long timeMs)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(FixedPoint.ToText(timeMs * (FixedPoint.One / 1_000)), skipInputValidation: true);
    }

    public static bool TryTif(string? word, out TimeInForce tif)
    {
        tif = word switch
        {
            "poc" => TimeInForce.PostOnly,
            "ioc" => TimeInForce.ImmediateOrCancel,
            "fok" => TimeInForce.FillOrKill,
            _ => TimeInForce.GoodTillCancel,
        };
        return word is null or "gtc" or "poc" or "ioc" or "fok"; // lower case only
    }

    /// <summary>The core's refusals as status and label.</summary>
    public static (int Status, string Label) LabelOf(VenueError error) => error.Code switch
    {
        -1003 or -1015 => (429, "TOO_MANY_REQUESTS"),
        -1021 or -5028 => (400, "REQUEST_EXPIRED"),
        -1022 => (401, "INVALID_SIGNATURE"),
        -1102 => (400, "MISSING_REQUIRED_PARAM"),
        -1121 => (400, "CONTRACT_NOT_FOUND"),
        -2011 or -2013 => (404, "ORDER_NOT_FOUND"),
        -2014 or -2015 => (401, "INVALID_KEY"),
        -2019 => (400, "INSUFFICIENT_AVAILABLE"),
        -2022 => (400, "REDUCE_EXCEEDED"),
        -2025 => (400, "TOO_MANY_ORDERS"),
        -4003 or -4004 or -4164 => (400, "SIZE_TOO_SMALL"),
        -4005 => (400, "SIZE_TOO_LARGE"),
        -4016 or -4024 => (400, "PRICE_TOO_DEVIATED"),
        -4061 => (400, "POSITION_DUAL_MODE"),
        -5021 => (400, "ORDER_FOK"),
        -5022 => (400, "ORDER_POC_IMMEDIATE"),
        -1111 or -4013 or -4014 or -4023 => (400, "INVALID_PARAM_VALUE"),
        -1008 => (503, "TOO_BUSY"),
        -4116 => (500, "INTERNAL"), // what the venue does with a text that is in use is not documented
        _ => (400, "INVALID_ARGUMENT"),
    };

    public static byte[] ErrorOf(VenueError error)
    {
        (_, string label) = LabelOf(error);
        return Encoding.UTF8.GetBytes($$"""{"label":"{{label}}","message":"{{error.Message}}"}""");
    }

    private static string TifOf(TimeInForce tif) => tif switch
    {
        TimeInForce.PostOnly => "poc",
        TimeInForce.ImmediateOrCancel => "ioc",
        TimeInForce.FillOrKill => "fok",
        _ => "gtc",
    };

    private static string FinishOf(VenueOrder order) => order.Status switch
    {
        VenueOrderStatus.Filled => "filled",
        VenueOrderStatus.Canceled => "cancelled",
        _ => order.ExpireReason switch
        {
            ExpireReason.SelfTradePrevention => "stp",
            ExpireReason.ReduceOnlyKnockedOut => "reduce_out",
            _ => "ioc",
        },
    };

    private long AverageE8(Int128 units, long lots) =>
        lots == 0 ? 0 : (long)((2 * units * rules.TickSizeE8 + lots) / (2 * lots));

    private static void Money(Utf8JsonWriter json, string name, long valueE8, bool asNumber)
    {
        string text = FixedPoint.ToText(valueE8);
        json.WritePropertyName(name);
        if (asNumber) json.WriteRawValue(text, skipInputValidation: true);
        else json.WriteStringValue(text);
    }
}
