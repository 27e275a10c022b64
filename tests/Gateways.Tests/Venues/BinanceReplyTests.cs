using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Replies to orders and queries: accepted, rejected with proof, or in doubt.</summary>
public sealed class BinanceReplyTests
{
    private const string Accepted =
        """{"orderId":99,"symbol":"ETHUSDT","status":"NEW","clientOrderId":"ID","price":"2681.62","origQty":"0.010","""
        + """ "executedQty":"0.004","timeInForce":"GTX","side":"BUY","reduceOnly":true,"updateTime":1789837689736}""";

    private static string Own(string text) =>
        text.Replace("\"ID\"", $"\"{BinanceBench.OwnText()}\"", StringComparison.Ordinal);

    public static TheoryData<string> RecordedOrders => [.. VenueFixture.Load("binance", "rest")
        .Where(c => c.Kind == "order" && c.Channel.StartsWith("REST", StringComparison.Ordinal)
            && c.Text("venueStatus") is not null).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(RecordedOrders))]
    public void ShouldReadEveryRecordedOrderAsTheAnswerToAQuery(string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", "rest", name);
        string symbol = fixture.Text("symbol")!;

        RecordingSink sink = BinanceBench.Reply(symbol, BinanceBench.QueryOwn(), 200, BinanceBench.Owned(fixture));

        OrderStatusReport order = sink.Single<OrderStatusReport>(EventKind.OrderStatusReport);
        Assert.Single(sink.Events);
        Assert.Equal(77, order.QueryId);
        Assert.Equal(BinanceBench.OwnId().Value, order.ClOrdId);
        Assert.Equal((ulong)fixture.Number("orderId"), order.OrderId.Low);
        Assert.Equal(BinanceBench.Lots(symbol, fixture.Number("qty")), order.OrderQtyLots);
        Assert.Equal(BinanceBench.Lots(symbol, fixture.Number("filledQty")), order.CumQtyLots);
        Assert.Equal(BinanceBench.Ticks(symbol, fixture.Number("price")), order.PriceTicks);
        Assert.Equal((long)fixture.Number("updateTimeMs") * 1_000_000, order.VenueTimeNs);
        Assert.Equal(fixture.Text("status"), order.OrdStatus.ToString().ToLowerInvariant());
        Assert.Equal(fixture.Text("reduceOnly") == "True", (order.Flags & ReportFlags.ReduceOnly) != 0);
    }

    [Fact]
    public void ShouldTakeTheValueOfTheFillsFromCumQuoteAndSayWhenItIsMissing()
    {
        VenueFixture query = VenueFixture.One("binance", "rest", "query-order-filled-live");
        VenueFixture place = VenueFixture.One("binance", "rest", "place-market-result-filled-live-no-avgprice");
        byte[] withValue = BinanceBench.Owned(query);
        byte[] without = BinanceBench.Owned(place);

        OrderStatusReport order = BinanceBench.Reply("DOTUSDT", BinanceBench.QueryOwn(), 200, withValue)
            .Single<OrderStatusReport>(EventKind.OrderStatusReport);
        OrderStatusReport bare = BinanceBench.Reply("DOTUSDT", BinanceBench.QueryOwn(), 200, without)
            .Single<OrderStatusReport>(EventKind.OrderStatusReport);

        Assert.Equal(11_359 * 49, order.CumValue); // 4.9 at 1.1359 = 5.56591 USDT
        Assert.Equal(-1, bare.CumValue);
    }

    [Fact]
    public void ShouldReportAnAcceptedOrderAsNewAndLeaveFillsToTheStream()
    {
        RecordingSink sink = BinanceBench.Reply("ETHUSDT", BinanceBench.Place(), 200, Own(Accepted));

        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Single(sink.Events);
        Assert.Equal(BinanceBench.OwnId().Value, report.ClOrdId);
        Assert.Equal(ExecType.New, report.ExecType);
        Assert.Equal(OrdStatus.New, report.OrdStatus);
        Assert.Equal(0, report.CumQtyLots);
        Assert.Equal(99UL, report.OrderId.Low);
        Assert.Equal(ReportFlags.Reply | ReportFlags.PostOnly | ReportFlags.ReduceOnly, report.Flags);
        Assert.Equal(EventSource.ExecutionGateway, sink.Events[0].Header.Source);
        Assert.Equal(BinanceBench.NowNs, sink.Events[0].Header.TimeNs);
    }

    [Fact]
    public void ShouldReportACanceledOrderWithItsFinalQuantity()
    {
        string body = Own(Accepted).Replace("\"NEW\"", "\"CANCELED\"", StringComparison.Ordinal);
        ExecutionReport report = BinanceBench.Reply("ETHUSDT", BinanceBench.Cancel(), 200, body)
            .Single<ExecutionReport>(EventKind.ExecutionReport);

        Assert.Equal(ExecType.Canceled, report.ExecType);
        Assert.Equal(OrdStatus.Canceled, report.OrdStatus);
        Assert.Equal(4, report.CumQtyLots);
        Assert.True((report.Flags & ReportFlags.Reply) != 0);
    }

    [Fact]
    public void ShouldDoubtACancelWhoseReplyIsNotTheEndOfTheOrder()
    {
        RequestInDoubt doubt = BinanceBench.Reply("ETHUSDT", BinanceBench.Cancel(), 200, Own(Accepted))
            .Single<RequestInDoubt>(EventKind.RequestInDoubt);
        Assert.Equal(CommandKind.CancelOrder, doubt.Request);
        Assert.Equal(Reason.ExecutionUnknown, doubt.Reason);
    }

    [Fact]
    public void ShouldDoubtAReplyAboutAnotherOrder()
    {
        string other = Accepted.Replace("\"ID\"", "\"web_somebody\"", StringComparison.Ordinal);
        Assert.Equal(Reason.UnreadableReply, BinanceBench.Reply("ETHUSDT", BinanceBench.Place(), 200, other)
            .Single<RequestInDoubt>(EventKind.RequestInDoubt).Reason);
    }

    [Theory]
    [InlineData(400, -5022, Reason.WouldTake)]
    [InlineData(400, -2019, Reason.InsufficientMargin)]
    [InlineData(400, -2022, Reason.ReduceOnlyRejected)]
    [InlineData(400, -4164, Reason.MinNotional)]
    [InlineData(400, -1021, Reason.RequestExpired)]
    [InlineData(401, -2015, Reason.Auth)]
    [InlineData(503, -1008, Reason.Overloaded)]
    public void ShouldRejectWhatTheVenueProvedNotExecuted(int status, int code, Reason reason)
    {
        RecordingSink sink = BinanceBench.Reply(
            "ETHUSDT", BinanceBench.Place(), status, $$"""{"code":{{code}},"msg":"no"}""");

        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Single(sink.Events);
        Assert.Equal(ExecType.Rejected, report.ExecType);
        Assert.Equal(OrdStatus.Rejected, report.OrdStatus);
        Assert.Equal(reason, report.Reason);
        Assert.Equal(BinanceBench.OwnId().Value, report.ClOrdId);
    }

    [Theory]
    [InlineData(503, """{"code":-1000,"msg":"Unknown error, please check your request or try again later."}""")]
    [InlineData(503, "Service Unavailable.")]
    [InlineData(503, """{"msg":"Service Unavailable."}""")]
    [InlineData(408, """{"code":-1007,"msg":"Timeout waiting for response from backend server."}""")]
    [InlineData(500, """{"code":-4164,"msg":"a code that would be a reject with 4xx"}""")]
    [InlineData(502, "<html><body>Bad Gateway</body></html>")]
    [InlineData(400, """{"code":-98765,"msg":"a code of tomorrow"}""")]
    [InlineData(400, "not json")]
    [InlineData(400, """{"code":-5022,"msg":"cut off""")]
    [InlineData(400, """{"code":-4116,"msg":"clientOrderId is duplicated"}""")]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(301, "")]
    public void ShouldDoubtWhateverIsNotProven(int status, string body)
    {
        foreach (OutboundCommand command in new[] { BinanceBench.Place(), BinanceBench.Cancel(),
            BinanceBench.QueryOwn() })
        {
            RecordingSink sink = BinanceBench.Reply("ETHUSDT", command, status, body);
            bool isBusiness = status == 400 && body.Contains("-5022\"", StringComparison.Ordinal);
            Assert.False(isBusiness);
            RequestInDoubt doubt = sink.Single<RequestInDoubt>(EventKind.RequestInDoubt);
            Assert.Single(sink.Events);
            Assert.Equal(command.Kind, doubt.Request);
            Assert.Equal(command.Kind == CommandKind.QueryOrder ? 77 : 0, doubt.QueryId);
            Assert.NotEqual(Reason.None, doubt.Reason);
        }
    }

    [Fact]
    public void ShouldAskForSilenceBeforeItRejectsAThrottledOrder()
    {
        const string Body = """{"code":-1003,"msg":"Too many requests"}""";
        RecordingSink sink = BinanceBench.Reply(
            "ETHUSDT", BinanceBench.Place(), 429, Encoding.UTF8.GetBytes(Body), retryAfterNs: 7_000_000_000);

        Assert.Equal([EventKind.Throttled, EventKind.ExecutionReport], sink.Events.Select(e => e.Kind));
        Assert.Equal(7_000_000_000, sink.Single<Throttled>(EventKind.Throttled).RetryAfterNs);
        Assert.Equal(Reason.RateLimited, sink.Single<ExecutionReport>(EventKind.ExecutionReport).Reason);
    }

    [Fact]
    public void ShouldReadTheEndOfABanOutOfItsText()
    {
        VenueFixture fixture = VenueFixture.One("binance", "rest", "error-418-banned");
        string body = Encoding.UTF8.GetString(fixture.Bytes)
            .Replace("1787071659262", $"{BinanceBench.NowNs / 1_000_000 + 90_000}", StringComparison.Ordinal);

        RecordingSink sink = BinanceBench.Reply("ETHUSDT", BinanceBench.Cancel(), 418, body);

        Throttled throttled = sink.Single<Throttled>(EventKind.Throttled);
        Assert.Equal(Reason.IpBanned, throttled.Reason);
        Assert.Equal(90_000_000_000, throttled.RetryAfterNs);
        Assert.Equal(Reason.IpBanned, sink.Single<OrderCancelReject>(EventKind.OrderCancelReject).Reason);
    }

    [Fact]
    public void ShouldTellAnUnknownOrderApartFromAFailedQuery()
    {
        const string Absent = """{"code":-2013,"msg":"Order does not exist."}""";
        OrderNotFound absent = BinanceBench.Reply("ETHUSDT", BinanceBench.QueryOwn(), 400, Absent)
            .Single<OrderNotFound>(EventKind.OrderNotFound);
        Assert.Equal(77, absent.QueryId);
        Assert.Equal(BinanceBench.OwnId().Value, absent.ClOrdId);

        const string Gone = """{"code":-2011,"msg":"Unknown order sent."}""";
        Assert.Equal(Reason.UnknownOrder, BinanceBench.Reply("ETHUSDT", BinanceBench.Cancel(), 400, Gone)
            .Single<OrderCancelReject>(EventKind.OrderCancelReject).Reason);
        BinanceBench.Reply("ETHUSDT", BinanceBench.Place(), 400, Gone)
            .Single<RequestInDoubt>(EventKind.RequestInDoubt); // not an answer to a place
    }
}
