using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Bitget;

/// <summary>
/// Orders: place, cancel, look up, list. As at the venue, a post-only order that would take is accepted and ends a
/// moment later, success of a cancel names no client id, and a list without rows is null.
/// </summary>
internal sealed class BitgetOrderApi(BitgetTerms terms)
{
    private const int MostInBatch = 20;
    private const int MostInCancel = 50;
    private const long MaxRows = 100;

    public static VenueError Place(FrontCall call)
    {
        VenueError error = Place(call, call.Request.Json, call.Request.Json, out VenueOrder? order);
        if (!error.IsNone) return error;
        call.Placed = order;
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        WriteIds(json, order!, order!.ClientId);
        return BitgetTerms.End(json);
    }

    /// <summary>One symbol a batch, and a success whatever became of its orders.</summary>
    public static VenueError PlaceMany(FrontCall call)
    {
        JsonElement body = call.Request.Json;
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("orderList", out JsonElement list)
            || list.GetArrayLength() is 0 or > MostInBatch) return VenueErrors.Missing("orderList");
        return Batch(call, list, (JsonElement item, out VenueOrder? order) => Place(call, body, item, out order));
    }

    public static VenueError Cancel(FrontCall call)
    {
        JsonElement body = call.Request.Json;
        if (FrontRequest.TextOf(body, "symbol") != call.Rules.Symbol) return VenueErrors.InvalidSymbol;
        VenueOrder? order = Find(call, body);
        VenueError error = call.Core.Cancel(order, call.NowMs);
        if (!error.IsNone) return error;
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        WriteIds(json, order!, "");
        return BitgetTerms.End(json);
    }

    /// <summary>The orders of a list, or every one of the symbol.</summary>
    public static VenueError CancelMany(FrontCall call)
    {
        JsonElement body = call.Request.Json;
        if (FrontRequest.TextOf(body, "symbol") != call.Rules.Symbol) return VenueErrors.InvalidSymbol;
        if (!body.TryGetProperty("orderIdList", out JsonElement list))
        {
            string ids = string.Join(',', call.Books.OpenOrders().Select(o => $"{{\"orderId\":\"{o.OrderId}\"}}"));
            list = JsonDocument.Parse($"[{ids}]").RootElement;
        }
        else if (list.GetArrayLength() > MostInCancel) return VenueErrors.NotRequired("orderIdList");
        return Batch(call, list, (JsonElement item, out VenueOrder? order) =>
        {
            order = Find(call, item);
            return call.Core.Cancel(order, call.NowMs);
        });
    }

    public VenueError Query(FrontCall call)
    {
        VenueOrder? order = Find(call, call.Request["orderId"], call.Request["clientOid"]);
        if (order is null || order.CreatedMs > call.ShownUntilMs) return VenueErrors.UnknownOrderOnQuery;
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        terms.WriteOrder(json, order, "state");
        return BitgetTerms.End(json);
    }

    /// <summary>Without a status only untouched orders.</summary>
    public VenueError Pending(FrontCall call)
    {
        bool isFilled = call.Request["status"] == "partially_filled";
        return List(call, call.Books.OpenOrders().Where(order => order.CumLots > 0 == isFilled));
    }

    /// <summary>What is over, by the time at which it was made.</summary>
    public VenueError History(FrontCall call)
    {
        long sinceMs = call.Request.Number("startTime", 0);
        return List(call, call.Books.Orders.Where(order => !order.IsOpen && order.CreatedMs >= sinceMs));
    }

    private delegate VenueError Work(JsonElement item, out VenueOrder? order);

    private static VenueError Batch(FrontCall call, JsonElement list, Work work)
    {
        var failures = new List<(JsonElement Item, VenueError Error)>();
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartObject();
        json.WriteStartArray("successList"u8);
        foreach (JsonElement item in list.EnumerateArray())
        {
            VenueError error = work(item, out VenueOrder? order);
            if (error.IsNone) WriteIds(json, order!, order!.ClientId);
            else failures.Add((item, error));
            if (error.IsNone) call.Placed ??= order;
        }

        json.WriteEndArray();
        json.WriteStartArray("failureList"u8);
        foreach ((JsonElement item, VenueError error) in failures)
        {
            json.WriteStartObject();
            json.WriteString("orderId"u8, FrontRequest.TextOf(item, "orderId") ?? "");
            json.WriteString("clientOid"u8, FrontRequest.TextOf(item, "clientOid") ?? "");
            json.WriteString("errorMsg"u8, error.Message);
            BitgetTerms.Text(json, "errorCode", BitgetTerms.CodeOf(error).Code);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return BitgetTerms.End(json);
    }

    /// <summary>Newest first, from below an id on.</summary>
    private VenueError List(FrontCall call, IEnumerable<VenueOrder> orders)
    {
        long below = call.Request.Number("idLessThan", long.MaxValue);
        int limit = (int)long.Clamp(call.Request.Number("limit", MaxRows), 1, MaxRows);
        VenueOrder[] rows = [.. orders.Reverse()
            .Where(order => order.OrderId < below && order.CreatedMs <= call.ShownUntilMs).Take(limit)];
        Utf8JsonWriter json = BitgetTerms.Begin(call);
        json.WriteStartObject();
        json.WritePropertyName("entrustedList"u8);
        if (rows.Length == 0) json.WriteNullValue();
        else
        {
            json.WriteStartArray();
            foreach (VenueOrder order in rows) terms.WriteOrder(json, order, "status");
            json.WriteEndArray();
            BitgetTerms.Text(json, "endId", rows[^1].OrderId);
        }

        json.WriteEndObject();
        return BitgetTerms.End(json);
    }

    private static VenueOrder? Find(FrontCall call, JsonElement item) =>
        Find(call, FrontRequest.TextOf(item, "orderId"), FrontRequest.TextOf(item, "clientOid"));

    /// <summary>The venue's id wins.</summary>
    private static VenueOrder? Find(FrontCall call, string? orderId, string? clientId)
    {
        if (string.IsNullOrEmpty(orderId)) return clientId is null ? null : call.Books.Find(clientId);
        return long.TryParse(orderId, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? call.Books.Find(id) : null;
    }

    private static void WriteIds(Utf8JsonWriter json, VenueOrder order, string clientId)
    {
        json.WriteStartObject();
        BitgetTerms.Text(json, "orderId", order.OrderId);
        json.WriteString("clientOid"u8, clientId);
        json.WriteEndObject();
    }

    /// <param name="call">Whose core is asked.</param>
    /// <param name="common">Symbol and margin; of a single order the order itself.</param>
    /// <param name="json">The order.</param>
    /// <param name="order">What came of it.</param>
    private static VenueError Place(FrontCall call, JsonElement common, JsonElement json, out VenueOrder? order)
    {
        order = null;
        string? Text(string name) => FrontRequest.TextOf(json, name);
        if (FrontRequest.TextOf(common, "symbol") != call.Rules.Symbol) return VenueErrors.InvalidSymbol;
        string margin = call.Books.IsIsolatedMargin ? "isolated" : "crossed";
        if (FrontRequest.TextOf(common, "marginMode") != margin || Text("tradeSide") is not null)
            return VenueErrors.PositionSideMismatch;
        if (FrontRequest.TextOf(common, "marginCoin") != call.Rules.QuoteAsset)
            return VenueErrors.Missing("marginCoin");
        if (Text("side") is not ("buy" or "sell")) return VenueErrors.InvalidSide;
        if (Text("orderType") is not ("limit" or "market")) return VenueErrors.InvalidType;
        if (!FrontRequest.TryDecimal(json, "size", out long sizeE8)) return VenueErrors.QuantityNotPositive;
        bool isLimit = Text("orderType") == "limit";
        long priceE8 = 0;
        if (isLimit && !FrontRequest.TryDecimal(json, "price", out priceE8)) return VenueErrors.PriceNotPositive;
        if (!BitgetTerms.TryForce(Text("force"), out TimeInForce force)) return VenueErrors.InvalidTimeInForce;
        var request = new OrderRequest
        {
            Side = Text("side") == "buy" ? Side.Buy : Side.Sell,
            Type = isLimit ? VenueOrderType.Limit : VenueOrderType.Market,
            TimeInForce = isLimit ? force : TimeInForce.GoodTillCancel,
            PriceE8 = priceE8,
            QuantityE8 = sizeE8,
            ClientId = Text("clientOid"),
            ReduceOnly = Text("reduceOnly") == "YES",
        };
        VenueError error = call.Core.Place(request, call.NowMs, out order);
        if (error == VenueErrors.PostOnly) order = call.Core.PlaceOver(request, ExpireReason.WouldTake, call.NowMs);
        if (error == VenueErrors.FillOrKill)
            order = call.Core.PlaceOver(request, ExpireReason.ImmediateOrCancelRest, call.NowMs);
        return order is null ? error : VenueError.None;
    }
}
