using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Bitget;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Signatures, requests, replies, lists and disorder of Bitget's protocol.</summary>
public sealed class BitgetProtocolTests(ITestOutputHelper output)
{
    public static TheoryData<string> RestVectors => [.. VenueFixture.Load("bitget", "signing")
        .Where(c => c.Channel == "REST headers").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(RestVectors))]
    public void ShouldMatchTheSignature(string name)
    {
        VenueFixture vector = VenueFixture.One("bitget", "signing", name);
        string Text(string member) => vector.Message.GetProperty(member).GetString()!;
        using var signer = new BitgetSigner(BitgetBench.Keys, isDemo: false);
        var request = new VenueRequest();
        for (int i = 0; i < 2; i++) // the state is reused: the second signature must be the same
        {
            var verb = Enum.Parse<HttpVerb>(Text("method"), ignoreCase: true);
            request.Begin(verb, Encoding.ASCII.GetBytes(Text("path")));
            if (Text("query").Length > 0) request.Target.Add("?"u8).Add(Encoding.ASCII.GetBytes(Text("query")));
            request.Body.Add(Encoding.ASCII.GetBytes(Text("body")));
            signer.SignRequest(request, BinanceBench.Id(Text("timestampMs")));
            string headers = Encoding.ASCII.GetString(request.Headers.Span);
            Assert.StartsWith($"ACCESS-KEY: test-key\r\nACCESS-SIGN: {vector.Text("signature")}\r\n"
                + $"ACCESS-TIMESTAMP: {Text("timestampMs")}\r\nACCESS-PASSPHRASE: test-pass\r\n", headers,
                StringComparison.Ordinal);
            Assert.DoesNotContain("paptrading", headers, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ShouldLogInInSecondsAndThenSubscribe()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        byte[] frame = new byte[2048];
        int length = venue.EncodeGreeting(StreamKind.User, 0, 1_538_054_050_700_000_000, frame);
        VenueFixture login = VenueFixture.One("bitget", "signing", "ws-login-seconds-docs-timestamp");
        Assert.Equal(JsonSerializer.Serialize(login.Expect.GetProperty("frame")),
            JsonSerializer.Serialize(JsonDocument.Parse(frame.AsMemory(0, length)).RootElement));
        length = venue.EncodeGreeting(StreamKind.User, 1, 0, frame);
        VenueFixture subscribe = VenueFixture.One("bitget", "orders", "subscribe-orders-send");
        Assert.Equal(subscribe.Bytes, frame[..length]);
        Assert.Equal(0, venue.EncodeGreeting(StreamKind.User, 2, 0, frame));
        Assert.Equal("ping", Encoding.ASCII.GetString(venue.Dialect.KeepAlive));
    }

    [Fact]
    public void ShouldSayThatItsKeysAreForDemoTrading()
    {
        using var signer = new BitgetSigner(BitgetBench.Keys, isDemo: true);
        var request = new VenueRequest();
        request.Begin(HttpVerb.Get, "/x"u8);
        signer.SignRequest(request, 1);
        Assert.EndsWith("paptrading: 1\r\n", Encoding.ASCII.GetString(request.Headers.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldPlaceAndCancelWithTheMarginModeOfTheAccount()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("ETHUSDT");
        var request = new VenueRequest();
        OutboundCommand place = BinanceBench.Place();
        Assert.True(venue.Encode(place, BitgetBench.NowNs, request));
        Assert.Equal("/api/v2/mix/order/place-order", Encoding.ASCII.GetString(request.Target.Span));
        const string head = "{\"symbol\":\"ETHUSDT\",\"productType\":\"USDT-FUTURES\",\"marginCoin\":\"USDT\"";
        Assert.Equal(head + ",\"marginMode\":\"crossed\",\"size\":\"0.001\",\"price\":\"2681.62\",\"side\":\"buy\","
            + $"\"orderType\":\"limit\",\"force\":\"post_only\",\"clientOid\":\"{BinanceBench.OwnText()}\"}}",
            Encoding.ASCII.GetString(request.Body.Span));

        string account = Encoding.UTF8.GetString(VenueFixture.One("bitget", "account", "rest-account-single").Bytes)
            .Replace("\"crossed\"", "\"isolated\"", StringComparison.Ordinal);
        ListPage page = default;
        var reply = new VenueReply(200, Encoding.UTF8.GetBytes(account), 0, 0);
        venue.DecodeReply(BinanceBench.List(ListKind.Account), reply, ref page, new RecordingSink());
        place.Payload<NewOrder>().Flags = ReportFlags.ReduceOnly;
        venue.Encode(place, BitgetBench.NowNs, request);
        string body = Encoding.ASCII.GetString(request.Body.Span);
        Assert.Contains("\"marginMode\":\"isolated\"", body, StringComparison.Ordinal);
        Assert.Contains("\"force\":\"gtc\",\"stpMode\":\"cancel_taker\",\"reduceOnly\":\"YES\"", body,
            StringComparison.Ordinal);

        OutboundCommand cancel = BinanceBench.Cancel();
        cancel.Payload<CancelOrder>().OrderId = new VenueId(13_333_333_333_333_333_333, 0);
        venue.Encode(cancel, BitgetBench.NowNs, request);
        Assert.Equal(head + ",\"orderId\":\"13333333333333333333\"}", Encoding.ASCII.GetString(request.Body.Span));
    }

    [Fact]
    public void ShouldTakeAReceiptForNoMoreThanItIs()
    {
        string own = BinanceBench.OwnText();
        string receipt = "{\"code\":\"00000\",\"data\":{\"clientOid\":\"" + own + "\",\"orderId\":\"123\"}}";
        byte[] body = Encoding.UTF8.GetBytes(receipt);
        ExecutionReport placed = BitgetBench.Reply("ETHUSDT", BinanceBench.Place(), 200, body)
            .Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((ExecType.New, OrdStatus.New, 123UL, 268_162L),
            (placed.ExecType, placed.OrdStatus, placed.OrderId.Low, placed.PriceTicks));
        byte[] cancel = VenueFixture.One("bitget", "rest", "cancel-order-ok-empty-clientOid").Bytes;
        ExecutionReport canceling = BitgetBench.Reply("ETHUSDT", BinanceBench.Cancel(), 200, cancel)
            .Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((OrdStatus.New, BinanceBench.OwnId().Value), (canceling.OrdStatus, canceling.ClOrdId));
        byte[] foreign = VenueFixture.One("bitget", "rest", "place-order-ok").Bytes;
        BitgetBench.Reply("ETHUSDT", BinanceBench.Place(), 200, foreign)
            .Single<RequestInDoubt>(EventKind.RequestInDoubt); // a receipt for another order
        byte[] modify = VenueFixture.One("bitget", "rest", "modify-order-ok").Bytes;
        BitgetBench.Reply("ETHUSDT", BinanceBench.Place(), 200, modify)
            .Single<RequestInDoubt>(EventKind.RequestInDoubt);
    }

    [Fact]
    public void ShouldCallALateRefusalOfAPostOnlyOrderByItsName()
    {
        string canceled = Encoding.UTF8.GetString(BitgetBench.Owned(
            VenueFixture.One("bitget", "orders", "order-canceled-isolated-hedge")))
            .Replace("\"status\":", "\"cancelReason\":\"post_only_fill_cancel\",\"status\":", StringComparison.Ordinal);
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        var sink = new RecordingSink();
        venue.DecodeUserFrame(Encoding.UTF8.GetBytes(canceled), 0, sink);
        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((OrdStatus.Canceled, Reason.WouldTake), (report.OrdStatus, report.Reason));

        string forced = canceled.Replace("\"tradeSide\":\"open\"", "\"tradeSide\":\"burst_close_long\"",
            StringComparison.Ordinal).Replace(BinanceBench.OwnText(), "of-the-venue", StringComparison.Ordinal);
        sink.Clear();
        Assert.Equal(FrameMeaning.Event, venue.DecodeUserFrame(Encoding.UTF8.GetBytes(forced), 0, sink));
        report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((0UL, ExecType.Liquidation, Reason.Liquidated), (report.ClOrdId, report.ExecType, report.Reason));
    }

    [Fact]
    public void ShouldAskForUntouchedOrdersFirstAndThenForTouchedOnes()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("BLURUSDT");
        VenueFixture pending = VenueFixture.One("bitget", "rest", "orders-pending-live-one-way");
        OutboundCommand command = BinanceBench.List(ListKind.OpenOrders);
        var sink = new RecordingSink();
        var request = new VenueRequest();
        ListPage page = default;
        venue.Encode(command, BitgetBench.NowNs, request);
        Assert.Contains("&status=live&", Encoding.ASCII.GetString(request.Target.Span), StringComparison.Ordinal);
        venue.DecodeReply(command, new VenueReply(200, pending.Bytes, 0, 0), ref page, sink);
        Assert.True(page.HasMore);
        venue.EncodeNext(command, page, BitgetBench.NowNs, request);
        Assert.Contains("&status=partially_filled&", Encoding.ASCII.GetString(request.Target.Span),
            StringComparison.Ordinal);
        Assert.DoesNotContain("idLessThan", Encoding.ASCII.GetString(request.Target.Span), StringComparison.Ordinal);
        venue.DecodeReply(command, Reply("{\"entrustedList\":null}"), ref page, sink);
        ListEnd end = sink.Single<ListEnd>(EventKind.ListEnd);
        Assert.Equal((Outcome.Accepted, 1), (end.Outcome, end.Count));

        page = default; // a full page goes on below its last id, inside the first list
        string full = string.Join(',', Enumerable.Repeat(
            pending.Message.GetProperty("data").GetProperty("entrustedList")[0].GetRawText(), 100));
        venue.DecodeReply(command, Reply("{\"entrustedList\":[" + full + "]}"), ref page, sink);
        venue.EncodeNext(command, page, BitgetBench.NowNs, request);
        Assert.StartsWith("/api/v2/mix/order/orders-pending?&idLessThan=1190384645049036801&",
            Encoding.ASCII.GetString(request.Target.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldWalkOverTheFillsWeekByWeek()
    {
        const long dayMs = 86_400_000;
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        VenueBooks books = default;
        byte[] fills = VenueFixture.One("bitget", "rest", "fills-live-hedge-side-is-position-direction").Bytes;
        long nowNs = 10 * dayMs * 1_000_000;
        FillsCursor cursor = venue.DecodeFillsPage(
            new VenueReply(200, fills, nowNs, nowNs), new FillsCursor(1_000), ref books);
        Assert.Equal((7 * dayMs + 1_000, 10 * dayMs, false), (cursor.SinceMs, cursor.UntilMs, cursor.IsDone));
        cursor = venue.DecodeFillsPage(Reply("{\"fillList\":null}"), cursor, ref books);
        Assert.True(cursor.IsDone);
        Assert.Equal((2L, 2L, 14_000L, 2_003_240L), (books.BuyFills, books.SellFills, books.RealizedPnlE8,
            books.FeesE8));
        Assert.Throws<VenueException>(() =>
            venue.DecodeFillsPage(new VenueReply(500, fills, 0, 0), new FillsCursor(1), ref books));
    }

    [Fact]
    public void ShouldReadTheAccount()
    {
        byte[] account = VenueFixture.One("bitget", "account", "rest-account-single").Bytes;
        AccountReport report = BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.Account), 200, account)
            .Single<AccountReport>(EventKind.AccountReport);
        Assert.Equal((1_315_586_110_692L, 1_316_886_110_692L), // equity less 23 of unrealized profit
            (report.WalletBalanceE8, report.AvailableBalanceE8));
        Assert.Equal(1, BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.PositionMode), 200, account)
            .Single<AccountSetting>(EventKind.AccountSetting).Value);
        Assert.Equal(20, BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.Leverage), 200, account)
            .Single<AccountSetting>(EventKind.AccountSetting).Value);

        byte[] positions = VenueFixture.One("bitget", "account", "rest-all-position-two-symbols-live").Bytes;
        PositionReport position = BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.Position), 200, positions)
            .Single<PositionReport>(EventKind.PositionReport);
        Assert.Equal((4L, 10_677_510_000_000L, 0L),
            (position.PositionLots, position.EntryPriceE8, position.LiquidationPriceE8));
        byte[] both = VenueFixture.One("bitget", "account", "rest-all-position-hedge-both-sides-live").Bytes;
        position = BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.Position), 200, both)
            .Single<PositionReport>(EventKind.PositionReport);
        Assert.Equal((0L, 0L), (position.PositionLots, position.LiquidationPriceE8)); // an absurd price is none
        byte[] docs = VenueFixture.One("bitget", "account", "rest-all-position-docs").Bytes;
        Assert.Equal(100, BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.Position), 200, docs)
            .Single<PositionReport>(EventKind.PositionReport).PositionLots);
        byte[] rates = VenueFixture.One("bitget", "rest", "trade-rate").Bytes;
        Assert.Equal([20_000L, 60_000L], BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.FeeRates), 200, rates)
            .All<AccountSetting>(EventKind.AccountSetting).Select(s => s.Value));
        byte[] time = VenueFixture.One("bitget", "rest", "server-time").Bytes;
        Assert.Equal(1_688_008_631_615_000_000 - (BitgetBench.NowNs - 1_000_000), // behind, by so much at the least
            BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.ServerTime), 200, time)
            .Single<AccountSetting>(EventKind.AccountSetting).Value);
        byte[] list = VenueFixture.One("bitget", "account", "rest-accounts-list").Bytes; // of another endpoint
        Assert.Equal(Outcome.InDoubt, BitgetBench.Reply("BTCUSDT", BinanceBench.List(ListKind.Account), 200, list)
            .Single<ListEnd>(EventKind.ListEnd).Outcome);
    }

    [Fact]
    public void ShouldReadContractsAndSayWhyOneCannotBeTraded()
    {
        using var venue = new BitgetVenue(BitgetBench.Keys, BinanceBench.Bot);
        byte[] docs = VenueFixture.One("bitget", "rest", "contracts-docs-btcusdt").Bytes;
        InstrumentDefinition btc = venue.DecodeInstrument("BTCUSDT", new VenueReply(200, docs, 0, 0));
        Assert.Equal((10_000_000L, 1_000_000L, 1L, 120_000L, 500_000_000L), (btc.TickSizeE8, btc.LotSizeE8,
            btc.MinQtyLots, btc.MaxQtyLots, btc.MinNotionalE8));
        byte[] live = VenueFixture.One("bitget", "rest", "contracts-live-ethusdt").Bytes;
        InstrumentDefinition eth = venue.DecodeInstrument("ETHUSDT", new VenueReply(200, live, 0, 0));
        Assert.Equal((1_000_000L, 1_000_000L, 200), (eth.TickSizeE8, eth.LotSizeE8, eth.MaxOpenOrders));
        byte[] closed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(live)
            .Replace("\"normal\"", "\"restrictedAPI\"", StringComparison.Ordinal));
        Assert.Throws<VenueException>(() => venue.DecodeInstrument("ETHUSDT", new VenueReply(200, closed, 0, 0)));
        Assert.Throws<VenueException>(() => venue.DecodeInstrument("SOLUSDT", new VenueReply(200, live, 0, 0)));
    }

    [Fact]
    public void ShouldTellAUnifiedAccountFromAWrongKey()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        var request = new VenueRequest();
        Assert.True(venue.EncodeSession(SessionStep.Open, BitgetBench.NowNs, request));
        Assert.False(venue.EncodeSession(SessionStep.Renew, BitgetBench.NowNs, request));
        byte[] unified = VenueFixture.One("bitget", "rest", "error-unified-account-40085").Bytes;
        VenueException e = Assert.Throws<VenueException>(() =>
            venue.DecodeSession(SessionStep.Open, new VenueReply(400, unified, 0, 0)));
        Assert.Contains("unified account", e.Message, StringComparison.Ordinal);
        byte[] account = VenueFixture.One("bitget", "account", "rest-account-single").Bytes;
        Assert.Equal("", venue.DecodeSession(SessionStep.Open, new VenueReply(200, account, 0, 0)));
    }

    [Fact]
    public void ShouldReadCandles()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        Kline kline = default;
        byte[] frame = VenueFixture.One("bitget", "kline", "candle1m-push-8-columns").Bytes;
        Assert.Equal(FrameMeaning.Event, venue.DecodeCandleFrame(frame, ref kline));
        Assert.Equal((1_695_685_500_000_000_000L, 2_700_050_000_000L, 5_700_000L, (byte)0),
            (kline.OpenTimeNs, kline.CloseE8, kline.VolumeE8, kline.Symbol));
        byte[] ack = VenueFixture.One("bitget", "kline", "subscribe-candle1m-ack").Bytes;
        Assert.Equal(FrameMeaning.Acknowledged, venue.DecodeCandleFrame(ack, ref kline));
        byte[] unknown = VenueFixture.One("bitget", "market", "error-unknown-channel").Bytes;
        Assert.Equal(FrameMeaning.Acknowledged, venue.DecodeCandleFrame(unknown, ref kline)); // the others go on
        string cut = Encoding.UTF8.GetString(
            VenueFixture.One("bitget", "kline", "malformed-one-column-candle-must-not-crash").Bytes);
        Assert.Equal(FrameMeaning.Foreign, venue.DecodeCandleFrame(Encoding.UTF8.GetBytes(cut), ref kline));
        string watched = cut.Replace("candle1H", "candle1m", StringComparison.Ordinal);
        Assert.Equal(FrameMeaning.Broken, venue.DecodeCandleFrame(Encoding.UTF8.GetBytes(watched), ref kline));
        var rows = new Kline[4];
        byte[] rest = VenueFixture.One("bitget", "kline", "rest-candles-5m").Bytes;
        Assert.Equal(2, venue.DecodeCandles(1, new VenueReply(200, rest, 0, 0), rows));
        Assert.Equal(((byte)1, (byte)0, 2_617_100_000_000L), (rows[0].IsClosed, rows[1].IsClosed, rows[1].CloseE8));
        foreach (string name in new[] { "rest-history-mark-candles-zero-volume", "rest-history-index-candles" })
        {
            byte[] quiet = VenueFixture.One("bitget", "kline", name).Bytes;
            Assert.Equal(2, venue.DecodeCandles(0, new VenueReply(200, quiet, 0, 0), rows));
            Assert.Equal(0, rows[0].VolumeE8);
        }
    }

    [Fact]
    public void ShouldReadTheSameFromAnyOrderOfKeys()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var mutator = new FrameMutator(seed);
        foreach (VenueFixture fixture in VenueDisorder.All("bitget").Where(c => c.Kind is "book" or "order"))
        {
            if (fixture.Text("symbol") is not { } symbol) continue;
            using BitgetVenue venue = BitgetBench.VenueFor(symbol);
            byte[] usual = BitgetBench.Owned(fixture);
            string expected = VenueDisorder.Say(venue, usual);
            for (int i = 0; i < 100; i++) Assert.Equal(expected, VenueDisorder.Say(venue, mutator.Shuffled(usual)));
        }
    }

    [Fact]
    public void ShouldReadNothingFromAFrameCutAtAnyByte()
    {
        foreach (VenueFixture fixture in VenueDisorder.All("bitget").Where(IsObject))
        {
            using BitgetVenue venue = BitgetBench.VenueFor(fixture.Text("symbol") ?? "BTCUSDT");
            VenueDisorder.ReadsNothingFromCutFrames(venue, BitgetBench.Owned(fixture));
        }
    }

    [Fact]
    public void ShouldSurviveAnySpoiledFrame()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}, {VenueDisorder.Cases} cases");
        byte[][] frames = [.. VenueDisorder.All("bitget").Where(IsObject).Select(BitgetBench.Owned)];
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        int notJson = VenueDisorder.SurvivesSpoiledFrames(venue, frames, seed, VenueDisorder.Cases);
        Assert.InRange(notJson, VenueDisorder.Cases / 10, VenueDisorder.Cases);
    }

    [Fact]
    public void ShouldDecodeEncodeAndSignWithoutAllocation()
    {
        const int rounds = 20_000;
        byte[] quote = VenueFixture.One("bitget", "market", "books5-snapshot-with-seq").Bytes;
        byte[] order = BitgetBench.Owned(VenueFixture.One("bitget", "orders", "order-filled-market-hedge"));
        byte[] reply = BitgetBench.Owned(VenueFixture.One("bitget", "rest", "order-detail-live-one-way-close"));
        using BitgetVenue venue = BitgetBench.VenueFor("BTCUSDT");
        var sink = new LastEventSink();
        var request = new VenueRequest();
        OutboundCommand place = BinanceBench.Place();
        OutboundCommand query = BinanceBench.QueryOwn();
        BestBidOffer read = default;
        ListPage page = default;
        void Round()
        {
            venue.DecodeMarketFrame(quote, ref read);
            venue.DecodeUserFrame(order, 1, sink);
            venue.Encode(place, BitgetBench.NowNs, request);
            venue.DecodeReply(query, new VenueReply(200, reply, 0, 0), ref page, sink);
            var refused = new VenueReply(400, "{\"code\":\"40762\",\"msg\":\"x\"}"u8, 0, 0);
            venue.DecodeReply(place, refused, ref page, sink);
        }

        for (int i = 0; i < 200; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++) Round();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < rounds / 10, $"{allocated} bytes in {rounds} rounds"); // tiered compilation aside
        Assert.True(sink.Count >= 3 * rounds);
    }

    private static bool IsObject(VenueFixture fixture) => fixture.Message.ValueKind == JsonValueKind.Object;

    private static VenueReply Reply(string data)
    {
        byte[] body = Encoding.UTF8.GetBytes("{\"code\":\"00000\",\"data\":" + data + "}");
        return new VenueReply(200, body, BitgetBench.NowNs, BitgetBench.NowNs);
    }
}
