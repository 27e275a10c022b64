using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Gate;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Gate's protocol bound to a contract with tick 0.001 and steps of a tenth of a contract.</summary>
internal static class GateBench
{
    public const long NowNs = BinanceBench.NowNs;
    public const decimal Tick = 0.001m;
    public const decimal Step = 0.1m;

    public static GateVenue VenueFor(string contract)
    {
        var venue = new GateVenue(new Credentials("key", "secret"), BinanceBench.Bot);
        string row = $$"""
            {"name":"{{contract}}","quanto_multiplier":"0.01","order_price_round":"0.001","order_size_min":"0.1",
            "order_size_max":"100000","enable_decimal":true,"orders_limit":50,"status":"trading"}
            """;
        InstrumentDefinition definition =
            venue.DecodeInstrument(contract, new VenueReply(200, Encoding.UTF8.GetBytes(row), 0, 0));
        venue.Bind(new Instrument(3, definition));
        venue.Watch(new CandleWatch(["BTC_USD", "ETHUSDT"], 60_000_000_000, 20));
        return venue;
    }

    public static long Ticks(decimal price) => (long)(price / Tick);

    public static long Lots(decimal contracts) => (long)(contracts / Step);

    /// <summary>The message with the client order id replaced by one of ours.</summary>
    public static byte[] Owned(VenueFixture fixture)
    {
        string text = Encoding.UTF8.GetString(fixture.Bytes);
        string? id = fixture.Text("clientOrderId");
        if (string.IsNullOrEmpty(id) && fixture.Expect.TryGetProperty("items", out var items)
            && items.GetArrayLength() > 0 && items[0].TryGetProperty("clientOrderId", out var first))
            id = first.ToString();
        return Encoding.UTF8.GetBytes(string.IsNullOrEmpty(id)
            ? text
            : text.Replace($"\"t-{id}\"", $"\"t-{BinanceBench.OwnText()}\"", StringComparison.Ordinal));
    }

    public static RecordingSink Reply(
        string contract, in OutboundCommand command, int status, byte[] body, out ListPage page)
    {
        using GateVenue venue = VenueFor(contract);
        var sink = new RecordingSink();
        page = default;
        venue.DecodeReply(command, new VenueReply(status, body, NowNs - 1_000_000, NowNs), ref page, sink);
        return sink;
    }

    public static RecordingSink Reply(string contract, in OutboundCommand command, int status, string body) =>
        Reply(contract, command, status, Encoding.UTF8.GetBytes(body), out _);
}
