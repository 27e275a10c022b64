using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The venue's request limits, counted in fixed windows of wall time: weight a minute, orders in 10 s and a minute.
/// Used under the exchange's lock. Refused requests are counted too.
/// </summary>
internal sealed class RequestLimits(int weightPerMinute, int ordersPer10Seconds, int ordersPerMinute)
{
    private readonly Window _weight = new(60_000, weightPerMinute);
    private readonly Window _orders10 = new(10_000, ordersPer10Seconds);
    private readonly Window _ordersMinute = new(60_000, ordersPerMinute);

    public int UsedWeight => _weight.Used;
    public int OrdersIn10Seconds => _orders10.Used;
    public int OrdersInMinute => _ordersMinute.Used;

    public VenueError Count(int weight, bool isOrder, long nowMs)
    {
        bool ok = _weight.Add(weight, nowMs);
        if (!ok) return VenueErrors.TooManyRequests;
        if (!isOrder) return VenueError.None;
        bool ordersOk = _orders10.Add(1, nowMs);
        ordersOk &= _ordersMinute.Add(1, nowMs);
        return ordersOk ? VenueError.None : VenueErrors.TooManyOrders;
    }

    /// <summary>The limits as rows of exchangeInfo's <c>rateLimits</c>; a limit switched off is left out.</summary>
    public void WriteRules(Utf8JsonWriter json)
    {
        WriteRule(json, "REQUEST_WEIGHT", "MINUTE", 1, weightPerMinute);
        WriteRule(json, "ORDERS", "MINUTE", 1, ordersPerMinute);
        WriteRule(json, "ORDERS", "SECOND", 10, ordersPer10Seconds);
    }

    private static void WriteRule(Utf8JsonWriter json, string type, string interval, int intervals, int limit)
    {
        if (limit == 0) return;
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, intervals);
        json.WriteNumber("limit"u8, limit);
        json.WriteEndObject();
    }

    private sealed class Window(long lengthMs, int limit)
    {
        private long _number;

        public int Used { get; private set; }

        public bool Add(int amount, long nowMs)
        {
            long number = nowMs / lengthMs;
            if (number != _number) Used = 0;
            _number = number;
            Used += amount;
            return limit == 0 || Used <= limit;
        }
    }
}
