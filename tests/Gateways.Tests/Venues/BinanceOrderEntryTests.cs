using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Order entry over WebSocket: what leaves, byte for byte, and what comes back.</summary>
public sealed class BinanceOrderEntryTests
{
    private const string Limits =
        """[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300,"count":""";

    public static TheoryData<string> Replies => [.. VenueFixture.Load("binance", "rest")
        .Where(c => c.Channel.StartsWith("WSAPI", StringComparison.Ordinal)
            && c.Message.TryGetProperty("status", out _))
        .Select(c => c.Name)];

    [Fact]
    public void ShouldPlaceWithSortedSignedParameters()
    {
        string entry = Encode(BinanceBench.Place());
        string exit = Encode(BinanceBench.Place(ReportFlags.ReduceOnly));

        Assert.StartsWith("{\"id\":9,\"method\":\"order.place\",\"params\":{\"apiKey\":\"test-key\","
            + $"\"newClientOrderId\":\"{BinanceBench.OwnText()}\",\"newOrderRespType\":\"ACK\","
            + "\"price\":\"2681.62\","
            + "\"quantity\":\"0.01\",\"recvWindow\":2000,\"side\":\"BUY\",\"symbol\":\"ETHUSDT\","
            + "\"timeInForce\":\"GTX\",\"timestamp\":1800000000000,\"type\":\"LIMIT\",\"signature\":\"",
            entry, StringComparison.Ordinal);
        Assert.Contains("\"reduceOnly\":\"true\",\"selfTradePreventionMode\":\"EXPIRE_TAKER\"", exit,
            StringComparison.Ordinal);
        AssertSigned(entry);
        AssertSigned(exit);
    }

    [Fact]
    public void ShouldCancelAndQueryByOurIdAndLeaveListsToRest()
    {
        string cancel = Encode(BinanceBench.Cancel());
        string query = Encode(BinanceBench.QueryOwn());

        Assert.Contains("\"order.cancel\"", cancel, StringComparison.Ordinal);
        Assert.Contains("\"order.status\"", query, StringComparison.Ordinal);
        Assert.Contains($"\"origClientOrderId\":\"{BinanceBench.OwnText()}\"", query, StringComparison.Ordinal);
        AssertSigned(cancel);
        AssertSigned(query);
        Assert.Equal("", Encode(BinanceBench.List(ListKind.OpenOrders)));
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void ShouldReadEveryRecordedReply(string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", "rest", name);
        bool isUnasked = fixture.Message.GetProperty("id").ValueKind == JsonValueKind.Null;
        string text = Encoding.UTF8.GetString(fixture.Bytes);
        string id = fixture.Message.GetProperty("id").GetRawText();
        byte[] frame = Encoding.UTF8.GetBytes(text.Replace($"\"id\":{id}", isUnasked ? "\"id\":null" : "\"id\":41",
            StringComparison.Ordinal));
        using BinanceVenue venue = BinanceBench.VenueFor("BTCUSDT");

        FrameMeaning meaning = venue.DecodeOrderEntryFrame(frame, out OrderEntryReply reply);

        Assert.Equal(isUnasked ? FrameMeaning.Refused : FrameMeaning.Event, meaning);
        if (isUnasked) return;
        int status = fixture.Message.GetProperty("status").GetInt32();
        Assert.Equal((41, status), (reply.RequestId, reply.Status));
        string part = status == 200 ? "result" : "error";
        using JsonDocument body = JsonDocument.Parse(reply.Body.ToArray());
        Assert.True(JsonElement.DeepEquals(fixture.Message.GetProperty(part), body.RootElement));
    }

    [Fact]
    public void ShouldTranslateARecordedAcknowledgementLikeTheSameReplyOfRest()
    {
        VenueFixture fixture = VenueFixture.One("binance", "rest", "wsapi-order-place-response-doc");
        string frame = Encoding.UTF8.GetString(fixture.Bytes)
            .Replace("\"iCXL1BywlBaf2sesNUrVl3\"", $"\"{BinanceBench.OwnText()}\"", StringComparison.Ordinal)
            .Replace("\"3f7df6e3-2df4-44b9-9919-d2f38f90a99a\"", "1", StringComparison.Ordinal);
        using BinanceVenue venue = BinanceBench.VenueFor("BTCUSDT");
        var sink = new RecordingSink();

        Assert.Equal(FrameMeaning.Event,
            venue.DecodeOrderEntryFrame(Encoding.UTF8.GetBytes(frame), out OrderEntryReply reply));
        ListPage page = default;
        venue.DecodeReply(
            BinanceBench.Place(), new VenueReply(reply.Status, reply.Body, 1, 2, 0, reply.Usage), ref page, sink);

        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((OrdStatus.New, BinanceBench.OwnId().Value), (report.OrdStatus, report.ClOrdId));
    }

    [Theory]
    [InlineData("{\"id\":1,\"status\":200,\"result\":{}", FrameMeaning.Broken)]
    [InlineData("{\"id\":1,\"status\":\"x\"}", FrameMeaning.Broken)]
    [InlineData("{\"event\":{\"e\":\"serverShutdown\"}}", FrameMeaning.Ignored)]
    [InlineData("{\"id\":null,\"status\":200,\"result\":{}}", FrameMeaning.Ignored)]
    [InlineData("[]", FrameMeaning.Broken)]
    public void ShouldNotTakeOtherFramesForReplies(string frame, FrameMeaning expected)
    {
        using BinanceVenue venue = BinanceBench.VenueFor("BTCUSDT");
        Assert.Equal(expected, venue.DecodeOrderEntryFrame(Encoding.UTF8.GetBytes(frame), out _));
    }

    [Theory]
    [InlineData("X-MBX-USED-WEIGHT-1M: 2280\r\n", 60_000 - 12_345)]
    [InlineData("x-mbx-used-weight-1m: 2279\r\n", 0)]
    [InlineData("X-MBX-ORDER-COUNT-10S: 285\r\nX-MBX-ORDER-COUNT-1M: 300\r\n", 10_000 - 2_345)]
    [InlineData("X-MBX-ORDER-COUNT-10S: 285\r\nX-MBX-ORDER-COUNT-1M: 1199\r\n", 60_000 - 12_345)]
    [InlineData("X-MBX-ORDER-COUNT-10S: many\r\nDate: x", 0)]
    [InlineData(Limits + "285}]", 10_000 - 2_345)]
    [InlineData(Limits + "284}]", 0)]
    [InlineData("[{\"limit\":1", 0)]
    public void ShouldBeSilentBeforeALimitIsUsedUp(string usage, long expectedMs)
    {
        const string info = """
            {"rateLimits":[
            {"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},
            {"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300},
            {"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200}],"symbols":[]}
            """;
        using BinanceVenue venue = BinanceBench.VenueFor("BTCUSDT");
        Assert.Throws<VenueException>(() => // no such symbol; the limits were read all the same
            venue.DecodeInstrument("BTCUSDT", new VenueReply(200, Encoding.UTF8.GetBytes(info), 0, 0)));
        var sink = new RecordingSink();
        long nowNs = (1_800_000_000_000 / 60_000 * 60_000 + 12_345) * 1_000_000;
        for (int i = 0; i < 2; i++) // said once a window
        {
            ListPage page = default;
            venue.DecodeReply(BinanceBench.Cancel(), new VenueReply(
                400, "{\"code\":-2011,\"msg\":\"x\"}"u8, 0, nowNs, 0, Encoding.UTF8.GetBytes(usage)), ref page, sink);
        }

        Assert.Equal(2, sink.Events.Count(e => e.Kind == EventKind.OrderCancelReject));
        if (expectedMs == 0) Assert.DoesNotContain(sink.Events, e => e.Kind == EventKind.Throttled);
        else Assert.Equal(expectedMs * 1_000_000, sink.Single<Throttled>(EventKind.Throttled).RetryAfterNs);
    }

    [Fact]
    public void ShouldWindTheDeadMansSwitch()
    {
        using BinanceVenue venue = BinanceBench.VenueFor("ETHUSDT");
        var request = new VenueRequest();
        Assert.True(venue.EncodeDeadMansSwitch(TimeSpan.FromSeconds(30), BinanceBench.NowNs, request));
        Assert.Equal(HttpVerb.Post, request.Verb);
        Assert.StartsWith("/fapi/v1/countdownCancelAll?symbol=ETHUSDT&countdownTime=30000&recvWindow=2000&timestamp=",
            Encoding.ASCII.GetString(request.Target.Span), StringComparison.Ordinal);
    }

    private static string Encode(in OutboundCommand command)
    {
        using BinanceVenue venue = BinanceBench.VenueFor("ETHUSDT");
        byte[] frame = new byte[2048];
        return Encoding.UTF8.GetString(frame, 0, venue.EncodeOrderEntry(command, 9, BinanceBench.NowNs, frame));
    }

    /// <summary>Signed as the venue checks it: every parameter but the signature, sorted by name.</summary>
    private static void AssertSigned(string frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        JsonElement parameters = document.RootElement.GetProperty("params");
        string payload = string.Join('&', parameters.EnumerateObject().Where(p => p.Name != "signature")
            .OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value}"));
        using var signer = new BinanceSigner(BinanceBench.Keys.Secret);
        byte[] hex = new byte[BinanceSigner.HexLength];
        signer.Sign(Encoding.UTF8.GetBytes(payload), hex);
        Assert.Equal(Encoding.ASCII.GetString(hex), parameters.GetProperty("signature").GetString());
    }
}
