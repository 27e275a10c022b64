using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Gate;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Signatures, requests, replies, lists and disorder of Gate's protocol.</summary>
public sealed class GateProtocolTests(ITestOutputHelper output)
{
    public static TheoryData<string> RestVectors => [.. VenueFixture.Load("gate", "signing")
        .Where(c => c.Channel == "REST headers").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(RestVectors))]
    public void ShouldMatchThePublishedSignature(string name)
    {
        JsonElement vector = VenueFixture.One("gate", "signing", name).Message;
        string Text(string member) => vector.GetProperty(member).GetString()!;
        using var signer = new GateSigner(new Credentials(Text("apiKey"), Text("secret")));
        var request = new VenueRequest();
        for (int i = 0; i < 2; i++) // the state is reused: the second signature must be the same
        {
            var verb = Enum.Parse<HttpVerb>(Text("method"), ignoreCase: true);
            request.Begin(verb, Encoding.ASCII.GetBytes(Text("path")));
            if (Text("query").Length > 0) request.Target.Add("?"u8).Add(Encoding.ASCII.GetBytes(Text("query")));
            request.Body.Add(Encoding.ASCII.GetBytes(Text("body")));
            signer.SignRequest(request, BinanceBench.Id(Text("timestampSeconds")));
            string signature = VenueFixture.One("gate", "signing", name).Text("signature")!;
            Assert.Equal($"KEY: key\r\nTimestamp: {Text("timestampSeconds")}\r\nSIGN: {signature}\r\n",
                Encoding.ASCII.GetString(request.Headers.Span));
        }
    }

    [Fact]
    public void ShouldMatchTheSignaturesOfChannelsAndLogins()
    {
        using var signer = new GateSigner(new Credentials("key", "secret"));
        byte[] hex = new byte[GateSigner.HexLength];
        foreach (VenueFixture vector in VenueFixture.Load("gate", "signing").Where(c => c.Channel != "REST headers"))
        {
            signer.Sign(Encoding.ASCII.GetBytes(vector.Text("canonical")!), hex);
            Assert.Equal(vector.Text("signature"), Encoding.ASCII.GetString(hex));
        }

        VenueFixture orders = VenueFixture.One("gate", "signing", "ws-subscribe-orders");
        signer.SignChannel("futures.orders"u8, "subscribe"u8, 1727165696, hex);
        Assert.Equal(orders.Text("signature"), Encoding.ASCII.GetString(hex));
    }

    [Fact]
    public void ShouldPlaceSignedContractsWithAnExpiry()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        var request = new VenueRequest();
        OutboundCommand place = BinanceBench.Place();
        Assert.True(venue.Encode(place, GateBench.NowNs, request));
        Assert.Equal((HttpVerb.Post, "/api/v4/futures/usdt/orders"),
            (request.Verb, Encoding.ASCII.GetString(request.Target.Span)));
        Assert.Equal($$"""
            {"contract":"ETH_USDT","size":"1","price":"268.162","tif":"poc","text":"t-{{BinanceBench.OwnText()}}"}
            """, Encoding.ASCII.GetString(request.Body.Span));
        string headers = Encoding.ASCII.GetString(request.Headers.Span);
        long expiryMs = GateBench.NowNs / 1_000_000 + 5_000;
        Assert.Contains($"x-gate-exptime: {expiryMs}\r\n", headers, StringComparison.Ordinal);
        Assert.Contains("X-Gate-Size-Decimal: 1\r\n", headers, StringComparison.Ordinal);

        place.Payload<NewOrder>().Side = Side.Sell;
        place.Payload<NewOrder>().Flags = ReportFlags.ReduceOnly;
        place.Payload<NewOrder>().OrderQtyLots = 13;
        venue.Encode(place, GateBench.NowNs, request);
        string body = Encoding.ASCII.GetString(request.Body.Span);
        Assert.Contains("\"size\":\"-1.3\",", body, StringComparison.Ordinal);
        Assert.EndsWith(",\"reduce_only\":true}", body, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldAskByTheVenuesIdWhereItIsKnown()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        var request = new VenueRequest();
        OutboundCommand query = BinanceBench.QueryOwn();
        venue.Encode(query, GateBench.NowNs, request);
        Assert.EndsWith($"/orders/t-{BinanceBench.OwnText()}", Encoding.ASCII.GetString(request.Target.Span),
            StringComparison.Ordinal);
        query.Payload<QueryOrder>().OrderId = VenueId.From(168_322_043_570_393_737);
        venue.Encode(query, GateBench.NowNs, request);
        Assert.EndsWith("/orders/168322043570393737", Encoding.ASCII.GetString(request.Target.Span),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldReadTheHistoryPageByPageAsFarBackAsWanted()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        var sink = new RecordingSink();
        const long sinceNs = 1_700_000_000_000_000_000;
        OutboundCommand command = BinanceBench.List(ListKind.OrderHistory, sinceNs);
        ListPage page = default;
        venue.DecodeReply(command, PageOf(100, 1_700_000_500), ref page, sink);
        Assert.True(page.HasMore);
        Assert.Empty(sink.All<ListEnd>(EventKind.ListEnd));
        var request = new VenueRequest();
        venue.EncodeNext(command, page, GateBench.NowNs, request);
        Assert.Contains("&offset=90", Encoding.ASCII.GetString(request.Target.Span), StringComparison.Ordinal);

        venue.DecodeReply(command, PageOf(100, 1_700_000_040), ref page, sink); // 41 rows of it are young enough
        Assert.False(page.HasMore);
        ListEnd end = sink.Single<ListEnd>(EventKind.ListEnd);
        Assert.Equal((Outcome.Accepted, 141), (end.Outcome, end.Count));
        Assert.Single(sink.All<ListBegin>(EventKind.ListBegin));
        Assert.Equal(141, sink.All<OrderStatusReport>(EventKind.OrderStatusReport).Count);
    }

    [Fact]
    public void ShouldAddUpFillsAndThenRealizedProfits()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        VenueBooks books = default;
        FillsCursor cursor = venue.DecodeFillsPage(Reply("""
            [{"trade_id":"2","create_time":1700000000.5,"contract":"ETH_USDT","order_id":"7","size":"-0.5",
            "price":"100.5","fee":"0.01","point_fee":"0","role":"taker"},
            {"trade_id":"1","create_time":1700000000.1,"contract":"ETH_USDT","order_id":"6","size":"1.5",
            "price":"100","fee":"-0.02","point_fee":"0","role":"maker"}]
            """), new FillsCursor(1_000), ref books);
        Assert.Equal((1, 0L, false), (cursor.Part, cursor.After, cursor.IsDone));
        cursor = venue.DecodeFillsPage(Reply("""
            [{"time":1700000000.5,"change":"0.2500000012","balance":"1","text":"x","type":"pnl"}]
            """), cursor, ref books);
        Assert.True(cursor.IsDone);
        Assert.Equal((1L, 1L, 15L, 5L, -1_000_000L, 25_000_000L), (books.BuyFills, books.SellFills, books.BoughtLots,
            books.SoldLots, books.FeesE8, books.RealizedPnlE8));
        Assert.Throws<VenueException>(() => venue.DecodeFillsPage(Reply("[{}]"), new FillsCursor(1), ref books));
    }

    [Fact]
    public void ShouldReadTheAccount()
    {
        byte[] account = VenueFixture.One("gate", "account", "rest-account-old-form").Bytes;
        AccountReport report = GateBench.Reply("BTC_USDT", BinanceBench.List(ListKind.Account), 200, account, out _)
            .Single<AccountReport>(EventKind.AccountReport);
        Assert.Equal((970_780_356_711L, 966_909_137_793L), (report.WalletBalanceE8, report.AvailableBalanceE8));
        AccountSetting mode = GateBench.Reply("BTC_USDT", BinanceBench.List(ListKind.PositionMode), 200, account, out _)
            .Single<AccountSetting>(EventKind.AccountSetting);
        Assert.Equal((AccountSettingKind.HedgeMode, 0L), (mode.Kind, mode.Value));

        byte[] positions = VenueFixture.One("gate", "account", "rest-positions-short-docs").Bytes;
        PositionReport position = GateBench.Reply(
            "BTC_USDT", BinanceBench.List(ListKind.Position), 200, positions, out _)
            .Single<PositionReport>(EventKind.PositionReport);
        Assert.Equal((-94_400L, 377_955_000_000L, 378_032_000_000L),
            (position.PositionLots, position.EntryPriceE8, position.MarkPriceE8));
        Assert.Equal(0, GateBench.Reply("BTC_USDT", BinanceBench.List(ListKind.Position), 200, "[]")
            .Single<PositionReport>(EventKind.PositionReport).PositionLots);

        byte[] leverage = VenueFixture.One("gate", "rest", "set-leverage-reply-is-position").Bytes;
        AccountSetting times = GateBench.Reply("BTC_USDT", BinanceBench.List(ListKind.Leverage), 200, leverage, out _)
            .Single<AccountSetting>(EventKind.AccountSetting);
        Assert.Equal(100, times.Value); // cross margin without a limit: the contract's highest
        byte[] fees = VenueFixture.One("gate", "account", "rest-fee-map").Bytes;
        Assert.Equal([-10_000L, 25_000L], GateBench.Reply("AAVE_USDT", BinanceBench.List(ListKind.FeeRates), 200, fees,
            out _).All<AccountSetting>(EventKind.AccountSetting).Select(s => s.Value));
        byte[] time = VenueFixture.One("gate", "rest", "server-time").Bytes;
        Assert.Equal(1_597_026_383_086_000_000 - (GateBench.NowNs - 1_000_000), GateBench.Reply("BTC_USDT",
            BinanceBench.List(ListKind.ServerTime), 200, time, out _)
            .Single<AccountSetting>(EventKind.AccountSetting).Value);
    }

    [Fact]
    public void ShouldReadContractsWholeAndDecimal()
    {
        using var venue = new GateVenue(new Credentials("key", "secret"), BinanceBench.Bot);
        byte[] whole = VenueFixture.One("gate", "rest", "contract-btcusdt-docs").Bytes;
        InstrumentDefinition btc = venue.DecodeInstrument("BTCUSDT", new VenueReply(200, whole, 0, 0));
        Assert.Equal((10_000_000L, 10_000L, 1L, 1_000_000L, 50), (btc.TickSizeE8, btc.LotSizeE8, btc.MinQtyLots,
            btc.MaxQtyLots, btc.MaxOpenOrders));
        JsonElement list = VenueFixture.One("gate", "rest", "contract-decimal-enabled").Message;
        byte[] lab = Encoding.UTF8.GetBytes(list[0].GetRawText());
        InstrumentDefinition decimals = venue.DecodeInstrument("LAB_USDT", new VenueReply(200, lab, 0, 0));
        Assert.Equal((1_000L, 10 * FixedPoint.One, 1L, 12_000L), (decimals.TickSizeE8, decimals.LotSizeE8,
            decimals.MinQtyLots, decimals.MaxQtyLots));
        VenueException unknown = Assert.Throws<VenueException>(() => venue.DecodeInstrument(
            "NOUSDT", new VenueReply(400, "{\"label\":\"CONTRACT_NOT_FOUND\"}"u8, 0, 0)));
        Assert.Contains("NO_USDT", unknown.Message, StringComparison.Ordinal);
        byte[] closed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(whole)
            .Replace("\"trading\"", "\"circuit_breaker\"", StringComparison.Ordinal));
        Assert.Throws<VenueException>(() => venue.DecodeInstrument("BTC_USDT", new VenueReply(200, closed, 0, 0)));
    }

    [Fact]
    public void ShouldReadCandles()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        Kline kline = default;
        byte[] frame = VenueFixture.One("gate", "kline", "candlesticks-push-two-rows").Bytes;
        Assert.Equal(FrameMeaning.Event, venue.DecodeCandleFrame(frame, ref kline));
        Assert.Equal((1_545_129_300_000_000_000L, 9_540_000_000L, 2_752_555_500_000_000L, (byte)0),
            (kline.OpenTimeNs, kline.CloseE8, kline.VolumeE8, kline.Symbol));
        string item = VenueFixture.One("gate", "kline", "candlesticks-item-with-window-flag").Message.GetRawText();
        byte[] wrapped = Encoding.UTF8.GetBytes("{\"channel\":\"futures.candlesticks\",\"event\":\"update\","
            + "\"time_ms\":1765624081000,\"result\":[" + item + "]}");
        Assert.Equal(FrameMeaning.Event, venue.DecodeCandleFrame(wrapped, ref kline));
        Assert.Equal((312_150_000_000L, (byte)1, (byte)0), (kline.CloseE8, kline.Symbol, kline.IsClosed));
        byte[] nameless = VenueFixture.One("gate", "kline", "candlesticks-item-name-only-must-not-crash").Bytes;
        Assert.Equal(FrameMeaning.Foreign, venue.DecodeCandleFrame(nameless, ref kline)); // 1h is not watched
        byte[] refused = VenueFixture.One("gate", "market", "obu-duplicate-subscribe-fails").Bytes;
        Assert.Equal(FrameMeaning.Acknowledged, venue.DecodeCandleFrame(refused, ref kline)); // on to the next symbol
        var rows = new Kline[4];
        byte[] rest = VenueFixture.One("gate", "kline", "rest-candlesticks").Bytes;
        Assert.Equal(1, venue.DecodeCandles(1, new VenueReply(200, rest, 0, 0), rows));
        Assert.Equal((1_539_852_480_000_000_000L, 103_200_000L), (rows[0].OpenTimeNs, rows[0].CloseE8));
        byte[] premium = VenueFixture.One("gate", "kline", "rest-premium-index-no-volume").Bytes;
        Assert.Equal(-1, venue.DecodeCandles(1, new VenueReply(200, premium, 0, 0), rows));
        byte[] broad = VenueFixture.One("gate", "kline", "rest-candlesticks-error-range-too-broad").Bytes;
        Assert.Equal(-1, venue.DecodeCandles(1, new VenueReply(400, broad, 0, 0), rows));
    }

    [Fact]
    public void ShouldTellForcedOrdersFromForeignOnes()
    {
        using GateVenue venue = GateBench.VenueFor("SOL_USDT");
        string filled = Encoding.UTF8.GetString(VenueFixture.One("gate", "orders", "order-filled-sell").Bytes);
        string forced = filled.Replace("\"t-KAICtn9Y5BkCAQAAAAAA\"", "\"liq-1234\"", StringComparison.Ordinal);
        var sink = new RecordingSink();
        Assert.Equal(FrameMeaning.Event, venue.DecodeUserFrame(Encoding.UTF8.GetBytes(forced), 0, sink));
        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((0UL, ExecType.Liquidation, 10L, 147_600L),
            (report.ClOrdId, report.ExecType, report.LastQtyLots, report.LastPxTicks));
    }

    [Fact]
    public void ShouldReadTheSameFromAnyOrderOfKeys()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var mutator = new FrameMutator(seed);
        foreach (VenueFixture fixture in VenueDisorder.All("gate").Where(c => c.Kind is "bookTop" or "order"))
        {
            if (fixture.Text("symbol") is not { } symbol) continue;
            using GateVenue venue = GateBench.VenueFor(symbol);
            byte[] usual = GateBench.Owned(fixture);
            string expected = VenueDisorder.Say(venue, usual);
            for (int i = 0; i < 100; i++) Assert.Equal(expected, VenueDisorder.Say(venue, mutator.Shuffled(usual)));
        }
    }

    [Fact]
    public void ShouldReadNothingFromAFrameCutAtAnyByte()
    {
        foreach (VenueFixture fixture in VenueDisorder.All("gate"))
        {
            using GateVenue venue = GateBench.VenueFor(fixture.Text("symbol") ?? "BTC_USDT");
            VenueDisorder.ReadsNothingFromCutFrames(venue, GateBench.Owned(fixture));
        }
    }

    [Fact]
    public void ShouldSurviveAnySpoiledFrame()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}, {VenueDisorder.Cases} cases");
        byte[][] frames = [.. VenueDisorder.All("gate").Select(GateBench.Owned)];
        using GateVenue venue = GateBench.VenueFor("SOL_USDT");
        int notJson = VenueDisorder.SurvivesSpoiledFrames(venue, frames, seed, VenueDisorder.Cases);
        Assert.InRange(notJson, VenueDisorder.Cases / 10, VenueDisorder.Cases);
    }

    [Fact]
    public void ShouldDecodeEncodeAndSignWithoutAllocation()
    {
        const int rounds = 20_000;
        byte[] quote = VenueFixture.One("gate", "market", "book-ticker-push-live-2026").Bytes;
        byte[] order = GateBench.Owned(VenueFixture.One("gate", "orders", "order-filled-sell"));
        byte[] reply = GateBench.Owned(VenueFixture.One("gate", "rest", "order-object-docs-cancelled"));
        using GateVenue quotes = GateBench.VenueFor("BTC_USDT");
        using GateVenue orders = GateBench.VenueFor("SOL_USDT");
        var sink = new LastEventSink();
        var request = new VenueRequest();
        OutboundCommand place = BinanceBench.Place();
        OutboundCommand query = BinanceBench.QueryOwn();
        BestBidOffer read = default;
        ListPage page = default;
        void Round()
        {
            quotes.DecodeMarketFrame(quote, ref read);
            orders.DecodeUserFrame(order, 1, sink);
            quotes.Encode(place, GateBench.NowNs, request);
            quotes.DecodeReply(query, new VenueReply(200, reply, 0, 0), ref page, sink);
            var crossed = new VenueReply(400, "{\"label\":\"ORDER_POC_IMMEDIATE\"}"u8, 0, 0);
            quotes.DecodeReply(place, crossed, ref page, sink);
        }

        for (int i = 0; i < 200; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++) Round();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < rounds / 10, $"{allocated} bytes in {rounds} rounds"); // tiered compilation aside
        Assert.True(sink.Count >= 3 * rounds);
    }

    private static VenueReply Reply(string body) =>
        new(200, Encoding.UTF8.GetBytes(body), GateBench.NowNs, GateBench.NowNs);

    /// <summary>Finished orders, one a second, newest first.</summary>
    private static VenueReply PageOf(int rows, long newestSeconds) =>
        Reply("[" + string.Join(',', Enumerable.Range(0, rows).Select(i => $$"""
            {"id":{{900_000 - i}},"contract":"ETH_USDT","text":"web","status":"finished","finish_as":"filled",
            "size":"1","left":"0","price":"10","tif":"gtc","create_time":1600000000,
            "finish_time":{{newestSeconds - i}}}
            """)) + "]");
}
