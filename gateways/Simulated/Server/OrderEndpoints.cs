using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>Place, cancel, query.</summary>
internal static class OrderEndpoints
{
    private static readonly string[] ConditionalTypes =
        ["STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"];

    public static VenueError Place(ApiCall call)
    {
        VenueError error = Read(call.Parameters, call.Rules, call.Books.IsHedgeMode, out OrderRequest request);
        if (!error.IsNone) return error;
        error = call.Core.Place(request, call.NowMs, out VenueOrder? order);
        if (!error.IsNone) return error;
        call.Placed = order;
        bool asNew = call.Parameters["newOrderRespType"] != "RESULT";
        OrderJson.WriteReply(call.Reply.Start(), order!, call.Rules, asNew);
        return VenueError.None;
    }

    public static VenueError Cancel(ApiCall call)
    {
        VenueError error = FindOrder(call, out VenueOrder? order);
        if (!error.IsNone) return error;
        error = call.Core.Cancel(order, call.NowMs);
        if (error.IsNone) OrderJson.WriteReply(call.Reply.Start(), order!, call.Rules, asNew: false);
        return error;
    }

    /// <summary>Price and quantity are both mandatory; the quantity is the new total.</summary>
    public static VenueError Modify(ApiCall call)
    {
        VenueError error = FindOrder(call, out VenueOrder? order);
        if (!error.IsNone) return error;
        if (!VenueWords.TryParse(call.Parameters["side"], out Side side)) return VenueErrors.Missing("side");
        if (!call.Parameters.TryDecimalE8("quantity", out long quantityE8)) return VenueErrors.Missing("quantity");
        if (!call.Parameters.TryDecimalE8("price", out long priceE8)) return VenueErrors.Missing("price");
        if (order is not null && order.Side != side) return VenueErrors.InvalidSide;
        error = call.Core.Modify(order, priceE8, quantityE8, call.NowMs);
        if (error.IsNone) OrderJson.WriteReply(call.Reply.Start(), order!, call.Rules, asNew: false);
        return error;
    }

    public static VenueError CancelAll(ApiCall call)
    {
        VenueError error = CheckSymbol(call);
        if (!error.IsNone) return error;
        call.Core.CancelAll(call.NowMs);
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteNumber("code"u8, 200);
        json.WriteString("msg"u8, "The operation of cancel all open order is done."u8);
        json.WriteEndObject();
        return VenueError.None;
    }

    /// <summary>The dead-man's switch: cancels everything unless it is repeated in time; 0 switches it off.</summary>
    public static VenueError CountdownCancelAll(ApiCall call)
    {
        VenueError error = CheckSymbol(call);
        if (!error.IsNone) return error;
        if (!call.Parameters.TryLong("countdownTime", out long countdownMs) || countdownMs < 0)
            return VenueErrors.Missing("countdownTime");
        call.Exchange.CancelAllAtMs = countdownMs == 0 ? 0 : call.NowMs + countdownMs;
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.WriteString("countdownTime"u8, countdownMs.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        return VenueError.None;
    }

    public static VenueError Query(ApiCall call) => Query(call, openOnly: false);

    public static VenueError QueryOpen(ApiCall call) => Query(call, openOnly: true);

    private static VenueError Query(ApiCall call, bool openOnly)
    {
        VenueError error = FindOrder(call, out VenueOrder? order);
        if (!error.IsNone) return error;
        if (openOnly && order is { IsOpen: false }) return VenueErrors.UnknownOrderOnQuery;
        if (order is null || order.CreatedMs > call.ShownUntilMs) return VenueErrors.UnknownOrderOnQuery;
        OrderJson.WriteFull(call.Reply.Start(), order, call.Rules);
        return VenueError.None;
    }

    public static VenueError CheckSymbol(ApiCall call)
    {
        string? symbol = call.Parameters["symbol"];
        if (symbol is null) return VenueErrors.Missing("symbol");
        return symbol == call.Rules.Symbol ? VenueError.None : VenueErrors.InvalidSymbol;
    }

    /// <summary>By orderId, else by origClientOrderId; null when there is none.</summary>
    private static VenueError FindOrder(ApiCall call, out VenueOrder? order)
    {
        order = null;
        VenueError error = CheckSymbol(call);
        if (!error.IsNone) return error;
        if (!call.Parameters.TryOptionalLong("orderId", out long? orderId)) return VenueErrors.Missing("orderId");
        string? clientId = call.Parameters["origClientOrderId"];
        if (orderId is null && clientId is null)
        {
            return new VenueError(
                -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
        }
        order = orderId is { } id ? call.Books.Find(id) : call.Books.Find(clientId!);
        return VenueError.None;
    }

    private static VenueError Read(RequestParameters p, InstrumentRules rules, bool hedge, out OrderRequest request)
    {
        request = default;
        if (p["symbol"] is not { } symbol) return VenueErrors.Missing("symbol");
        if (symbol != rules.Symbol) return VenueErrors.InvalidSymbol;
        if (p["side"] is not { } sideText) return VenueErrors.Missing("side");
        if (!VenueWords.TryParse(sideText, out Side side)) return VenueErrors.InvalidSide;
        if (p["type"] is not { } type) return VenueErrors.Missing("type");
        if (ConditionalTypes.Contains(type)) return VenueErrors.ConditionalOrder;
        if (type is not ("LIMIT" or "MARKET")) return VenueErrors.InvalidType;
        bool isLimit = type == "LIMIT";
        if (!p.TryDecimalE8("quantity", out long quantityE8)) return VenueErrors.Missing("quantity");
        long priceE8 = 0;
        if (isLimit && !p.TryDecimalE8("price", out priceE8)) return VenueErrors.Missing("price");
        if (!isLimit && p.Has("price")) return VenueErrors.NotRequired("price");
        TimeInForce tif = TimeInForce.GoodTillCancel;
        if (isLimit && !p.Has("timeInForce")) return VenueErrors.Missing("timeInForce");
        if (!isLimit && p.Has("timeInForce")) return VenueErrors.NotRequired("timeInForce");
        if (isLimit && !VenueWords.TryParse(p["timeInForce"], out tif)) return VenueErrors.InvalidTimeInForce;
        if (p["reduceOnly"] is not (null or "true" or "false")) return VenueErrors.Missing("reduceOnly");
        if (hedge && p.Has("reduceOnly")) return VenueErrors.NotRequired("reduceonly");
        if (!VenueWords.TryParse(p["positionSide"], out PositionSide leg)) return VenueErrors.Missing("positionSide");
        if (!VenueWords.TryParse(p["selfTradePreventionMode"], out SelfTradePrevention stp))
            return VenueErrors.Missing("selfTradePreventionMode");
        if (p["newOrderRespType"] is not (null or "ACK" or "RESULT")) return VenueErrors.Missing("newOrderRespType");
        request = new OrderRequest
        {
            Side = side,
            Type = isLimit ? VenueOrderType.Limit : VenueOrderType.Market,
            TimeInForce = tif,
            PriceE8 = priceE8,
            QuantityE8 = quantityE8,
            ClientId = p["newClientOrderId"],
            ReduceOnly = p["reduceOnly"] == "true",
            PositionSide = leg,
            SelfTradePrevention = stp,
        };
        return VenueError.None;
    }
}
