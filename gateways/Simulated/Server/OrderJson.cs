using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>An order as the REST replies show it.</summary>
internal static class OrderJson
{
    /// <summary>Replies to place and cancel: no average price (dropped mid-2026).</summary>
    /// <param name="asNew">The ACK form of a place reply: NEW with nothing done, whatever happened since.</param>
    public static void WriteReply(Utf8JsonWriter json, VenueOrder order, InstrumentRules rules, bool asNew)
    {
        json.WriteStartObject();
        WriteTerms(json, order, rules);
        json.WriteString("status"u8, VenueWords.Of(asNew ? VenueOrderStatus.New : order.Status));
        json.Quantity("executedQty", asNew ? 0 : order.CumLots, rules);
        json.Quantity("cumQty", asNew ? 0 : order.CumLots, rules);
        json.WriteNumber("updateTime"u8, order.UpdatedMs);
        json.WriteEndObject();
    }

    /// <summary>Query, open orders, history.</summary>
    public static void WriteFull(Utf8JsonWriter json, VenueOrder order, InstrumentRules rules)
    {
        json.WriteStartObject();
        WriteTerms(json, order, rules);
        json.WriteString("status"u8, VenueWords.Of(order.Status));
        json.AveragePrice("avgPrice", order.CumUnits, order.CumLots, rules);
        json.Quantity("executedQty", order.CumLots, rules);
        json.Decimal("cumQuote", rules.ValueE8(order.CumUnits));
        json.WriteNumber("time"u8, order.CreatedMs);
        json.WriteNumber("updateTime"u8, order.UpdatedMs);
        json.WriteEndObject();
    }

    private static void WriteTerms(Utf8JsonWriter json, VenueOrder order, InstrumentRules rules)
    {
        json.WriteNumber("orderId"u8, order.OrderId);
        json.WriteString("symbol"u8, rules.Symbol);
        json.WriteString("clientOrderId"u8, order.ClientId);
        json.Price("price", order.PriceTicks, rules);
        json.Quantity("origQty", order.QtyLots, rules);
        json.WriteString("timeInForce"u8, VenueWords.Of(order.TimeInForce));
        json.WriteString("type"u8, VenueWords.Of(order.Type));
        json.WriteBoolean("reduceOnly"u8, order.ReduceOnly);
        json.WriteBoolean("closePosition"u8, false);
        json.WriteString("side"u8, VenueWords.Of(order.Side));
        json.WriteString("positionSide"u8, "BOTH"u8);
        json.WriteString("stopPrice"u8, "0"u8);
        json.WriteString("workingType"u8, "CONTRACT_PRICE"u8);
        json.WriteBoolean("priceProtect"u8, false);
        json.WriteString("origType"u8, VenueWords.Of(order.Type));
        json.WriteString("priceMatch"u8, "NONE"u8);
        json.WriteString("selfTradePreventionMode"u8, VenueWords.Of(order.SelfTradePrevention));
        json.WriteNumber("goodTillDate"u8, 0);
    }
}
