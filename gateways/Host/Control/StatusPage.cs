using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>
/// What <see cref="RunStatus"/> wrote, as a page for people. Made where it is read, so that it is in that person's
/// language and not in the engine's.
/// </summary>
public static class StatusPage
{
    private static readonly (string Key, string[] Fields)[] Lines =
    [
        ("status.run", ["symbol", "venue", "pid", "dataDir"]),
        ("status.state", ["phase", "tradingState", "causes"]),
        ("status.price", ["bid", "offer", "anchor", "interval"]),
        ("status.mark", ["markPrice", "fundingRate", "nextFunding"]),
        ("status.position", ["position", "heldSlots", "buys", "sells", "inDoubt"]),
        ("status.orders", ["newOrders", "canceledOrders", "rejectedOrders", "buyFills", "sellFills"]),
        ("status.profit", ["realizedPnl", "roundTrips", "fees"]),
        ("status.latency", ["tickToOrderP50Us", "tickToOrderP99Us", "tickToOrderCount"]),
        ("status.problem", ["problem"]),
    ];

    public static string Of(JsonElement status)
    {
        var page = new StringBuilder();
        foreach ((string key, string[] fields) in Lines)
        {
            string[] values = [.. fields.Select(field => Shown(field, status.GetProperty(field)))];
            if (values is not [""]) page.Append(Words.Of(key, values)).Append('\n');
        }

        return page.ToString().TrimEnd('\n');
    }

    private static string Shown(string field, JsonElement value) => field switch
    {
        "phase" => Words.Named(nameof(EnginePhase), value.GetString()!),
        "tradingState" => Words.Named(nameof(TradingState), value.GetString()!),
        "causes" => Causes(value),
        _ => value.ToString(),
    };

    private static string Causes(JsonElement names) => names.GetArrayLength() == 0
        ? "-"
        : string.Join(", ", names.EnumerateArray().Select(name => Words.Named(nameof(GateCause), name.GetString()!)));
}
