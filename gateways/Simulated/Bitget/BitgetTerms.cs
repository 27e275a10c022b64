using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Bitget;

/// <summary>The exchange in Bitget's terms: decimals and times as strings, fees negative when paid, codes.</summary>
internal sealed class BitgetTerms(InstrumentRules rules)
{
    public InstrumentRules Rules => rules;

    /// <summary>Begins the envelope of a success; what follows is its data.</summary>
    public static Utf8JsonWriter Begin(FrontCall call)
    {
        Utf8JsonWriter json = call.Start();
        json.WriteStartObject();
        json.WriteString("code"u8, "00000"u8);
        json.WriteString("msg"u8, "success"u8);
        json.WriteNumber("requestTime"u8, call.NowMs);
        json.WritePropertyName("data"u8);
        return json;
    }

    public static VenueError End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        return VenueError.None;
    }

    public static void Text(Utf8JsonWriter json, string name, long number) =>
        json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));

    public static void Money(Utf8JsonWriter json, string name, long valueE8) =>
        json.WriteString(name, FixedPoint.ToText(valueE8));

    public string Price(long ticks) => FixedPoint.ToText(ticks * rules.TickSizeE8);

    public string Size(long lots) => FixedPoint.ToText(lots * rules.LotSizeE8);

    /// <summary>An order as REST shows it: <c>baseVolume</c> is all that was filled.</summary>
    public void WriteOrder(Utf8JsonWriter json, VenueOrder order, string statusName)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, rules.Symbol);
        WriteFixed(json, order);
        json.WriteString("baseVolume"u8, Size(order.CumLots));
        json.WriteString("priceAvg"u8, order.CumLots == 0 ? "" : Average(order.CumUnits, order.CumLots));
        json.WriteString(statusName, StatusOf(order));
        json.WriteString("reduceOnly"u8, order.ReduceOnly ? "YES" : "NO");
        json.WriteString("cancelReason"u8, order.IsOpen ? "" : CancelReasonOf(order));
        Text(json, "uTime", order.UpdatedMs);
        json.WriteEndObject();
    }

    /// <summary>
    /// An order as the stream tells it at one moment: <c>baseVolume</c> is the last fill, and the average is left out
    /// of the end of an order.
    /// </summary>
    public void WritePush(Utf8JsonWriter json, in BookEntry entry, VenueOrder order)
    {
        bool isEnd = entry.Kind == BookEntryKind.Closed;
        long cumLots = entry.Kind switch
        {
            BookEntryKind.Opened => 0,
            BookEntryKind.Filled => entry.Fill!.OrderCumLots,
            _ => order.CumLots,
        };
        json.WriteStartObject();
        json.WriteString("instId"u8, rules.Symbol);
        WriteFixed(json, order);
        json.WriteString("accBaseVolume"u8, Size(cumLots));
        json.WriteString("status"u8, isEnd ? "canceled"
            : cumLots == order.QtyLots ? "filled" : cumLots > 0 ? "partially_filled" : "live");
        json.WriteString("reduceOnly"u8, order.ReduceOnly ? "yes" : "no");
        if (isEnd) json.WriteString("cancelReason"u8, CancelReasonOf(order));
        if (entry.Fill is { } fill)
        {
            json.WriteString("priceAvg"u8, Average(fill.OrderCumUnits, fill.OrderCumLots));
            json.WriteString("fillPrice"u8, Price(fill.PriceTicks));
            json.WriteString("baseVolume"u8, Size(fill.Lots));
            Text(json, "tradeId", fill.TradeId);
            Text(json, "fillTime", fill.TimeMs);
            Money(json, "fillFee", -fill.FeeE8);
            json.WriteString("fillFeeCoin"u8, rules.QuoteAsset);
            json.WriteString("tradeScope"u8, fill.IsMaker ? "M" : "T");
        }

        Text(json, "uTime", entry.TimeMs);
        json.WriteEndObject();
    }

    /// <summary>In either case, as clients of the venue send it.</summary>
    public static bool TryForce(string? given, out TimeInForce force)
    {
        string? word = given?.ToLowerInvariant();
        force = word switch
        {
            "post_only" => TimeInForce.PostOnly,
            "ioc" => TimeInForce.ImmediateOrCancel,
            "fok" => TimeInForce.FillOrKill,
            _ => TimeInForce.GoodTillCancel,
        };
        return word is null or "gtc" or "post_only" or "ioc" or "fok";
    }

    /// <summary>The core's refusals as code and status.</summary>
    public static (int Status, int Code) CodeOf(VenueError error) => error.Code switch
    {
        -1003 or -1015 => (429, 429),
        -1021 or -5028 => (400, 40008),
        -1022 => (400, 40009),
        -1102 => (400, 40017),
        -1121 => (400, 40034),
        -2011 => (400, 40768),
        -2013 => (400, 40109),
        -2014 or -2015 => (400, 40006),
        -2019 => (400, 40762),
        -2022 => (400, 22002),
        -2025 => (400, 45116),
        -4003 or -4004 or -4023 => (400, 45111),
        -4005 => (400, 45112),
        -4013 or -4014 => (400, 41103),
        -4016 or -4024 => (400, 45115),
        -4061 => (400, 40774),
        -4116 => (400, 40786),
        -4164 => (400, 45110),
        -1008 => (400, 40015),
        _ => (400, 40019),
    };

    public static byte[] ErrorOf(VenueError error, long nowMs) => Encoding.UTF8.GetBytes(
        $$"""{"code":"{{CodeOf(error).Code}}","msg":"{{error.Message}}","requestTime":{{nowMs}},"data":null}""");

    private void WriteFixed(Utf8JsonWriter json, VenueOrder order)
    {
        Text(json, "orderId", order.OrderId);
        json.WriteString("clientOid"u8, order.ClientId);
        json.WriteString("size"u8, Size(order.QtyLots));
        json.WriteString("price"u8, order.Type == VenueOrderType.Market ? "" : Price(order.PriceTicks));
        json.WriteString("side"u8, order.Side == Side.Buy ? "buy" : "sell");
        json.WriteString("tradeSide"u8, order.Side == Side.Buy ? "buy_single" : "sell_single");
        json.WriteString("posSide"u8, "net"u8);
        json.WriteString("posMode"u8, "one_way_mode"u8);
        json.WriteString("orderType"u8, order.Type == VenueOrderType.Market ? "market" : "limit");
        json.WriteString("force"u8, ForceOf(order.TimeInForce));
        json.WriteString("marginCoin"u8, rules.QuoteAsset);
        json.WriteString("enterPointSource"u8, "API"u8);
        Text(json, "cTime", order.CreatedMs);
    }

    private static string ForceOf(TimeInForce force) => force switch
    {
        TimeInForce.PostOnly => "post_only",
        TimeInForce.ImmediateOrCancel => "ioc",
        TimeInForce.FillOrKill => "fok",
        _ => "gtc",
    };

    private static string StatusOf(VenueOrder order) => order.Status switch
    {
        VenueOrderStatus.New => "live",
        VenueOrderStatus.PartiallyFilled => "partially_filled",
        VenueOrderStatus.Filled => "filled",
        _ => "canceled",
    };

    private static string CancelReasonOf(VenueOrder order) => order.ExpireReason switch
    {
        ExpireReason.SelfTradePrevention => "stp_cancel",
        ExpireReason.ImmediateOrCancelRest or ExpireReason.MarketOrderRest => "ioc_not_full_cancel",
        ExpireReason.WouldTake => "post_only_fill_cancel",
        _ => "normal_cancel",
    };

    private string Average(Int128 units, long lots) =>
        FixedPoint.ToText((long)((2 * units * rules.TickSizeE8 + lots) / (2 * lots)));
}
