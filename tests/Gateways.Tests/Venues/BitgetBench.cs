using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Bitget;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Bitget's protocol bound to a contract with tick 0.01 and lots of 0.0001.</summary>
internal static class BitgetBench
{
    public const long NowNs = BinanceBench.NowNs;
    public const string Secret = "22582BD0CFF14C41EDBF1AB98506286D";

    public static readonly Credentials Keys = new("test-key", Secret, "test-pass");

    public static BitgetVenue VenueFor(string symbol)
    {
        var venue = new BitgetVenue(Keys, BinanceBench.Bot);
        InstrumentDefinition definition = default;
        Encoding.UTF8.GetBytes(symbol, definition.Symbol);
        Encoding.UTF8.GetBytes("USDT", definition.QuoteAsset);
        definition.TickSizeE8 = FixedPoint.One / 100;
        definition.LotSizeE8 = FixedPoint.One / 10_000;
        venue.Bind(new Instrument(3, definition));
        venue.Watch(new CandleWatch(["BTCUSDT", "ETHUSDT"], 60_000_000_000, 20));
        return venue;
    }

    public static long Ticks(decimal price) => (long)(price * 100);

    public static long Lots(decimal quantity) => (long)(quantity * 10_000);

    /// <summary>The message with its first client order id replaced by one of ours.</summary>
    public static byte[] Owned(VenueFixture fixture)
    {
        string text = Encoding.UTF8.GetString(fixture.Bytes);
        string? id = fixture.Text("clientOrderId");
        if (string.IsNullOrEmpty(id) && fixture.Expect.TryGetProperty("items", out JsonElement items)
            && items.GetArrayLength() > 0 && items[0].TryGetProperty("clientOrderId", out JsonElement first))
            id = first.ToString();
        return Encoding.UTF8.GetBytes(string.IsNullOrEmpty(id)
            ? text
            : text.Replace($"\"clientOid\":\"{id}\"", $"\"clientOid\":\"{BinanceBench.OwnText()}\"",
                StringComparison.Ordinal));
    }

    public static RecordingSink Reply(string symbol, in OutboundCommand command, int status, byte[] body)
    {
        using BitgetVenue venue = VenueFor(symbol);
        var sink = new RecordingSink();
        ListPage page = default;
        venue.DecodeReply(command, new VenueReply(status, body, NowNs - 1_000_000, NowNs), ref page, sink);
        if (!page.HasMore) return sink;
        byte[] empty = "{\"code\":\"00000\",\"data\":{\"entrustedList\":null}}"u8.ToArray();
        venue.DecodeReply(command, new VenueReply(200, empty, NowNs - 1_000_000, NowNs), ref page, sink);
        Assert.False(page.HasMore);
        return sink;
    }

    public static decimal Decimal(JsonElement json, string name) =>
        decimal.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
