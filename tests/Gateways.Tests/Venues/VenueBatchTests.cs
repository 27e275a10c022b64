using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Several places or cancels in one request at Bitget and Gate: each has exactly one answer.</summary>
public sealed class VenueBatchTests
{
    private readonly RecordingSink _sink = new();

    [Fact]
    public void ShouldNameWhatAllOrdersOfABitgetListShareOnce()
    {
        using IVenueProtocol bitget = BitgetBench.VenueFor("BTCUSDT");
        JsonElement body = Encoded(bitget, [Place(1), Place(2)], out string target);
        Assert.Equal("/api/v2/mix/order/batch-place-order", target);
        string[] shared = ["symbol", "productType", "marginCoin", "marginMode"];
        Assert.Equal(["BTCUSDT", "USDT-FUTURES", "USDT", "crossed"],
            shared.Select(name => body.GetProperty(name).GetString()));
        JsonElement[] orders = [.. body.GetProperty("orderList").EnumerateArray()];
        Assert.Equal([Text(1), Text(2)], orders.Select(order => order.GetProperty("clientOid").GetString()));
        Assert.Equal("post_only", orders[1].GetProperty("force").GetString());

        body = Encoded(bitget, [Cancel(1, 71), Cancel(2, 0)], out target);
        Assert.Equal("/api/v2/mix/order/batch-cancel-orders", target);
        JsonElement list = body.GetProperty("orderIdList");
        Assert.Equal(("71", Text(2)),
            (list[0].GetProperty("orderId").GetString(), list[1].GetProperty("clientOid").GetString()));
    }

    [Fact]
    public void ShouldAnswerEachOrderOfABitgetListByItsId()
    {
        string reply = "{\"code\":\"00000\",\"msg\":\"success\",\"data\":{\"successList\":["
            + $"{{\"orderId\":\"73\",\"clientOid\":\"{Text(3)}\"}},{{\"orderId\":\"71\",\"clientOid\":\"{Text(1)}\"}}],"
            + $"\"failureList\":[{{\"orderId\":\"\",\"clientOid\":\"{Text(2)}\",\"errorMsg\":\"x\","
            + $"\"errorCode\":\"40762\"}},{{\"clientOid\":\"{Text(4)}\",\"errorMsg\":\"no code\"}}]}}}}";
        using IVenueProtocol bitget = BitgetBench.VenueFor("BTCUSDT");
        bitget.DecodeBatch([Place(1), Place(2), Place(3), Place(4), Place(5)], Reply(200, reply), _sink);
        Assert.Equal([(Id(1), ExecType.New, Reason.None), (Id(2), ExecType.Rejected, Reason.InsufficientMargin),
            (Id(3), ExecType.New, Reason.None)], Reports());
        Assert.Equal([(Id(4), Reason.UnknownCode), (Id(5), Reason.UnreadableReply)], Doubts());
        Assert.Equal(71UL, _sink.All<ExecutionReport>(EventKind.ExecutionReport)[0].OrderId.Low);
    }

    /// <summary>An empty list of Bitget's may be null, wherever one stands: it is a list of nothing.</summary>
    [Fact]
    public void ShouldReadBitgetListsThatAreNull()
    {
        using IVenueProtocol bitget = BitgetBench.VenueFor("BTCUSDT");
        const string none = "{\"code\":\"00000\",\"msg\":\"success\",\"data\":{";
        bitget.DecodeBatch([Place(1), Place(2)], Reply(200, none + $"\"successList\":null,\"failureList\":"
            + $"[{{\"clientOid\":\"{Text(1)}\",\"errorCode\":40762}}]}}}}"), _sink);
        Assert.Equal([(Id(1), ExecType.Rejected, Reason.InsufficientMargin)], Reports());
        Assert.Equal([(Id(2), Reason.UnreadableReply)], Doubts());
        foreach ((ListKind kind, string name) in new[]
        {
            (ListKind.OpenOrders, "entrustedList"), (ListKind.OrderHistory, "entrustedList"),
            (ListKind.TradesOfOrder, "fillList"), (ListKind.Funding, "bills"),
        })
        {
            ListPage page = default;
            _sink.Clear();
            do
            {
                bitget.DecodeReply(BinanceBench.List(kind, orderId: 7), Reply(200, $"{none}\"{name}\":null}}}}"),
                    ref page, _sink);
            }
            while (page.HasMore);

            ListEnd end = _sink.Single<ListEnd>(EventKind.ListEnd);
            Assert.Equal((kind, Outcome.Accepted, 0), (end.ListKind, end.Outcome, end.Count));
        }
    }

    [Fact]
    public void ShouldSendGateListsWithAnExpiryAndCancelByTheVenuesIdsOnly()
    {
        using IVenueProtocol gate = GateBench.VenueFor("BTC_USDT");
        var request = new VenueRequest();
        JsonElement body = Encoded(gate, [Place(1), Place(2)], out string target, request);
        Assert.Equal("/api/v4/futures/usdt/batch_orders", target);
        Assert.Equal([$"t-{Text(1)}", $"t-{Text(2)}"],
            body.EnumerateArray().Select(order => order.GetProperty("text").GetString()));
        Assert.Contains("x-gate-exptime: ", Encoding.ASCII.GetString(request.Headers.Span), StringComparison.Ordinal);
        body = Encoded(gate, [Cancel(1, 9_223_372_036_854), Cancel(2, 8)], out target);
        Assert.Equal(("/api/v4/futures/usdt/batch_cancel_orders", "[\"9223372036854\",\"8\"]"),
            (target, body.GetRawText()));
        Assert.False(gate.EncodeBatch([Cancel(1, 8), Cancel(2, 0)], GateBench.NowNs, request)); // one by one, then
    }

    [Fact]
    public void ShouldAnswerEachOrderOfAGateListByItsText()
    {
        string placed = Encoding.UTF8.GetString(VenueFixture.One("gate", "rest", "batch-orders-reply").Bytes)
            .Replace("finished", "open", StringComparison.Ordinal).Replace("cancelled", "", StringComparison.Ordinal)
            .Replace("my-custom-id", Text(3), StringComparison.Ordinal).TrimEnd()[1..^1];
        string reply = $"[{{\"succeeded\":false,\"text\":\"t-{Text(1)}\",\"label\":\"ORDER_POC_IMMEDIATE\","
            + $"\"detail\":\"x\"}},{placed},{{\"succeeded\":false,\"label\":\"INTERNAL\",\"text\":\"t-{Text(2)}\"}}]";
        using IVenueProtocol gate = GateBench.VenueFor("BTC_USDT");
        gate.DecodeBatch([Place(1), Place(2), Place(3), Place(4)], Reply(200, reply), _sink);
        Assert.Equal([(Id(1), ExecType.Rejected, Reason.WouldTake), (Id(3), ExecType.New, Reason.None)], Reports());
        Assert.Equal([(Id(2), Reason.ExecutionUnknown), (Id(4), Reason.UnreadableReply)], Doubts());
    }

    /// <summary>An item does not tell what was filled before: a receipt, whose end comes on the stream.</summary>
    [Fact]
    public void ShouldTakeAGateListOfCancelsForReceipts()
    {
        JsonElement data = VenueFixture.One("gate", "orders", "ws-order-cancel-ids-partial-failure").Message
            .GetProperty("data").GetProperty("result");
        using IVenueProtocol gate = GateBench.VenueFor("BTC_USDT");
        gate.DecodeBatch([Cancel(1, 123), Cancel(2, 1_694_883_366)], Reply(200, data.GetRawText()), _sink);
        Assert.Equal([(Id(2), ExecType.New, Reason.None)], Reports());
        OrderCancelReject reject = _sink.Single<OrderCancelReject>(EventKind.OrderCancelReject);
        Assert.Equal((Id(1), Reason.UnknownOrder), (reject.ClOrdId, reject.Reason));
    }

    [Theory]
    [InlineData("gate", 500, "{\"label\":\"SERVER_ERROR\"}")]
    [InlineData("gate", 200, "[{\"succeeded\":true,\"text\":\"t-")]
    [InlineData("gate", 200, "{}")]
    [InlineData("bitget", 500, "{\"code\":\"50031\",\"msg\":\"x\"}")]
    [InlineData("bitget", 200, "{\"code\":\"00000\",\"data\":{\"successList\":[{\"clientOid\":\"")]
    [InlineData("bitget", 200, "{\"code\":\"00000\",\"data\":null}")]
    public void ShouldDoubtEveryOrderOfAListWhoseReplyProvesNothing(string name, int status, string reply)
    {
        using IVenueProtocol venue = name == "gate" ? GateBench.VenueFor("BTC_USDT") : BitgetBench.VenueFor("BTCUSDT");
        venue.DecodeBatch([Place(1), Place(2)], Reply(status, reply), _sink);
        Assert.Equal([Id(1), Id(2)], Doubts().Select(doubt => doubt.Item1));
        Assert.Equal(2, _sink.Events.Count);
    }

    [Theory]
    [InlineData("gate", "{\"label\":\"TOO_MANY_REQUESTS\"}")]
    [InlineData("bitget", "{\"code\":\"429\",\"msg\":\"x\"}")]
    public void ShouldRefuseEveryOrderOfAListThatIsTooMuchAndBeSilentOnce(string name, string reply)
    {
        using IVenueProtocol venue = name == "gate" ? GateBench.VenueFor("BTC_USDT") : BitgetBench.VenueFor("BTCUSDT");
        venue.DecodeBatch([Place(1), Place(2)], Reply(429, reply), _sink);
        Assert.Equal([(Id(1), ExecType.Rejected, Reason.RateLimited), (Id(2), ExecType.Rejected, Reason.RateLimited)],
            Reports());
        Assert.Single(_sink.All<Throttled>(EventKind.Throttled));
    }

    [Theory]
    [InlineData("gate")]
    [InlineData("bitget")]
    public void ShouldEncodeAndDecodeListsWithoutAllocation(string name)
    {
        const int rounds = 5_000;
        using IVenueProtocol venue = name == "gate" ? GateBench.VenueFor("BTC_USDT") : BitgetBench.VenueFor("BTCUSDT");
        byte[] reply = Encoding.UTF8.GetBytes(name == "gate"
            ? $"[{{\"succeeded\":false,\"text\":\"t-{Text(2)}\",\"label\":\"ORDER_POC_IMMEDIATE\"}}]"
            : "{\"code\":\"00000\",\"data\":{\"successList\":[{\"orderId\":\"7\",\"clientOid\":\""
                + Text(2) + "\"}]}}");
        var sink = new LastEventSink();
        var request = new VenueRequest();
        OutboundCommand[] places = [Place(1), Place(2)], cancels = [Cancel(1, 8), Cancel(2, 9)];
        void Round()
        {
            venue.EncodeBatch(places, BinanceBench.NowNs, request);
            venue.EncodeBatch(cancels, BinanceBench.NowNs, request);
            venue.DecodeBatch(places, new VenueReply(200, reply, 0, 0), sink);
        }

        for (int i = 0; i < 200; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++) Round();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < rounds / 10, $"{allocated} bytes in {rounds} rounds"); // tiered compilation aside
    }

    private static ClOrdId Of(int slot) => ClOrdId.Create(3, 7, slot, Side.Buy, 1);

    private static ulong Id(int slot) => Of(slot).Value;

    private static string Text(int slot)
    {
        byte[] text = new byte[ClOrdId.TextLength];
        Of(slot).Format(BinanceBench.Bot, text);
        return Encoding.ASCII.GetString(text);
    }

    private static OutboundCommand Place(int slot)
    {
        OutboundCommand command = BinanceBench.Place();
        command.Payload<NewOrder>().ClOrdId = Id(slot);
        return command;
    }

    private static OutboundCommand Cancel(int slot, long orderId)
    {
        OutboundCommand command = BinanceBench.Cancel();
        ref CancelOrder cancel = ref command.Payload<CancelOrder>();
        cancel.ClOrdId = Id(slot);
        if (orderId != 0) cancel.OrderId = VenueId.From(orderId);
        return command;
    }

    private static JsonElement Encoded(
        IVenueProtocol venue, OutboundCommand[] commands, out string target, VenueRequest? into = null)
    {
        VenueRequest request = into ?? new VenueRequest();
        Assert.InRange(venue.MostInBatch(commands[0].Kind), commands.Length, 50);
        Assert.True(venue.EncodeBatch(commands, BinanceBench.NowNs, request));
        target = Encoding.ASCII.GetString(request.Target.Span);
        return JsonDocument.Parse(request.Body.Span.ToArray()).RootElement;
    }

    private static VenueReply Reply(int status, string body) =>
        new(status, Encoding.UTF8.GetBytes(body), BinanceBench.NowNs - 1_000_000, BinanceBench.NowNs);

    private List<(ulong, ExecType, Reason)> Reports() =>
        [.. _sink.All<ExecutionReport>(EventKind.ExecutionReport).Select(r => (r.ClOrdId, r.ExecType, r.Reason))];

    private List<(ulong, Reason)> Doubts() =>
        [.. _sink.All<RequestInDoubt>(EventKind.RequestInDoubt).Select(d => (d.ClOrdId, d.Reason))];
}
