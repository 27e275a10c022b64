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

    public RequestUsage Usage => new(_weight.Used, _orders10.Used, _ordersMinute.Used);

    public VenueError Count(Endpoint endpoint, long nowMs)
    {
        if (!_weight.Add(endpoint.Weight, nowMs)) return VenueErrors.TooManyRequests;
        bool ordersOk = _orders10.Add(endpoint.OrdersIn10Seconds, nowMs);
        ordersOk &= _ordersMinute.Add(endpoint.OrdersInMinute, nowMs);
        return ordersOk || endpoint.OrdersInMinute == 0 ? VenueError.None : VenueErrors.TooManyOrders;
    }

    /// <summary>
    /// The limits as rows of <c>rateLimits</c>, with their use where one is given; a limit switched off is left out.
    /// </summary>
    public void WriteRules(Utf8JsonWriter json, RequestUsage? usage = null)
    {
        WriteRule(json, "REQUEST_WEIGHT", "MINUTE", 1, weightPerMinute, usage?.Weight);
        WriteRule(json, "ORDERS", "MINUTE", 1, ordersPerMinute, usage?.OrdersInMinute);
        WriteRule(json, "ORDERS", "SECOND", 10, ordersPer10Seconds, usage?.OrdersIn10Seconds);
    }

    private static void WriteRule(
        Utf8JsonWriter json, string type, string interval, int intervals, int limit, int? used)
    {
        if (limit == 0) return;
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, intervals);
        json.WriteNumber("limit"u8, limit);
        if (used is { } count) json.WriteNumber("count"u8, count);
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
