using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>
/// Orders: place, cancel, look up, list, and the dead-man's switch. As at the venue, an order's text finds it while it
/// is open and for a minute after, and orders that ended unfilled are gone after ten minutes.
/// </summary>
internal sealed class GateOrderApi(GateTerms terms)
{
    private const long TextLivesMs = 60_000;
    private const long UnfilledLivesMs = 600_000;
    private const int MostInBatch = 10;
    private const int MostInCancel = 20;
    private const long MaxRows = 100;

    private long _cancelAtMs;

    public VenueError Place(FrontCall call)
    {
        VenueError error = Place(call, call.Request.Json, out VenueOrder? order);
        if (!error.IsNone) return error;
        call.Placed = order;
        Write(call.Start(), call, order!);
        return VenueError.None;
    }

    public VenueError PlaceMany(FrontCall call)
    {
        JsonElement orders = call.Request.Json;
        if (orders.ValueKind != JsonValueKind.Array || orders.GetArrayLength() is 0 or > MostInBatch)
            return VenueErrors.Missing("orders");
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        foreach (JsonElement item in orders.EnumerateArray())
        {
            VenueError error = Place(call, item, out VenueOrder? order);
            json.WriteStartObject();
            json.WriteBoolean("succeeded"u8, error.IsNone);
            if (order is not null) WriteFields(json, call, order);
            else
            {
                json.WriteString("text"u8, FrontRequest.TextOf(item, "text"));
                json.WriteString("label"u8, GateTerms.LabelOf(error).Label);
                json.WriteString("detail"u8, error.Message);
            }

            json.WriteEndObject();
            call.Placed ??= order;
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    public VenueError Cancel(FrontCall call)
    {
        VenueOrder? order = Find(call, call.Last);
        VenueError error = call.Core.Cancel(order, call.NowMs);
        if (error.IsNone) Write(call.Start(), call, order!);
        return error;
    }

    public static VenueError CancelMany(FrontCall call)
    {
        JsonElement ids = call.Request.Json;
        if (ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() is 0 or > MostInCancel)
            return VenueErrors.Missing("ids");
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        foreach (JsonElement id in ids.EnumerateArray())
        {
            VenueError error = call.Core.Cancel(Find(call, id.ToString()), call.NowMs);
            json.WriteStartObject();
            json.WriteString("id"u8, id.ToString());
            json.WriteNumber("user_id"u8, GateFront.UserId);
            if (error.IsNone) json.WriteBoolean("succeeded"u8, true);
            else json.WriteString("message"u8, GateTerms.LabelOf(error).Label);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    /// <summary>Of one contract, which must be named; of one side, if the client likes.</summary>
    public VenueError CancelAll(FrontCall call)
    {
        if (call.Request["contract"] is not { } contract) return VenueErrors.Missing("contract");
        if (contract != terms.Contract) return VenueErrors.InvalidSymbol;
        string? side = call.Request["side"];
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        foreach (VenueOrder order in call.Books.OpenOrders())
        {
            if (side is not null && side == "bid" != (order.Side == Side.Buy)) continue;
            call.Core.Cancel(order, call.NowMs);
            json.WriteStartObject();
            WriteFields(json, call, order);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    public VenueError Query(FrontCall call)
    {
        if (Find(call, call.Last) is not { } order || order.CreatedMs > call.ShownUntilMs)
            return VenueErrors.UnknownOrderOnQuery;
        Write(call.Start(), call, order);
        return VenueError.None;
    }

    public VenueError List(FrontCall call)
    {
        if (call.Request["contract"] is { } contract && contract != terms.Contract) return VenueErrors.InvalidSymbol;
        string? status = call.Request["status"];
        if (status is not ("open" or "finished")) return VenueErrors.Missing("status");
        IEnumerable<VenueOrder> orders = status == "open"
            ? call.Books.OpenOrders().AsEnumerable().Reverse()
            : call.Books.Orders.Reverse().Where(o => !o.IsOpen && !IsForgotten(o, call.NowMs));
        orders = orders.Where(order => order.CreatedMs <= call.ShownUntilMs);
        int limit = (int)long.Clamp(call.Request.Number("limit", MaxRows), 1, MaxRows);
        Utf8JsonWriter json = call.Start();
        json.WriteStartArray();
        foreach (VenueOrder order in orders.Skip((int)call.Request.Number("offset", 0)).Take(limit))
        {
            json.WriteStartObject();
            WriteFields(json, call, order);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    /// <summary>0 switches it off, otherwise at least five seconds.</summary>
    public VenueError Countdown(FrontCall call)
    {
        if (!FrontRequest.TryDecimal(call.Request.Json, "timeout", out long timeoutE8))
            return VenueErrors.Missing("timeout");
        long seconds = timeoutE8 / Engine.Model.FixedPoint.One;
        if (seconds is < 0 or (> 0 and < 5)) return VenueErrors.NotRequired("timeout");
        _cancelAtMs = seconds == 0 ? 0 : call.NowMs + seconds * 1_000;
        Utf8JsonWriter json = call.Start();
        json.WriteStartObject();
        json.WriteString("triggerTime"u8, _cancelAtMs.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        return VenueError.None;
    }

    /// <summary>The dead-man's switch, looked at again and again under the exchange's lock.</summary>
    public void CancelWhenDue(Exchange exchange, long nowMs)
    {
        if (_cancelAtMs == 0 || nowMs < _cancelAtMs) return;
        _cancelAtMs = 0;
        exchange.Run(exchange.Core.CancelAll);
    }

    private static bool IsForgotten(VenueOrder order, long nowMs) =>
        !order.IsOpen && order.CumLots == 0 && nowMs - order.UpdatedMs > UnfilledLivesMs;

    private static VenueOrder? Find(FrontCall call, string id)
    {
        VenueOrder? order = id.StartsWith("t-", StringComparison.Ordinal)
            ? call.Books.Find(id[2..])
            : long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? call.Books.Find(number) : null;
        if (order is null || IsForgotten(order, call.NowMs)) return null;
        bool isTextForgotten = id[0] == 't' && !order.IsOpen && call.NowMs - order.UpdatedMs > TextLivesMs;
        return isTextForgotten ? null : order;
    }

    private VenueError Place(FrontCall call, JsonElement json, out VenueOrder? order)
    {
        order = null;
        if (FrontRequest.TextOf(json, "contract") != terms.Contract) return VenueErrors.InvalidSymbol;
        if (!FrontRequest.TryDecimal(json, "size", out long sizeE8) || sizeE8 == 0)
            return VenueErrors.QuantityNotPositive;
        if (!GateTerms.TryLots(Math.Abs(sizeE8), out long lots)) return VenueErrors.NotOnLot;
        if (!FrontRequest.TryDecimal(json, "price", out long priceE8)) return VenueErrors.Missing("price");
        if (!GateTerms.TryTif(FrontRequest.TextOf(json, "tif"), out TimeInForce tif))
            return VenueErrors.InvalidTimeInForce;
        string? text = FrontRequest.TextOf(json, "text");
        if (text is not null && !text.StartsWith("t-", StringComparison.Ordinal)) return VenueErrors.BadClientId;
        bool isMarket = priceE8 == 0;
        if (isMarket && tif != TimeInForce.ImmediateOrCancel) return VenueErrors.InvalidTimeInForce;
        return call.Core.Place(new OrderRequest
        {
            Side = sizeE8 > 0 ? Side.Buy : Side.Sell,
            Type = isMarket ? VenueOrderType.Market : VenueOrderType.Limit,
            TimeInForce = tif,
            PriceE8 = priceE8,
            QuantityE8 = lots * call.Rules.LotSizeE8,
            ClientId = text?[2..],
            ReduceOnly = FrontRequest.TextOf(json, "reduce_only") == "True",
        }, call.NowMs, out order);
    }

    private void Write(Utf8JsonWriter json, FrontCall call, VenueOrder order)
    {
        json.WriteStartObject();
        WriteFields(json, call, order);
        json.WriteEndObject();
    }

    private void WriteFields(Utf8JsonWriter json, FrontCall call, VenueOrder order)
    {
        bool isDecimal = call.Request.Header("X-Gate-Size-Decimal") == "1";
        var form = new OrderForm(false, isDecimal, order.UpdatedMs, AsOpen: false);
        terms.WriteOrder(json, order, order.CumLots, order.CumUnits, form);
    }
}
