using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The handles of the simulation; not part of the Binance protocol, for loopback clients only, without signature.
/// <code>
/// POST /admin/faults   one object, see <see cref="FaultScript"/>
/// POST /admin/price    {"jump":"+30"}    moves the whole market by that much quote currency
/// GET  /admin/ledger   the venue's own books
/// </code>
/// </summary>
internal sealed class AdminApi(Exchange exchange)
{
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
        try
        {
            FaultScript.Apply(exchange.Faults, body, connectionId);
            return (StatusCodes.Status200OK, "{}"u8.ToArray());
        }
        catch (ArgumentException e)
        {
            return Refused(e.Message);
        }
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
}
