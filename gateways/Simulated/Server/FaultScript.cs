using System.Text.Json;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Faults as text, for <c>POST /admin/faults</c> and the command line: one JSON object, every key optional.
/// <code>
/// {"afterMs":5000,                 all of it that much later
///  "dropConnections":true,         cuts every connection now (but not the one that asks)
///  "refuseForMs":3000, "hangForMs":3000, "freezePricesForMs":3000, "rateLimitForMs":3000,
///  "dropUserEventsForMs":3000, "duplicateUserEvents":true, "reorderUserEvents":true,
///  "expireListenKey":true, "leverage":50, "panicCandles":2, "clockAheadMs":5000, "clear":true,
///  "places":{"fault":"LoseAck","skip":0,"count":1,"delayMs":0,"code":-2019}, "cancels":{…}, "times":{…}}
/// fault: LoseAck, NeverReply, UnknownError, DelayReply, DelayRequest, FillAndLoseAck, Reject
/// </code>
/// </summary>
public static class FaultScript
{
    private const int MostDelayMs = 24 * 60 * 60 * 1000;

    private static readonly Dictionary<string, Switch> Switches = new()
    {
        ["dropConnections"] = (f, v, asking) => When(v, () => f.DropConnections(asking)),
        ["refuseForMs"] = (f, v, _) => f.RefuseConnections(Span(v)),
        ["hangForMs"] = (f, v, _) => f.Hang(Span(v)),
        ["freezePricesForMs"] = (f, v, _) => f.FreezePrices(Span(v)),
        ["rateLimitForMs"] = (f, v, _) => f.RateLimit(Span(v)),
        ["dropUserEventsForMs"] = (f, v, _) => f.DropUserEvents(Span(v)),
        ["duplicateUserEvents"] = (f, v, _) => f.DuplicateUserEvents = v.GetBoolean(),
        ["reorderUserEvents"] = (f, v, _) => f.ReorderUserEvents = v.GetBoolean(),
        ["expireListenKey"] = (f, v, _) => When(v, f.ExpireListenKey),
        ["leverage"] = (f, v, _) => f.SetLeverage(v.GetInt32()),
        ["panicCandles"] = (f, v, _) => f.PanicCandles(v.GetInt32()),
        ["clockAheadMs"] = (f, v, _) => f.SetClockAhead(v.GetInt32()),
        ["clear"] = (f, v, _) => When(v, f.Clear),
        ["places"] = (f, v, _) => f.PlanPlaces(Planned(v)),
        ["cancels"] = (f, v, _) => f.PlanCancels(Planned(v)),
        ["times"] = (f, v, _) => f.PlanTimes(Planned(v)),
    };

    private delegate void Switch(FaultSwitches faults, JsonElement value, string? connectionId);

    /// <exception cref="ArgumentException">Not such an object; the text names the key and what is possible.</exception>
    public static void Apply(FaultSwitches faults, string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Apply(faults, document.RootElement.Clone(), connectionId: null);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"not JSON: {e.Message}", e);
        }
    }

    internal static void Apply(FaultSwitches faults, JsonElement script, string? connectionId)
    {
        if (script.ValueKind != JsonValueKind.Object) throw new ArgumentException("expected a JSON object");
        foreach (JsonProperty property in script.EnumerateObject())
        {
            if (property.Name != "afterMs" && !Switches.ContainsKey(property.Name))
            {
                throw new ArgumentException($"unknown key '{property.Name}'; known are afterMs, "
                    + string.Join(", ", Switches.Keys));
            }
        }

        int afterMs = script.TryGetProperty("afterMs", out JsonElement after) ? DelayOf(after) : 0;
        if (afterMs == 0) ApplyNow(faults, script, connectionId);
        else faults.Later(TimeSpan.FromMilliseconds(afterMs), () => ApplyNow(faults, script, connectionId));
    }

    private static void ApplyNow(FaultSwitches faults, JsonElement script, string? connectionId)
    {
        foreach (JsonProperty property in script.EnumerateObject())
        {
            if (property.Name == "afterMs") continue;
            try
            {
                Switches[property.Name](faults, property.Value, connectionId);
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
            {
                throw new ArgumentException($"'{property.Name}': {e.Message}", e);
            }
        }
    }

    private static int DelayOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int ms) && ms is > 0 and <= MostDelayMs
            ? ms
            : throw new ArgumentException($"'afterMs': expected 1 to {MostDelayMs}");

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
            Code = Number(value, "code", 0),
        };
    }

    private static int Number(JsonElement value, string name, int absent) =>
        value.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : absent;
}
