using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues;
using OpenSQT.Lmax.Gateways.Venues.Gate;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Every recorded message goes through the decoder that would meet it in life.</summary>
public sealed class GateFixtureTests
{
    private static readonly VenueFixture[] All = VenueDisorder.All("gate");

    public static TheoryData<string, string> Quotes => Cases(c => c.Kind == "bookTop");
    public static TheoryData<string, string> OrderUpdates =>
        Cases(c => c.Kind == "order" && c.Channel == "futures.orders");
    public static TheoryData<string, string> RestOrders => Cases(c => IsRest(c) && (c.Kind is "order" or "orders"));
    public static TheoryData<string, string> Fills => Cases(c => c.Kind == "fills");
    public static TheoryData<string, string> Errors => Cases(c => c.Kind == "error" && IsRest(c));
    public static TheoryData<string, string> OtherFrames => Cases(c => IsStream(c)
        && c.Kind is not ("bookTop" or "candle") && c.Channel != "futures.orders" && !c.Channel.Contains("order_"));
    public static TheoryData<string, string> RepliesNotConsumed => Cases(c => IsRest(c)
        && (c.Kind is "batchReply" or "deadManReply" or "ticker" or "book" or "fundingHistory" or "ledger"));

    [Theory]
    [MemberData(nameof(Quotes))]
    public void ShouldReadEveryQuote(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("gate", file, name);
        using GateVenue venue = GateBench.VenueFor(fixture.Text("symbol")!);
        BestBidOffer quote = default;

        Assert.Equal(FrameMeaning.Event, venue.DecodeMarketFrame(fixture.Bytes, ref quote));

        Assert.Equal(GateBench.Ticks(fixture.Number("bid")), quote.BidPriceTicks);
        Assert.Equal(GateBench.Ticks(fixture.Number("ask")), quote.OfferPriceTicks);
        Assert.Equal(GateBench.Lots(fixture.Number("bidSize")), quote.BidSizeLots);
        Assert.Equal(GateBench.Lots(fixture.Number("askSize")), quote.OfferSizeLots);
        Assert.Equal((long)fixture.Number("seq"), quote.UpdateId);
        if (fixture.Text("eventTimeMs") is not null)
            Assert.Equal((long)fixture.Number("eventTimeMs") * 1_000_000, quote.VenueTimeNs);
    }

    [Theory]
    [MemberData(nameof(OrderUpdates))]
    public void ShouldReadEveryOrderUpdateOfOurs(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("gate", file, name);
        using GateVenue venue = GateBench.VenueFor(fixture.Text("symbol")!);
        var sink = new RecordingSink();

        FrameMeaning meaning = venue.DecodeUserFrame(GateBench.Owned(fixture), GateBench.NowNs, sink);

        if (fixture.Text("clientOrderId") is null or "")
        {
            Assert.Equal(FrameMeaning.Foreign, meaning);
            Assert.Empty(sink.Events);
            return;
        }

        Assert.Equal(FrameMeaning.Event, meaning);
        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal(BinanceBench.OwnId().Value, report.ClOrdId);
        Assert.Equal((ulong)BinanceBench.Id(fixture.Text("orderId")!), report.OrderId.Low);
        Assert.Equal(fixture.Text("side"), report.Side == Side.Buy ? "buy" : "sell");
        Assert.Equal(GateBench.Lots(fixture.Number("filledQty")), report.CumQtyLots);
        Assert.Equal(GateBench.Ticks(fixture.Number("price")), report.PriceTicks);
        Assert.Equal((long)fixture.Number("eventTimeMs") * 1_000_000, report.VenueTimeNs);
        Assert.Equal(StatusOf(fixture.Text("status")!), report.OrdStatus);
        Assert.Equal(fixture.Text("timeInForce") == "poc", (report.Flags & ReportFlags.PostOnly) != 0);
        Assert.Equal(fixture.Text("maker") == "True", (report.Flags & ReportFlags.Maker) != 0);

        using GateVenue other = GateBench.VenueFor("DOGE_USDT");
        Assert.Equal(FrameMeaning.Foreign, other.DecodeUserFrame(GateBench.Owned(fixture), 0, new RecordingSink()));
        Assert.Equal(FrameMeaning.Foreign, venue.DecodeUserFrame(fixture.Bytes, 0, new RecordingSink()));
    }

    [Theory]
    [MemberData(nameof(OtherFrames))]
    public void ShouldKnowWhatEveryOtherFrameMeans(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("gate", file, name);
        using GateVenue venue = GateBench.VenueFor("BTC_USDT");
        BestBidOffer quote = default;
        FrameMeaning expected = fixture.Kind switch
        {
            "ack" when fixture.Text("ok") == "True" => FrameMeaning.Acknowledged,
            "ack" or "error" => FrameMeaning.Refused,
            "system" => FrameMeaning.SessionEnded,
            _ => FrameMeaning.Ignored,
        };
        Assert.Equal(expected, venue.DecodeMarketFrame(fixture.Bytes, ref quote));
        Assert.Equal(expected, venue.DecodeUserFrame(fixture.Bytes, 0, new RecordingSink()));
    }

    [Theory]
    [MemberData(nameof(RestOrders))]
    public void ShouldReadEveryOrderOfARestReply(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("gate", file, name);
        bool isList = fixture.Kind == "orders";
        JsonElement expect = isList ? fixture.Expect.GetProperty("items")[0] : fixture.Expect;
        OutboundCommand command = isList ? BinanceBench.List(ListKind.OpenOrders) : BinanceBench.QueryOwn();
        RecordingSink sink = GateBench.Reply(
            expect.GetProperty("symbol").GetString()!, command, 200, GateBench.Owned(fixture), out _);
        bool isOurs =
            expect.TryGetProperty("clientOrderId", out JsonElement id) && id.ValueKind == JsonValueKind.String;
        if (!isList && !isOurs)
        {
            Assert.Equal(Reason.UnreadableReply, sink.Single<RequestInDoubt>(EventKind.RequestInDoubt).Reason);
            return; // somebody else's order is no answer to a question for ours
        }

        OrderStatusReport order = sink.Single<OrderStatusReport>(EventKind.OrderStatusReport);
        Assert.Equal(isOurs ? BinanceBench.OwnId().Value : 0, order.ClOrdId);
        Assert.Equal((ulong)BinanceBench.Id(expect.GetProperty("orderId").GetString()!), order.OrderId.Low);
        Assert.Equal(GateBench.Lots(Decimal(expect, "qty")), order.OrderQtyLots);
        Assert.Equal(GateBench.Lots(Decimal(expect, "filledQty")), order.CumQtyLots);
        Assert.Equal(GateBench.Ticks(Decimal(expect, "price")), order.PriceTicks);
        Assert.Equal(StatusOf(expect.GetProperty("status").GetString()!), order.OrdStatus);
        Assert.Equal(expect.GetProperty("side").GetString(), order.Side == Side.Buy ? "buy" : "sell");
        if (expect.TryGetProperty("eventTimeMs", out JsonElement time))
            Assert.Equal(time.GetInt64(), order.VenueTimeNs / 1_000_000);
    }

    [Theory]
    [MemberData(nameof(Fills))]
    public void ShouldReadEveryFill(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("gate", file, name);
        JsonElement expect = fixture.Expect.GetProperty("items")[0];
        ulong orderId = (ulong)BinanceBench.Id(expect.GetProperty("orderId").GetString()!);
        RecordingSink sink = GateBench.Reply(expect.GetProperty("symbol").GetString()!,
            BinanceBench.List(ListKind.TradesOfOrder, orderId: (long)orderId), 200, fixture.Bytes, out _);

        TradeReport fill = sink.Single<TradeReport>(EventKind.TradeReport);
        Assert.Equal((ulong)BinanceBench.Id(expect.GetProperty("tradeId").GetString()!), fill.ExecId.Low);
        Assert.Equal(GateBench.Lots(Decimal(expect, "lastFillQty")), fill.LastQtyLots);
        Assert.Equal(GateBench.Ticks(Decimal(expect, "lastFillPrice")), fill.LastPxTicks);
        Assert.Equal((long)(Decimal(expect, "feeCost") * FixedPoint.One), fill.FeeE8);
        Assert.Equal(expect.GetProperty("maker").GetBoolean(), (fill.Flags & ReportFlags.Maker) != 0);
        Assert.Equal(expect.GetProperty("eventTimeMs").GetInt64(), fill.VenueTimeNs / 1_000_000);
        Assert.Equal(Outcome.Accepted, sink.Single<ListEnd>(EventKind.ListEnd).Outcome);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void ShouldTranslateEveryRecordedError(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("gate", file, name);
        int status = fixture.Text("httpStatus") is null ? 400 : (int)fixture.Number("httpStatus");
        Fault fault = GateFaults.Judge(new VenueReply(status, fixture.Bytes, 0, 0));
        Assert.Equal(new Fault(Outcome.Rejected, Meanings[fixture.Text("errorClass")!]), fault);
    }

    [Theory]
    [MemberData(nameof(RepliesNotConsumed))]
    public void ShouldCallReplyOfAnotherKindInDoubt(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("gate", file, name);
        RecordingSink sink = GateBench.Reply("BTC_USDT", BinanceBench.Place(), 200, fixture.Bytes, out _);
        Assert.Equal(Reason.UnreadableReply, sink.Single<RequestInDoubt>(EventKind.RequestInDoubt).Reason);
    }

    [Fact]
    public void ShouldLeaveNoRecordedMessageUntested()
    {
        string[] elsewhere = ["candle", "candles", "instrument", "instruments", "serverTime", "account", "positions",
            "position", "feeRates"];
        HashSet<string> covered =
            [.. new[] { Quotes, OrderUpdates, RestOrders, Fills, Errors, OtherFrames, RepliesNotConsumed }
            .SelectMany(data => data).Select(row => $"{row[0]}/{row[1]}")];
        string[] missed = [.. All.Where(c => !IsSent(c) && !elsewhere.Contains(c.Kind)
            && !c.Channel.StartsWith("futures.order_", StringComparison.Ordinal)
            && c.Channel is not ("futures.login" or "futures.orders")
            && !covered.Contains(c.ToString())).Select(c => $"{c} ({c.Kind})")];
        Assert.Empty(missed);
    }

    private static readonly Dictionary<string, Reason> Meanings = new()
    {
        ["POST_ONLY_WOULD_CROSS"] = Reason.WouldTake,
        ["INSUFFICIENT_MARGIN"] = Reason.InsufficientMargin,
        ["TIMESTAMP"] = Reason.RequestExpired,
        ["PRICE_FILTER"] = Reason.PriceBand, // the one label of that class is the distance from the mark price
        ["INVALID_REQUEST"] = Reason.InvalidParameter,
        ["QTY_FILTER"] = Reason.QuantityFilter,
        ["AUTH"] = Reason.Auth,
        ["UNKNOWN_ORDER"] = Reason.UnknownOrder,
    };

    private static TheoryData<string, string> Cases(Func<VenueFixture, bool> wanted)
    {
        var data = new TheoryData<string, string>();
        foreach (VenueFixture c in All.Where(c => !IsSent(c) && wanted(c))) data.Add(c.File, c.Name);
        return data;
    }

    private static bool IsSent(VenueFixture c) => c.Kind is "subscribe" or "unsubscribe" or "ping" or "login"
        || c.Kind.EndsWith("Request", StringComparison.Ordinal) || c.Kind is "orderQuery" or "marginMode";

    private static bool IsRest(VenueFixture c) =>
        c.Channel.Split(' ')[0] is "GET" or "POST" or "PUT" or "DELETE" || c.Channel == "(any signed request)";

    private static bool IsStream(VenueFixture c) => !IsRest(c);

    private static OrdStatus StatusOf(string word) => word switch
    {
        "open" => OrdStatus.New,
        "partially_filled" => OrdStatus.PartiallyFilled,
        "filled" => OrdStatus.Filled,
        _ => OrdStatus.Canceled,
    };

    private static decimal Decimal(JsonElement json, string name) =>
        decimal.Parse(json.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
