using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Every recorded message goes through the decoder that would meet it in life.</summary>
public sealed class BinanceFixtureTests
{
    private static readonly string[] Files = ["market", "orders", "account", "kline", "rest"];

    public static TheoryData<string, string> Quotes => Cases(c => c.Kind == "bbo");
    public static TheoryData<string, string> OrderUpdates => Cases(c => c.Kind == "orderUpdate");
    public static TheoryData<string, string> Marks => Cases(c => c.Kind == "markPrice");
    public static TheoryData<string, string> Errors =>
        Cases(c => c.Kind == "error" && c.Channel.StartsWith("REST", StringComparison.Ordinal));
    public static TheoryData<string, string> StreamFramesNotConsumed => Cases(c =>
        c.Kind is not ("bbo" or "orderUpdate" or "listenKeyExpired" or "subscribeAck") && IsStream(c));
    public static TheoryData<string, string> RepliesNotConsumed =>
        Cases(c => c.Kind is "batch" or "success" or "countdown"
        or "algoOrder" or "balances" or "accountConfig" or "leverage" or "rateLimits" or "premiumIndex"
        or "fundingHistory" or "restKlines" || c.Channel.StartsWith("WSAPI", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Quotes))]
    public void ShouldReadEveryQuote(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", file, name);
        string symbol = fixture.Text("symbol")!;
        using BinanceVenue venue = BinanceBench.VenueFor(symbol);
        BestBidOffer quote = default;

        Assert.Equal(FrameMeaning.Event, venue.DecodeMarketFrame(fixture.Bytes, ref quote));

        Assert.Equal(BinanceBench.Ticks(symbol, fixture.Number("bid")), quote.BidPriceTicks);
        Assert.Equal(BinanceBench.Ticks(symbol, fixture.Number("ask")), quote.OfferPriceTicks);
        Assert.Equal(BinanceBench.Lots(symbol, fixture.Number("bidQty")), quote.BidSizeLots);
        Assert.Equal(BinanceBench.Lots(symbol, fixture.Number("askQty")), quote.OfferSizeLots);
        Assert.Equal((long)fixture.Number("updateId"), quote.UpdateId);
        Assert.Equal((long)fixture.Number("eventTimeMs") * 1_000_000, quote.VenueTimeNs);
    }

    [Theory]
    [MemberData(nameof(Marks))]
    public void ShouldReadEveryMarkPrice(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", file, name);
        using BinanceVenue venue = BinanceBench.VenueFor(fixture.Text("symbol")!);
        MarkPrice mark = default;

        Assert.Equal(FrameMeaning.Event, venue.DecodeMarkFrame(fixture.Bytes, ref mark));

        Assert.Equal(BinanceBench.E8(fixture.Number("markPrice")), mark.PriceE8);
        Assert.Equal(BinanceBench.E8(fixture.Number("fundingRate")), mark.FundingRateE8);
        Assert.Equal((long)fixture.Number("nextFundingTimeMs") * 1_000_000, mark.NextFundingNs);
        Assert.Equal((long)fixture.Number("eventTimeMs") * 1_000_000, mark.VenueTimeNs);
    }

    [Theory]
    [InlineData("""{"e":"markPriceUpdate","E":9,"s":"BTCUSDT","p":"1.5","r":"","T":0}""", FrameMeaning.Event)]
    [InlineData("""{"e":"markPriceUpdate","E":9,"s":"BTCUSDT","p":"1.5"}""", FrameMeaning.Event)]
    [InlineData("""{"e":"markPriceUpdate","E":9,"s":"ETHUSDT","p":"1.5","r":"0","T":0}""", FrameMeaning.Foreign)]
    [InlineData("""{"e":"markPriceUpdate","E":9,"s":"BTCUSDT","p":"0","r":"0","T":0}""", FrameMeaning.Broken)]
    [InlineData("""{"e":"markPriceUpdate","E":9,"s":"BTCUSDT","p":"1.5","r":"x","T":0}""", FrameMeaning.Broken)]
    [InlineData("""{"e":"markPriceUpdate","s":"BTCUSDT","p":"1.5","r":"0","T":0}""", FrameMeaning.Broken)]
    [InlineData("""{"result":null,"id":1}""", FrameMeaning.Acknowledged)]
    [InlineData("""{"error":{"code":2},"id":1}""", FrameMeaning.Refused)]
    [InlineData("""{"e":"aggTrade"}""", FrameMeaning.Ignored)]
    public void ShouldTakeNoMarkThatIsNone(string frame, FrameMeaning meaning)
    {
        using BinanceVenue venue = BinanceBench.VenueFor("BTCUSDT");
        MarkPrice mark = default;

        Assert.Equal(meaning, venue.DecodeMarkFrame(Encoding.UTF8.GetBytes(frame), ref mark));

        Assert.Equal(meaning == FrameMeaning.Event ? (150_000_000L, 0L, 0L) : default,
            (mark.PriceE8, mark.FundingRateE8, mark.NextFundingNs));
    }

    [Theory]
    [MemberData(nameof(OrderUpdates))]
    public void ShouldReadEveryOrderUpdate(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", file, name);
        string symbol = fixture.Text("symbol")!;
        using BinanceVenue venue = BinanceBench.VenueFor(symbol);
        var sink = new RecordingSink();

        FrameMeaning meaning = venue.DecodeUserFrame(BinanceBench.Owned(fixture), BinanceBench.NowNs, sink);

        Assert.Equal(FrameMeaning.Event, meaning);
        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal(3, sink.Events[0].Header.Instrument);
        Assert.Equal(BinanceBench.OwnId().Value, report.ClOrdId);
        Assert.Equal((ulong)fixture.Number("orderId"), report.OrderId.Low);
        Assert.Equal(fixture.Text("side"), report.Side == Side.Buy ? "buy" : "sell");
        Assert.Equal(BinanceBench.Lots(symbol, fixture.Number("filledQty")), report.CumQtyLots);
        Assert.Equal(BinanceBench.Ticks(symbol, fixture.Number("price")), report.PriceTicks);
        Assert.Equal((long)fixture.Number("transactTimeMs") * 1_000_000, report.VenueTimeNs);
        Assert.Equal(fixture.Text("reduceOnly") == "True", (report.Flags & ReportFlags.ReduceOnly) != 0);
        Assert.Equal(fixture.Text("timeInForce") == "GTX", (report.Flags & ReportFlags.PostOnly) != 0);
        Assert.Equal(fixture.Text("status"), StatusWord(report.OrdStatus));
        Assert.Equal(ExecTypeOf(fixture.Text("execType")!), report.ExecType);
        if (fixture.Text("tradeId") is null) return;
        Assert.Equal((ulong)fixture.Number("tradeId"), report.ExecId.Low);
        Assert.Equal(BinanceBench.Lots(symbol, fixture.Number("lastFillQty")), report.LastQtyLots);
        Assert.Equal(BinanceBench.Ticks(symbol, fixture.Number("lastFillPrice")), report.LastPxTicks);
        Assert.Equal(fixture.Text("isMaker") == "True", (report.Flags & ReportFlags.Maker) != 0);
        Assert.Equal(BinanceBench.E8(fixture.Number("fee")), report.FeeE8);
        Assert.Equal(fixture.Text("feeAsset") == "BNB" ? FeeAsset.Bnb : FeeAsset.Quote, report.FeeAsset);
    }

    [Theory]
    [MemberData(nameof(OrderUpdates))]
    public void ShouldDropForeignOrdersUnlessTheVenueForcedThem(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", file, name);
        using BinanceVenue venue = BinanceBench.VenueFor(fixture.Text("symbol")!);
        var sink = new RecordingSink();

        FrameMeaning meaning = venue.DecodeUserFrame(fixture.Bytes, BinanceBench.NowNs, sink);

        bool isForced = fixture.Text("clientOrderId")!.Contains("autoclose", StringComparison.Ordinal);
        Assert.Equal(isForced ? FrameMeaning.Event : FrameMeaning.Foreign, meaning);
        if (!isForced)
        {
            Assert.Empty(sink.Events);
            return;
        }

        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal(0UL, report.ClOrdId);
        Assert.Equal(ExecType.Liquidation, report.ExecType);
    }

    [Theory]
    [MemberData(nameof(StreamFramesNotConsumed))]
    public void ShouldIgnoreStreamFramesThatWeDoNotConsume(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", file, name);
        using BinanceVenue venue = BinanceBench.VenueFor("BTCUSDT");
        var sink = new RecordingSink();
        BestBidOffer quote = default;

        Assert.Equal(FrameMeaning.Ignored, venue.DecodeMarketFrame(fixture.Bytes, ref quote));
        Assert.Equal(FrameMeaning.Ignored, venue.DecodeUserFrame(fixture.Bytes, BinanceBench.NowNs, sink));
        Assert.Empty(sink.Events);
    }

    /// <summary>
    /// A market order as it was recorded, every frame twice, as two overlapping connections bring them: TRADE_LITE,
    /// which comes first and names the same trade, never becomes a fill, and both fills carry one id to book by.
    /// </summary>
    [Fact]
    public void ShouldTakeFillsFromOrderUpdatesAndNeverFromTradeLite()
    {
        string[] names = ["seq1-00-trade-lite-market-buy", "seq1-01-order-new-market-buy",
            "seq1-03-order-filled-market-buy-fee-in-bnb"];
        VenueFixture[] frames = [.. names.Select(name => VenueFixture.One("binance", "orders", name))];
        string foreignId = frames[2].Text("clientOrderId")!;
        using BinanceVenue venue = BinanceBench.VenueFor("DOTUSDT");
        var sink = new RecordingSink();

        FrameMeaning[] meanings = [.. frames.SelectMany(f => new[] { f, f }).Select(f => venue.DecodeUserFrame(
            BinanceBench.Owned(f.Bytes, foreignId), BinanceBench.NowNs, sink))];

        Assert.Equal([FrameMeaning.Ignored, FrameMeaning.Ignored], meanings[..2]);
        Assert.All(meanings[2..], meaning => Assert.Equal(FrameMeaning.Event, meaning));
        ExecutionReport[] fills = [.. sink.All<ExecutionReport>(EventKind.ExecutionReport)
            .Where(r => r.ExecType == ExecType.Trade)];
        Assert.Equal([(1190331610UL, 49L), (1190331610UL, 49L)], fills.Select(r => (r.ExecId.Low, r.LastQtyLots)));
    }

    [Fact]
    public void ShouldKnowTheAcknowledgementAndTheEndOfASession()
    {
        using BinanceVenue venue = BinanceBench.VenueFor("BTCUSDT");
        BestBidOffer quote = default;
        byte[] ack = VenueFixture.One("binance", "market", "subscribe-ack").Bytes;
        byte[] expired = VenueFixture.One("binance", "orders", "listenkey-expired-quoted-e-doc").Bytes;

        Assert.Equal(FrameMeaning.Acknowledged, venue.DecodeMarketFrame(ack, ref quote));
        Assert.Equal(FrameMeaning.SessionEnded, venue.DecodeUserFrame(expired, 0, new RecordingSink()));
        Assert.Equal(FrameMeaning.SessionEnded, venue.DecodeUserFrame(
            "{\"e\":\"listenKeyExpired\",\"E\":1}"u8, 0, new RecordingSink()));
        Assert.Equal(FrameMeaning.Refused, venue.DecodeMarketFrame(
            "{\"code\":2,\"msg\":\"Invalid request\"}"u8, ref quote));
        Assert.Equal(FrameMeaning.Refused, venue.DecodeMarketFrame("{\"error\":{\"code\":2},\"id\":1}"u8, ref quote));
    }

    [Theory]
    [MemberData(nameof(RepliesNotConsumed))]
    public void ShouldCallReplyOfAnotherKindInDoubt(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", file, name);
        RecordingSink sink = BinanceBench.Reply("BTCUSDT", BinanceBench.Place(), 200, fixture.Bytes);

        RequestInDoubt doubt = sink.Single<RequestInDoubt>(EventKind.RequestInDoubt);
        Assert.Equal(BinanceBench.OwnId().Value, doubt.ClOrdId);
        Assert.Equal(Reason.UnreadableReply, doubt.Reason);
        Assert.Single(sink.Events);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void ShouldTranslateEveryRecordedErrorCode(string file, string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", file, name);
        (Outcome outcome, Reason reason) = Meanings[fixture.Text("class")!];
        int status = fixture.Text("httpStatus") is null ? 400 : (int)fixture.Number("httpStatus");

        Fault fault = BinanceFaults.Judge(new VenueReply(status, fixture.Bytes, 0, 0));

        Assert.Equal(new Fault(outcome, reason), fault);
    }

    [Fact]
    public void ShouldLeaveNoRecordedMessageUntested()
    {
        string[] consumed = ["order", "orders", "userTrades", "instruments", "serverTime", "listenKey", "account",
            "positions", "positionMode", "symbolConfig", "feeRate", "listenKeyExpired", "subscribeAck", "subscribe",
            "unsubscribe"];
        HashSet<string> covered =
            [.. new[] { Quotes, OrderUpdates, Errors, StreamFramesNotConsumed, RepliesNotConsumed }
            .SelectMany(data => data).Select(row => $"{row[0]}/{row[1]}")];

        string[] missed = [.. Files.SelectMany(file => VenueFixture.Load("binance", file))
            .Where(c => !consumed.Contains(c.Kind) && !covered.Contains(c.ToString())).Select(c => $"{c} ({c.Kind})")];

        Assert.Empty(missed);
    }

    private static readonly Dictionary<string, (Outcome, Reason)> Meanings = new()
    {
        ["rateLimit"] = (Outcome.Rejected, Reason.RateLimited),
        ["ipBanned"] = (Outcome.Rejected, Reason.IpBanned),
        ["executionUnknown"] = (Outcome.InDoubt, Reason.ExecutionUnknown),
        ["overloaded"] = (Outcome.Rejected, Reason.Overloaded),
        ["maintenance"] = (Outcome.Rejected, Reason.Maintenance),
        ["timestamp"] = (Outcome.Rejected, Reason.RequestExpired),
        ["auth"] = (Outcome.Rejected, Reason.Auth),
        ["listenKeyGone"] = (Outcome.Rejected, Reason.InvalidParameter),
        ["unknownOrder"] = (Outcome.Rejected, Reason.UnknownOrder),
        ["insufficientMargin"] = (Outcome.Rejected, Reason.InsufficientMargin),
        ["reduceOnlyRejected"] = (Outcome.Rejected, Reason.ReduceOnlyRejected),
        ["priceFilter"] = (Outcome.Rejected, Reason.PriceFilter),
        ["precision"] = (Outcome.Rejected, Reason.InvalidParameter),
        ["qtyFilter"] = (Outcome.Rejected, Reason.QuantityFilter),
        ["priceBand"] = (Outcome.Rejected, Reason.PriceBand),
        ["minNotional"] = (Outcome.Rejected, Reason.MinNotional),
        ["duplicateClientId"] = (Outcome.InDoubt, Reason.DuplicateClOrdId), // the order exists: ask for it
        ["badClientId"] = (Outcome.Rejected, Reason.BadClOrdId),
        ["postOnlyWouldCross"] = (Outcome.Rejected, Reason.WouldTake),
        ["noChange"] = (Outcome.InDoubt, Reason.UnknownCode), // modify only, which we never send
        ["wrongEndpoint"] = (Outcome.Rejected, Reason.InvalidParameter),
        ["positionMode"] = (Outcome.Rejected, Reason.PositionMode),
    };

    private static TheoryData<string, string> Cases(Func<VenueFixture, bool> wanted)
    {
        var data = new TheoryData<string, string>();
        foreach (VenueFixture c in Files.SelectMany(file => VenueFixture.Load("binance", file)).Where(wanted))
            data.Add(c.File, c.Name);
        return data;
    }

    private static bool IsStream(VenueFixture c) =>
        !c.Channel.StartsWith("REST", StringComparison.Ordinal)
        && !c.Channel.StartsWith("WSAPI", StringComparison.Ordinal)
        && c.Kind is not ("subscribe" or "unsubscribe");

    private static string StatusWord(OrdStatus status) => status switch
    {
        OrdStatus.New => "new",
        OrdStatus.PartiallyFilled => "partiallyFilled",
        OrdStatus.Filled => "filled",
        OrdStatus.Canceled => "canceled",
        OrdStatus.Expired => "expired",
        _ => "rejected",
    };

    private static ExecType ExecTypeOf(string word) => word switch
    {
        "NEW" => ExecType.New,
        "TRADE" => ExecType.Trade,
        "CANCELED" => ExecType.Canceled,
        "EXPIRED" => ExecType.Expired,
        "AMENDMENT" => ExecType.Amended,
        "CALCULATED" => ExecType.Liquidation,
        _ => ExecType.None,
    };
}
