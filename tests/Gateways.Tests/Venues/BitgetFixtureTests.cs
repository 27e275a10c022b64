using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues;
using OpenSQT.Lmax.Gateways.Venues.Bitget;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Every recorded message goes through the decoder that would meet it in life.</summary>
public sealed class BitgetFixtureTests
{
    private static readonly VenueFixture[] All = VenueDisorder.All("bitget");

    public static TheoryData<string, string> OrderUpdates => Cases(c => c.Kind == "order" && !IsRest(c));
    public static TheoryData<string, string> RestOrders => Cases(c => IsRest(c) && (c.Kind is "order" or "orders"));
    public static TheoryData<string, string> Fills => Cases(c => IsRest(c) && c.Kind == "fills");
    public static TheoryData<string, string> Errors => Cases(c => IsRest(c) && c.Kind == "error");
    public static TheoryData<string, string> OtherFrames => Cases(c =>
        !IsRest(c) && c.Kind is not ("order" or "candle" or "book" or "checksum"));
    public static TheoryData<string, string> RepliesNotConsumed => Cases(c => IsRest(c) && (c.Kind is "batchReply"
        or "leverage" or "marginMode" or "positionMode" or "ticker" or "book" or "funding" or "trades"));

    [Fact]
    public void ShouldReadTheBestLevelOfASnapshot()
    {
        VenueFixture fixture = VenueFixture.One("bitget", "market", "books5-snapshot-with-seq");
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        BestBidOffer quote = default;
        Assert.Equal(FrameMeaning.Event, venue.DecodeMarketFrame(fixture.Bytes, ref quote));
        Assert.Equal((2_700_000L, 2_700_050L, 27_100L, 87_600L, 123L, 1_695_716_059_516_000_000L),
            (quote.BidPriceTicks, quote.OfferPriceTicks, quote.BidSizeLots, quote.OfferSizeLots, quote.UpdateId,
                quote.VenueTimeNs));
        using BitgetVenue other = BitgetBench.VenueFor("ETHUSDT");
        Assert.Equal(FrameMeaning.Foreign, other.DecodeMarketFrame(fixture.Bytes, ref quote));
    }

    [Theory]
    [MemberData(nameof(OrderUpdates))]
    public void ShouldReadEveryOrderUpdateOfOurs(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("bitget", file, name);
        using BitgetVenue venue = BitgetBench.VenueFor(fixture.Text("symbol")!);
        var sink = new RecordingSink();

        Assert.Equal(FrameMeaning.Event, venue.DecodeUserFrame(BitgetBench.Owned(fixture), BitgetBench.NowNs, sink));

        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal(BinanceBench.OwnId().Value, report.ClOrdId);
        Assert.Equal(ulong.Parse(fixture.Text("orderId")!, CultureInfo.InvariantCulture), report.OrderId.Low);
        Assert.Equal(fixture.Text("executionSide"), report.Side == Side.Buy ? "buy" : "sell");
        Assert.Equal(BitgetBench.Lots(fixture.Number("filledQty")), report.CumQtyLots);
        Assert.Equal((long)fixture.Number("eventTimeMs") * 1_000_000, report.VenueTimeNs);
        Assert.Equal(StatusOf(fixture.Text("status")!), report.OrdStatus);
        Assert.Equal(fixture.Text("reduceOnly") == "True", (report.Flags & ReportFlags.ReduceOnly) != 0);
        if (fixture.Text("price") is not null)
            Assert.Equal(BitgetBench.Ticks(fixture.Number("price")), report.PriceTicks);
        Assert.Equal(FrameMeaning.Foreign, venue.DecodeUserFrame(fixture.Bytes, 0, new RecordingSink()));
        if (fixture.Text("tradeId") is null) return;
        Assert.Equal((ulong)fixture.Number("tradeId"), report.ExecId.Low);
        Assert.Equal(BitgetBench.Lots(fixture.Number("lastFillQty")), report.LastQtyLots);
        Assert.Equal(BitgetBench.Ticks(fixture.Number("lastFillPrice")), report.LastPxTicks);
        Assert.Equal((long)(fixture.Number("feeCost") * FixedPoint.One), report.FeeE8);
        Assert.Equal(fixture.Text("maker") == "True", (report.Flags & ReportFlags.Maker) != 0);
    }

    [Theory]
    [MemberData(nameof(OtherFrames))]
    public void ShouldKnowWhatEveryOtherFrameMeans(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("bitget", file, name);
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        BestBidOffer quote = default;
        FrameMeaning expected = fixture.Kind switch
        {
            "ack" or "login" => FrameMeaning.Acknowledged,
            "error" => FrameMeaning.Refused,
            "placeReply" or "cancelReply" when fixture.Text("ok") == "False" => FrameMeaning.Refused,
            _ => FrameMeaning.Ignored,
        };
        byte[] frame = fixture.Kind == "pong" ? "pong"u8.ToArray() : fixture.Bytes;
        Assert.Equal(expected, venue.DecodeMarketFrame(frame, ref quote));
        Assert.Equal(expected, venue.DecodeUserFrame(frame, 0, new RecordingSink()));
    }

    [Theory]
    [MemberData(nameof(RestOrders))]
    public void ShouldReadEveryOrderOfARestReply(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("bitget", file, name);
        bool isList = fixture.Kind == "orders";
        JsonElement expect = isList ? fixture.Expect.GetProperty("items")[0] : fixture.Expect;
        OutboundCommand command = isList ? BinanceBench.List(ListKind.OpenOrders) : BinanceBench.QueryOwn();
        RecordingSink sink = BitgetBench.Reply(
            expect.GetProperty("symbol").GetString()!, command, 200, BitgetBench.Owned(fixture));

        OrderStatusReport order = sink.Single<OrderStatusReport>(EventKind.OrderStatusReport);
        Assert.Equal(BinanceBench.OwnId().Value, order.ClOrdId);
        Assert.Equal(ulong.Parse(expect.GetProperty("orderId").GetString()!, CultureInfo.InvariantCulture),
            order.OrderId.Low);
        Assert.Equal(BitgetBench.Lots(BitgetBench.Decimal(expect, "qty")), order.OrderQtyLots);
        Assert.Equal(BitgetBench.Lots(BitgetBench.Decimal(expect, "filledQty")), order.CumQtyLots);
        bool hasPrice = expect.GetProperty("price").ValueKind == JsonValueKind.String;
        Assert.Equal(hasPrice ? BitgetBench.Ticks(BitgetBench.Decimal(expect, "price")) : 0, order.PriceTicks);
        Assert.Equal(StatusOf(expect.GetProperty("status").GetString()!), order.OrdStatus);
        string side = expect.TryGetProperty("executionSide", out JsonElement real)
            ? real.GetString()! : expect.GetProperty("side").GetString()!;
        Assert.Equal(side, order.Side == Side.Buy ? "buy" : "sell");
        Assert.Equal(expect.GetProperty("eventTimeMs").GetInt64(), order.VenueTimeNs / 1_000_000);
        if (isList) Assert.Equal(Outcome.Accepted, sink.Single<ListEnd>(EventKind.ListEnd).Outcome);
    }

    [Theory]
    [MemberData(nameof(Fills))]
    public void ShouldReadEveryFill(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("bitget", file, name);
        JsonElement expect = fixture.Expect.GetProperty("items")[0];
        long orderId = BinanceBench.Id(expect.GetProperty("orderId").GetString()!);
        RecordingSink sink = BitgetBench.Reply(expect.GetProperty("symbol").GetString()!,
            BinanceBench.List(ListKind.TradesOfOrder, orderId: orderId), 200, fixture.Bytes);

        TradeReport fill = sink.Single<TradeReport>(EventKind.TradeReport); // the other rows are of other orders
        Assert.Equal((ulong)BinanceBench.Id(expect.GetProperty("tradeId").GetString()!), fill.ExecId.Low);
        Assert.Equal(BitgetBench.Lots(BitgetBench.Decimal(expect, "lastFillQty")), fill.LastQtyLots);
        Assert.Equal(BitgetBench.Ticks(BitgetBench.Decimal(expect, "lastFillPrice")), fill.LastPxTicks);
        Assert.Equal((long)(BitgetBench.Decimal(expect, "feeCost") * FixedPoint.One), fill.FeeE8);
        bool isQuote = expect.GetProperty("feeCoin").GetString() == "USDT";
        Assert.Equal(isQuote ? FeeAsset.Quote : FeeAsset.Other, fill.FeeAsset);
        Assert.Equal(expect.GetProperty("maker").GetBoolean(), (fill.Flags & ReportFlags.Maker) != 0);
        if (expect.TryGetProperty("executionSide", out JsonElement side))
            Assert.Equal(side.GetString(), fill.Side == Side.Buy ? "buy" : "sell");
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void ShouldTranslateEveryRecordedError(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("bitget", file, name);
        int status = fixture.Text("httpStatus") is null ? 200 : (int)fixture.Number("httpStatus");
        var reply = new VenueReply(status, fixture.Bytes, 0, 0);
        string meaning = fixture.Text("errorClass")!;
        Outcome outcome = meaning == "DUPLICATE_CLIENT_ID" ? Outcome.InDoubt : Outcome.Rejected;
        Assert.False(BitgetFaults.IsSuccess(reply, out _));
        Assert.Equal(new Fault(outcome, Meanings[meaning]), BitgetFaults.Judge(reply));
    }

    [Theory]
    [MemberData(nameof(RepliesNotConsumed))]
    public void ShouldCallReplyOfAnotherKindInDoubt(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("bitget", file, name);
        RecordingSink sink = BitgetBench.Reply("BTCUSDT", BinanceBench.Place(), 200, fixture.Bytes);
        Assert.Equal(Reason.UnreadableReply, sink.Single<RequestInDoubt>(EventKind.RequestInDoubt).Reason);
    }

    [Fact]
    public void ShouldLeaveNoRecordedMessageUntested()
    {
        string[] elsewhere = ["candle", "candles", "instruments", "serverTime", "account", "accounts", "positions",
            "feeRate", "placeReply", "cancelReply", "modifyReply", "book", "checksum", "ping"];
        HashSet<string> covered =
            [.. new[] { OrderUpdates, RestOrders, Fills, Errors, OtherFrames, RepliesNotConsumed }
            .SelectMany(data => data).Select(row => $"{row[0]}/{row[1]}")];
        string[] missed = [.. All.Where(c => !IsSent(c) && !elsewhere.Contains(c.Kind)
            && !covered.Contains(c.ToString())).Select(c => $"{c} ({c.Kind})")];
        Assert.Empty(missed);
    }

    private static readonly Dictionary<string, Reason> Meanings = new()
    {
        ["INSUFFICIENT_MARGIN"] = Reason.InsufficientMargin,
        ["QTY_FILTER"] = Reason.QuantityFilter,
        ["PRICE_FILTER"] = Reason.PriceFilter,
        ["MIN_NOTIONAL"] = Reason.MinNotional,
        ["DUPLICATE_CLIENT_ID"] = Reason.DuplicateClOrdId, // the order exists: ask for it
        ["POSITION_MODE"] = Reason.PositionMode,
        ["UNKNOWN_ORDER"] = Reason.UnknownOrder,
        ["TIMESTAMP"] = Reason.RequestExpired,
        ["MAINTENANCE"] = Reason.Maintenance,
        ["RATE_LIMIT"] = Reason.RateLimited,
        ["ACCOUNT_MODE"] = Reason.Restricted,
    };

    private static TheoryData<string, string> Cases(Func<VenueFixture, bool> wanted)
    {
        var data = new TheoryData<string, string>();
        foreach (VenueFixture c in All.Where(c => !IsSent(c) && wanted(c))) data.Add(c.File, c.Name);
        return data;
    }

    private static bool IsSent(VenueFixture c) => c.Kind is "subscribe" or "unsubscribe" or "ping"
        || c.Kind.EndsWith("Request", StringComparison.Ordinal)
        || (c.Kind == "login" && c.Name.EndsWith("send", StringComparison.Ordinal));

    private static bool IsRest(VenueFixture c) => c.Channel.Split(' ')[0] is "GET" or "POST";

    private static OrdStatus StatusOf(string word) => word switch
    {
        "open" => OrdStatus.New,
        "partially_filled" => OrdStatus.PartiallyFilled,
        "filled" => OrdStatus.Filled,
        _ => OrdStatus.Canceled,
    };
}
