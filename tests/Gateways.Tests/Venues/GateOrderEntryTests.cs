using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Gate;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Order entry over WebSocket: what leaves, byte for byte, and what comes back.</summary>
public sealed class GateOrderEntryTests
{
    private const long Seconds = GateBench.NowNs / 1_000_000_000;

    public static TheoryData<string> Replies => [.. VenueFixture.Load("gate", "orders")
        .Where(c => c.Message.TryGetProperty("header", out _)).Select(c => c.Name)];

    [Fact]
    public void ShouldLogInOnceWithTheSignatureOfTheDocumentation()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        byte[] frame = new byte[2048];
        int length = venue.EncodeGreeting(StreamKind.OrderEntry, 0, 1_681_984_544_000_000_000, frame);
        string signature = VenueFixture.One("gate", "signing", "ws-login").Text("signature")!;
        Assert.Equal("{\"time\":1681984544,\"channel\":\"futures.login\",\"event\":\"api\",\"payload\":{"
            + $"\"api_key\":\"key\",\"signature\":\"{signature}\","
            + "\"timestamp\":\"1681984544\",\"req_id\":\"login\"}}",
            Encoding.UTF8.GetString(frame, 0, length));
        Assert.Equal(0, venue.EncodeGreeting(StreamKind.OrderEntry, 1, GateBench.NowNs, frame));
    }

    [Fact]
    public void ShouldPlaceSignedContractsThatBecomeVoid()
    {
        OutboundCommand place = BinanceBench.Place();
        Assert.Equal("{\"time\":" + Seconds + ",\"channel\":\"futures.order_place\",\"event\":\"api\",\"payload\":{"
            + "\"req_id\":\"9\",\"req_header\":{\"x-gate-exptime\":\"" + (Seconds * 1_000 + 5_000) + "\"},"
            + "\"req_param\":{\"contract\":\"ETH_USDT\",\"size\":\"1\",\"price\":\"268.162\",\"tif\":\"poc\","
            + "\"text\":\"t-" + BinanceBench.OwnText() + "\"}}}", Encode(place));
        place.Payload<NewOrder>().Side = Side.Sell;
        place.Payload<NewOrder>().Flags = ReportFlags.ReduceOnly;
        Assert.Contains("\"size\":\"-1\"", Encode(place), StringComparison.Ordinal);
        Assert.Contains("\"reduce_only\":true", Encode(place), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldCancelAndAskByTheVenuesIdElseByText()
    {
        Assert.Equal("{\"time\":" + Seconds + ",\"channel\":\"futures.order_cancel\",\"event\":\"api\",\"payload\":{"
            + $"\"req_id\":\"9\",\"req_param\":{{\"order_id\":\"t-{BinanceBench.OwnText()}\"}}}}}}",
            Encode(BinanceBench.Cancel()));
        OutboundCommand query = BinanceBench.QueryOwn();
        query.Payload<QueryOrder>().OrderId = VenueId.From(168_322_043_570_393_737);
        string frame = Encode(query);
        Assert.Contains("\"futures.order_status\"", frame, StringComparison.Ordinal);
        Assert.EndsWith("{\"order_id\":\"168322043570393737\"}}}", frame, StringComparison.Ordinal);
        Assert.Equal("", Encode(BinanceBench.List(ListKind.OpenOrders)));
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void ShouldReadEveryRecordedReply(string name)
    {
        VenueFixture fixture = VenueFixture.One("gate", "orders", name);
        JsonElement message = fixture.Message;
        JsonElement header = message.GetProperty("header");
        string id = message.GetProperty("request_id").GetRawText();
        byte[] frame = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(fixture.Bytes)
            .Replace($"\"request_id\":{id}", "\"request_id\":\"41\"", StringComparison.Ordinal));
        int status = int.Parse(header.GetProperty("status").GetString()!, null);
        bool isReceipt = message.TryGetProperty("ack", out JsonElement ack) && ack.GetBoolean();
        FrameMeaning expected = header.GetProperty("channel").GetString() == "futures.login"
            ? status == 200 ? FrameMeaning.Acknowledged : FrameMeaning.Refused
            : isReceipt ? FrameMeaning.Ignored : FrameMeaning.Event;

        Assert.Equal(expected, Decode(frame, out OrderEntryReply reply));

        if (expected != FrameMeaning.Event) return;
        Assert.Equal((41, status), (reply.RequestId, reply.Status));
        JsonElement part = message.GetProperty("data").GetProperty(status == 200 ? "result" : "errs");
        using JsonDocument body = JsonDocument.Parse(reply.Body.ToArray());
        Assert.True(JsonElement.DeepEquals(part, body.RootElement));
        using JsonDocument usage = JsonDocument.Parse(reply.Usage.ToArray());
        Assert.True(JsonElement.DeepEquals(header, usage.RootElement));
    }

    [Fact]
    public void ShouldAnswerAPlaceByItsSecondReplyOnly()
    {
        VenueFixture receipt = VenueFixture.One("gate", "orders", "ws-order-place-ack");
        Assert.Equal(FrameMeaning.Ignored, Decode(receipt.Bytes, out _));
        string text = Encoding.UTF8.GetString(VenueFixture.One("gate", "orders", "ws-order-place-result-filled").Bytes)
            .Replace("request-id-1", "7", StringComparison.Ordinal)
            .Replace("t-my-custom-id", $"t-{BinanceBench.OwnText()}", StringComparison.Ordinal);
        using GateVenue venue = GateBench.VenueFor("BTC_USDT");
        Assert.Equal(FrameMeaning.Event,
            venue.DecodeOrderEntryFrame(Encoding.UTF8.GetBytes(text), out OrderEntryReply reply));
        var sink = new RecordingSink();
        ListPage page = default;
        venue.DecodeReply(BinanceBench.Place(), new VenueReply(reply.Status, reply.Body, 1, 2), ref page, sink);
        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((OrdStatus.New, BinanceBench.OwnId().Value, 74_046_514ul),
            (report.OrdStatus, report.ClOrdId, report.OrderId.Low));
    }

    [Theory]
    [InlineData("{\"request_id\":\"1\",\"header\":{\"status\":\"x\"}}", FrameMeaning.Broken)]
    [InlineData("{\"request_id\":\"1\",\"header\":{\"status\":\"200\"},\"data\":{}", FrameMeaning.Broken)]
    [InlineData("{\"request_id\":\"\",\"header\":{\"status\":\"200\"},\"data\":{}}", FrameMeaning.Ignored)]
    [InlineData("{\"request_id\":\"\",\"header\":{\"status\":\"401\"},\"data\":{}}", FrameMeaning.Refused)]
    [InlineData("{\"channel\":\"futures.pong\",\"event\":\"\",\"result\":null}", FrameMeaning.Ignored)]
    [InlineData("{\"channel\":\"futures.tickers\",\"event\":\"subscribe\"}", FrameMeaning.Ignored)]
    [InlineData("{\"channel\":\"futures.system\",\"event\":\"update\",\"result\":{}}", FrameMeaning.SessionEnded)]
    [InlineData("[]", FrameMeaning.Broken)]
    public void ShouldNotTakeOtherFramesForReplies(string frame, FrameMeaning expected) =>
        Assert.Equal(expected, Decode(Encoding.UTF8.GetBytes(frame), out _));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 5)] // the least that the venue takes
    [InlineData(30, 30)]
    public void ShouldLetTheVenueCancelThisContractAlone(int wanted, int sent)
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        var request = new VenueRequest();
        Assert.True(venue.EncodeDeadMansSwitch(TimeSpan.FromSeconds(wanted), GateBench.NowNs, request));
        Assert.Equal("/api/v4/futures/usdt/countdown_cancel_all", Encoding.ASCII.GetString(request.Target.Span));
        Assert.Equal($"{{\"timeout\":{sent},\"contract\":\"ETH_USDT\"}}", Encoding.ASCII.GetString(request.Body.Span));
    }

    private static FrameMeaning Decode(ReadOnlySpan<byte> frame, out OrderEntryReply reply)
    {
        using GateVenue venue = GateBench.VenueFor("BTC_USDT");
        return venue.DecodeOrderEntryFrame(frame, out reply);
    }

    private static string Encode(in OutboundCommand command)
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        byte[] frame = new byte[2048];
        return Encoding.UTF8.GetString(frame, 0, venue.EncodeOrderEntry(command, 9, GateBench.NowNs, frame));
    }
}
