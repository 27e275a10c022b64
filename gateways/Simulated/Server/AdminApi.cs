using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The handles of the simulation; not part of the Binance protocol, for loopback clients only, without signature.
/// <code>
/// POST /admin/faults   one object; every key is optional:
///   {"dropConnections":true, "refuseForMs":3000, "hangForMs":3000, "freezePricesForMs":3000,
///    "dropUserEventsForMs":3000, "duplicateUserEvents":true, "expireListenKey":true, "panicCandles":2,
///    "clear":true,
///    "places":{"fault":"LoseAck","skip":0,"count":1,"delayMs":0,"code":-2019}, "cancels":{…}}
///   dropConnections spares the connection that asks for it
///   fault: LoseAck, NeverReply, UnknownError, DelayReply, DelayRequest, FillAndLoseAck, Reject
/// POST /admin/price    {"jump":"+30"}    moves the whole market by that much quote currency
/// GET  /admin/ledger   the venue's own books
/// </code>
/// </summary>
internal sealed class AdminApi(Exchange exchange)
{
    private delegate void Switch(FaultSwitches faults, JsonElement value, string connectionId);

    private static readonly Dictionary<string, Switch> Switches = new()
    {
        ["dropConnections"] = (f, v, asking) => When(v, () => f.DropConnections(asking)),
        ["refuseForMs"] = (f, v, _) => f.RefuseConnections(Span(v)),
        ["hangForMs"] = (f, v, _) => f.Hang(Span(v)),
        ["freezePricesForMs"] = (f, v, _) => f.FreezePrices(Span(v)),
        ["dropUserEventsForMs"] = (f, v, _) => f.DropUserEvents(Span(v)),
        ["duplicateUserEvents"] = (f, v, _) => f.DuplicateUserEvents = v.GetBoolean(),
        ["expireListenKey"] = (f, v, _) => When(v, f.ExpireListenKey),
        ["panicCandles"] = (f, v, _) => f.PanicCandles(v.GetInt32()),
        ["clear"] = (f, v, _) => When(v, f.Clear),
        ["places"] = (f, v, _) => f.PlanPlaces(Planned(v)),
        ["cancels"] = (f, v, _) => f.PlanCancels(Planned(v)),
    };

    private readonly JsonFrame _reply = new();

    public async Task HandleAsync(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } remote || !System.Net.IPAddress.IsLoopback(remote))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        (int status, byte[] body) = (http.Request.Method, http.Request.Path.Value) switch
        {
            ("POST", "/admin/faults") => Faults(await BodyOf(http), http.Connection.Id),
            ("POST", "/admin/price") => Price(await BodyOf(http)),
            ("GET", "/admin/ledger") => (StatusCodes.Status200OK, Ledger()),
            _ => Refused("unknown path; there are POST /admin/faults, POST /admin/price, GET /admin/ledger"),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static async Task<JsonElement> BodyOf(HttpContext http)
    {
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(http.Request.Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default; // refused below: not an object
        }
    }

    private (int, byte[]) Faults(JsonElement body, string connectionId)
    {
        if (body.ValueKind != JsonValueKind.Object) return Refused("the body must be a JSON object");
        foreach (JsonProperty property in body.EnumerateObject())
        {
            if (!Switches.ContainsKey(property.Name))
                return Refused($"unknown key '{property.Name}'; known are {string.Join(", ", Switches.Keys)}");
        }

        foreach (JsonProperty property in body.EnumerateObject())
        {
            try
            {
                Switches[property.Name](exchange.Faults, property.Value, connectionId);
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
            {
                return Refused($"'{property.Name}': {e.Message}");
            }
        }

        return (StatusCodes.Status200OK, "{}"u8.ToArray());
    }

    private (int, byte[]) Price(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("jump", out JsonElement jump)
            || jump.ValueKind != JsonValueKind.String)
            return Refused("expected {\"jump\":\"+30\"}");
        string text = jump.GetString()!.TrimStart('+');
        if (text.Length > 20 || !FixedPoint.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out long valueE8)
            || valueE8 % exchange.Rules.TickSizeE8 != 0)
            return Refused($"'{text}' is not a whole number of ticks");
        exchange.JumpPrice(valueE8 / exchange.Rules.TickSizeE8);
        return (StatusCodes.Status200OK, "{}"u8.ToArray());
    }

    private byte[] Ledger()
    {
        VenueLedger? ledger = null;
        exchange.Run(_ => ledger = VenueLedger.Of(exchange.Core.Books, exchange.Rules));
        lock (_reply) return Write(ledger!);
    }

    private byte[] Write(VenueLedger ledger)
    {
        InstrumentRules rules = exchange.Rules;
        Utf8JsonWriter json = _reply.Start();
        json.WriteStartObject();
        json.WriteString("symbol"u8, ledger.Symbol);
        json.Quantity("position", ledger.PositionLots, rules);
        json.Decimal("positionCost", ledger.PositionCostE8);
        json.Decimal("entryPrice", ledger.EntryPriceE8);
        json.Decimal("startBalance", ledger.StartBalanceE8);
        json.Decimal("wallet", ledger.WalletE8);
        json.Decimal("realizedPnl", ledger.RealizedE8);
        json.Decimal("fees", ledger.FeesE8);
        json.WriteStartObject("fills"u8);
        json.WriteNumber("buy"u8, ledger.BuyFills);
        json.WriteNumber("sell"u8, ledger.SellFills);
        json.WriteEndObject();
        json.Quantity("bought", ledger.BoughtLots, rules);
        json.Quantity("sold", ledger.SoldLots, rules);
        json.Decimal("boughtValue", ledger.BoughtE8);
        json.Decimal("soldValue", ledger.SoldE8);
        json.WriteNumber("openOrders"u8, ledger.OpenOrders.Count());
        json.WriteStartArray("orders"u8);
        foreach (LedgerOrder order in ledger.Orders) WriteOrder(json, order, rules);
        json.WriteEndArray();
        json.WriteStartObject("filledByClientId"u8);
        foreach (IGrouping<string, LedgerOrder> id in ledger.Orders.GroupBy(o => o.ClientId))
            json.Quantity(id.Key, id.Sum(o => o.Side == Side.Buy ? o.FilledLots : -o.FilledLots), rules);
        json.WriteEndObject();
        json.WriteEndObject();
        return _reply.ToArray();
    }

    private static void WriteOrder(Utf8JsonWriter json, LedgerOrder order, InstrumentRules rules)
    {
        json.WriteStartObject();
        json.WriteNumber("orderId"u8, order.OrderId);
        json.WriteString("clientOrderId"u8, order.ClientId);
        json.WriteString("side"u8, VenueWords.Of(order.Side));
        json.WriteString("status"u8, VenueWords.Of(order.Status));
        json.Price("price", order.PriceTicks, rules);
        json.Quantity("origQty", order.QtyLots, rules);
        json.Quantity("cumQty", order.CumLots, rules);
        json.WriteNumber("fills"u8, order.Fills);
        json.Quantity("filledQty", order.FilledLots, rules);
        json.Decimal("fees", order.FeesE8);
        json.WriteEndObject();
    }

    private static (int, byte[]) Refused(string reason) =>
        (StatusCodes.Status400BadRequest, JsonSerializer.SerializeToUtf8Bytes(new { error = reason }));

    private static TimeSpan Span(JsonElement value) => TimeSpan.FromMilliseconds(value.GetInt32());

    private static void When(JsonElement value, Action action)
    {
        if (value.GetBoolean()) action();
    }

    private static PlannedFault Planned(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("fault", out JsonElement name)
            || !Enum.TryParse(name.GetString(), out RequestFault fault) || fault == RequestFault.None)
        {
            string names = string.Join(", ", Enum.GetNames<RequestFault>()[1..]);
            throw new FormatException($"\"fault\" must be one of {names}");
        }
        return new PlannedFault(fault)
        {
            Skip = Number(value, "skip", 0),
            Count = Number(value, "count", 1),
            DelayMs = Number(value, "delayMs", 0),
            Code = Number(value, "code", -1000),
        };
    }

    private static int Number(JsonElement value, string name, int absent) =>
        value.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : absent;
}
