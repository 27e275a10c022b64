using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Bitget;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Order entry over WebSocket: what leaves, byte for byte, and what comes back.</summary>
public sealed class BitgetOrderEntryTests
{
    private const long SecondNs = 1_000_000_000;

    public static TheoryData<string> Replies => [.. VenueFixture.Load("bitget", "orders")
        .Where(c => c.Message.TryGetProperty("event", out _)
            && c.Message.TryGetProperty("arg", out var arg) && arg.ValueKind == System.Text.Json.JsonValueKind.Array)
        .Select(c => c.Name)];

    [Fact]
    public void ShouldPlaceAndCancelWithTheMembersOfRest()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("ETHUSDT");
        string head = "{\"op\":\"trade\",\"args\":[{\"channel\":\"";
        string symbol = "\",\"id\":\"9\",\"instId\":\"ETHUSDT\",\"instType\":\"USDT-FUTURES\",\"params\":{";
        Assert.Equal($"{head}place-order{symbol}\"marginCoin\":\"USDT\",\"marginMode\":\"crossed\",\"size\":\"0.001\","
            + "\"price\":\"2681.62\",\"side\":\"buy\",\"orderType\":\"limit\",\"force\":\"post_only\","
            + $"\"clientOid\":\"{BinanceBench.OwnText()}\"}}}}]}}", Encode(venue, BinanceBench.Place()));
        OutboundCommand cancel = BinanceBench.Cancel();
        Assert.Equal($"{head}cancel-order{symbol}\"clientOid\":\"{BinanceBench.OwnText()}\"}}}}]}}",
            Encode(venue, cancel));
        cancel.Payload<CancelOrder>().OrderId = VenueId.From(1_376_999_173_366_317_057);
        Assert.Contains("{\"orderId\":\"1376999173366317057\"}", Encode(venue, cancel), StringComparison.Ordinal);
        Assert.Equal("", Encode(venue, BinanceBench.QueryOwn())); // place and cancel only
        Assert.Equal("", Encode(venue, BinanceBench.List(ListKind.OpenOrders)));
    }

    [Fact]
    public void ShouldLogInAndSubscribeNothing()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("ETHUSDT");
        byte[] login = new byte[2048];
        byte[] other = new byte[2048];
        int length = venue.EncodeGreeting(StreamKind.OrderEntry, 0, BitgetBench.NowNs, login);
        Assert.Equal(venue.EncodeGreeting(StreamKind.User, 0, BitgetBench.NowNs, other), length);
        Assert.Equal(other, login);
        Assert.Equal(0, venue.EncodeGreeting(StreamKind.OrderEntry, 1, BitgetBench.NowNs, login));
        Assert.Equal(FrameMeaning.Acknowledged,
            venue.DecodeOrderEntryFrame("{\"event\":\"login\",\"code\":0,\"connId\":\"x\"}"u8, out _));
    }

    [Fact]
    public void ShouldStayBelowTheMessageLimitThatCountsPings()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("ETHUSDT");
        long[] takenNs = [.. Enumerable.Range(0, 3_000).Select(i => BitgetBench.NowNs + i * SecondNs / 1_000)
            .Where(nowNs => Encode(venue, BinanceBench.Place(), nowNs).Length > 0)];
        Assert.Equal(3 * 8, takenNs.Length);
        Assert.All(takenNs, fromNs =>
            Assert.InRange(takenNs.Count(t => t >= fromNs && t < fromNs + SecondNs), 1, 8)); // and a ping, and a login
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void ShouldReadEveryRecordedReply(string name)
    {
        VenueFixture fixture = VenueFixture.One("bitget", "orders", name);
        string id = fixture.Message.GetProperty("arg")[0].GetProperty("id").GetRawText();
        byte[] frame = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(fixture.Bytes)
            .Replace($"\"id\":{id}", "\"id\":\"41\"", StringComparison.Ordinal));
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        Assert.Equal(FrameMeaning.Event, venue.DecodeOrderEntryFrame(frame, out OrderEntryReply reply));
        bool isDone = fixture.Message.GetProperty("event").GetString() == "trade";
        Assert.Equal((41, isDone ? 200 : 400), (reply.RequestId, reply.Status));
        bool isRead = BitgetFaults.TryRead(reply.Body, out int code, out ReadOnlySpan<byte> message, out var rows);
        Assert.Equal((true, fixture.Message.GetProperty("code").GetInt32()), (isRead, code));
        Assert.Equal(fixture.Message.GetProperty("msg").GetString(), Encoding.UTF8.GetString(message));
        bool hasIds = fixture.Message.GetProperty("arg")[0].GetProperty("params").GetRawText().Length > 2;
        Assert.Equal(hasIds, !rows.IsEmpty);
    }

    [Fact]
    public void ShouldTranslateReceiptsAndRefusalsLikeThoseOfRest()
    {
        ExecutionReport placed = Translate(BinanceBench.Place(), $$$"""
            {"event":"trade","arg":[{"id":"1","instType":"USDT-FUTURES","channel":"place-order","instId":"ETHUSDT",
            "params":{"orderId":"1376999173366317057","clientOid":"{{{BinanceBench.OwnText()}}}"}}],"code":0,
            "msg":"Success","ts":1764028107021}
            """).Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((OrdStatus.New, BinanceBench.OwnId().Value, 1_376_999_173_366_317_057ul),
            (placed.OrdStatus, placed.ClOrdId, placed.OrderId.Low));
        OrderCancelReject unknown = Translate(BinanceBench.Cancel(), """
            {"event":"error","arg":[{"id":"1","instType":"USDT-FUTURES","channel":"cancel-order","instId":"ETHUSDT",
            "params":{"orderId":"1234"}}],"code":41101,"msg":"Param orderId=1234 error","ts":1764129464757}
            """).Single<OrderCancelReject>(EventKind.OrderCancelReject);
        Assert.Equal(Reason.UnknownOrder, unknown.Reason);
        RequestInDoubt doubt = Translate(BinanceBench.Place(), """
            {"event":"error","arg":[{"id":"1","params":{}}],"code":99999,"msg":"new","ts":1}
            """).Single<RequestInDoubt>(EventKind.RequestInDoubt);
        Assert.Equal(Reason.UnknownCode, doubt.Reason);
    }

    [Theory]
    [InlineData("{\"event\":\"trade\",\"arg\":[{\"id\":\"1\",\"params\":{}}],\"msg\":\"\"}", FrameMeaning.Broken)]
    [InlineData("{\"event\":\"trade\",\"arg\":[{\"id\":\"x\"}],\"code\":0}", FrameMeaning.Broken)]
    [InlineData("{\"event\":\"error\",\"code\":30004,\"msg\":\"User not logged in\"}", FrameMeaning.Refused)]
    [InlineData("{\"event\":\"trade\",\"arg\":[],\"code\":0}", FrameMeaning.Ignored)]
    [InlineData("pong", FrameMeaning.Ignored)]
    [InlineData("[]", FrameMeaning.Broken)]
    public void ShouldNotTakeOtherFramesForReplies(string frame, FrameMeaning expected)
    {
        using BitgetVenue venue = BitgetBench.VenueFor("ETHUSDT");
        Assert.Equal(expected, venue.DecodeOrderEntryFrame(Encoding.UTF8.GetBytes(frame), out _));
    }

    private static RecordingSink Translate(in OutboundCommand command, string frame)
    {
        using BitgetVenue venue = BitgetBench.VenueFor("ETHUSDT");
        Assert.Equal(FrameMeaning.Event,
            venue.DecodeOrderEntryFrame(Encoding.UTF8.GetBytes(frame), out OrderEntryReply reply));
        return BitgetBench.Reply("ETHUSDT", command, reply.Status, reply.Body.ToArray());
    }

    private static string Encode(BitgetVenue venue, in OutboundCommand command, long nowNs = BitgetBench.NowNs)
    {
        byte[] frame = new byte[2048];
        return Encoding.UTF8.GetString(frame, 0, venue.EncodeOrderEntry(command, 9, nowNs, frame));
    }
}
