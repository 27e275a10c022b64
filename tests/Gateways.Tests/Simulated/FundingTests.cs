using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Gateways.Venues.Bitget;
using OpenSQT.Lmax.Gateways.Venues.Gate;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Books;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>Funding from the venue's charge to the client's sum, to the last unit.</summary>
public sealed class FundingTests
{
    [Fact]
    public void ShouldChargeALongAndPayAShortAPartOfItsValueAtTheMark()
    {
        var scene = new CoreScene();
        scene.Core.ChargeFunding(1);
        Assert.Empty(scene.Books.Funding); // flat

        scene.PlacedMarket(Side.Buy, 0.011m);
        long wallet = scene.Books.WalletE8;
        scene.Core.ChargeFunding(2); // 0.011 × 3000.005 × 0.0001 = 0.0033000055
        Assert.Equal(-330_000, scene.Books.Funding.Single().AmountE8);
        Assert.Equal(wallet - 330_000, scene.Books.WalletE8);

        scene.PlacedMarket(Side.Sell, 0.022m);
        scene.Core.ChargeFunding(3);
        Assert.Equal([-330_000, 330_000], scene.Books.Funding.Select(paid => paid.AmountE8));
    }

    [Fact]
    public void ShouldKeepPaymentsInTheLogOfTheBooks()
    {
        string directory = Directory.CreateTempSubdirectory("venue-funding").FullName;
        try
        {
            long wallet;
            var rules = new InstrumentRules().Checked();
            using (BookLog log = BookLog.Open(directory, rules, 1_000_000_000_000, 10, out AccountBooks books))
            {
                var core = new MatchingCore(rules, books, 1);
                core.OnQuote(new Quote(3000_00, 5_000, 3000_01, 5_000), 1);
                var buy = new OrderRequest { Side = Side.Buy, Type = VenueOrderType.Market, QuantityE8 = 1_100_000 };
                Assert.True(core.Place(buy, 1, out _).IsNone);
                core.ChargeFunding(1_000);
                core.OnQuote(new Quote(2000_00, 5_000, 2000_01, 5_000), 1);
                core.ChargeFunding(2_000);
                log.Append(books.Entries);
                wallet = books.WalletE8;
            }

            using BookLog again = BookLog.Open(directory, rules, 1, 10, out AccountBooks replayed);
            Assert.Equal([(-330_000L, 1_000L), (-220_000L, 2_000L)],
                replayed.Funding.Select(paid => (paid.AmountE8, paid.TimeMs)));
            Assert.Equal(wallet, replayed.WalletE8);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task ShouldTellTheStreamListThePaymentsAndAgreeWithTheWallet()
    {
        await using SimulatedVenue venue = await SimulatedVenue.StartAsync(new SimulatedVenueOptions
        {
            Instrument = new InstrumentRules { FundingPeriodMs = 1_000 },
        });
        var clock = new MonotonicClock();
        var sink = new RecordingSink();
        using var protocol = new BinanceVenue(new Credentials(venue.ApiKey, venue.ApiSecret), BinanceBench.Bot);
        using var session = new VenueSession(
            protocol, VenueEndpoints.FromVenueUrl(venue.BaseAddress.ToString()), clock, sink, 3);
        session.LoadInstrument("ETHUSDT");
        session.Start();
        sink.WaitFor(EventKind.BestBidOffer);
        using var client = new VenueClient(venue);
        await client.Place("side=BUY&type=MARKET&quantity=0.5");
        sink.WaitFor(EventKind.FundingReport, 2);
        Assert.All(sink.All<FundingReport>(EventKind.FundingReport), news => Assert.Equal(0, news.QueryId));
        await client.Place("side=SELL&type=MARKET&quantity=0.5&reduceOnly=true"); // flat: nothing more is charged

        VenueBooks books = session.ReadBooks(clock.WallAtStartNs / 1_000_000 - 60_000);
        VenueLedger ledger = venue.ReadLedger();
        Assert.True(ledger.FundingE8 < 0);
        Assert.Equal(ledger.FundingE8, books.FundingE8);
        Assert.Equal(
            ledger.StartBalanceE8 + ledger.RealizedE8 - ledger.FeesE8 + ledger.FundingE8, books.WalletBalanceE8);
    }

    [Theory]
    [InlineData("gate", "/v4/ws/usdt", "/v4/ws/usdt")]
    [InlineData("bitget", "/v2/ws/public", "/v2/ws/private")]
    public async Task ShouldListThePaymentsOfOtherVenuesAndAgreeWithTheWallet(
        string name, string publicPath, string privatePath)
    {
        await using SimulatedVenue venue = await SimulatedVenue.StartAsync(new SimulatedVenueOptions
        {
            Instrument = new InstrumentRules { FundingPeriodMs = 1_000 },
        });
        var clock = new MonotonicClock();
        var sink = new RecordingSink();
        var keys = new Credentials(venue.ApiKey, venue.ApiSecret, venue.Passphrase);
        using IVenueProtocol protocol = name == "gate"
            ? new GateVenue(keys, BinanceBench.Bot) : new BitgetVenue(keys, BinanceBench.Bot);
        string url = venue.BaseAddress.ToString().TrimEnd('/');
        VenueAddress open = VenueAddress.Parse(url + publicPath), secret = VenueAddress.Parse(url + privatePath);
        using var session = new VenueSession(protocol, new VenueEndpoints
        {
            Rest = VenueAddress.Parse(url),
            PublicStream = open,
            MarketStream = open,
            PrivateStream = secret,
            OrderEntry = secret,
        }, clock, sink, 3);
        session.LoadInstrument("ETHUSDT");
        session.Start();
        sink.WaitFor(EventKind.BestBidOffer);
        using var client = new VenueClient(venue);
        await client.Place("side=BUY&type=MARKET&quantity=0.5");
        long first = venue.ReadLedger().FundingE8;
        Assert.True(SpinWait.SpinUntil(() => venue.ReadLedger().FundingE8 < first, 10_000));
        long second = venue.ReadLedger().FundingE8;
        Assert.True(SpinWait.SpinUntil(() => venue.ReadLedger().FundingE8 < second, 10_000));
        await client.Place("side=SELL&type=MARKET&quantity=0.5&reduceOnly=true"); // flat: nothing more is charged

        VenueBooks books = session.ReadBooks(clock.WallAtStartNs / 1_000_000 - 60_000);
        VenueLedger ledger = venue.ReadLedger();
        Assert.Equal(ledger.FundingE8, books.FundingE8);
        Assert.Equal(
            ledger.StartBalanceE8 + ledger.RealizedE8 - ledger.FeesE8 + ledger.FundingE8, books.WalletBalanceE8);
    }

    /// <summary>The row of the venue's page for the account book, with another type and other contracts.</summary>
    [Fact]
    public void ShouldReadFundingOfOurContractOutOfGatesAccountBook()
    {
        const string book = """
            [{"time":1682294400.123456,"change":"0.000010152188","balance":"4.59316525194","text":"ETH_USDT:6086261",
            "type":"fund","contract":"ETH_USDT","trade_id":"1","id":"3"},
            {"time":1682294399.5,"change":"-0.5","type":"fund","contract":"ETH_USDT","id":"2"},
            {"time":1682294401,"change":"-7","type":"fee","contract":"ETH_USDT","id":"4"},
            {"time":1682294401,"change":"-9","type":"fund","contract":"BTC_USDT","id":"5"}]
            """;
        OutboundCommand question = BinanceBench.List(ListKind.Funding, 1_682_294_400L * 1_000_000_000);
        RecordingSink sink = GateBench.Reply("ETH_USDT", question, 200, book);
        FundingReport paid = sink.Single<FundingReport>(EventKind.FundingReport);
        Assert.Equal((1_015L, 1_682_294_400_123_456_000L), (paid.AmountE8, paid.VenueTimeNs));
        Assert.Equal((Outcome.Accepted, 1), (
            sink.Single<ListEnd>(EventKind.ListEnd).Outcome, sink.Single<ListEnd>(EventKind.ListEnd).Count));
    }

    /// <summary>Rows as clients of the venue's account bills describe them, in its own words.</summary>
    [Fact]
    public void ShouldReadFundingOfOurSymbolOutOfBitgetsBills()
    {
        const string bills = """
            {"code":"00000","data":{"bills":[
            {"billId":"1103","symbol":"ETHUSDT","amount":"1.34","fee":"0","businessType":"contract_settle_fee",
            "coin":"USDT","cTime":"1799999000000"},
            {"billId":"1102","symbol":"BTCUSDT","amount":"-9","businessType":"contract_settle_fee","coin":"USDT",
            "cTime":"1799998000000"},
            {"billId":"1101","symbol":"ETHUSDT","amount":"-3","businessType":"buy","coin":"USDT",
            "cTime":"1799997000000"}],"endId":"1101"}}
            """;
        RecordingSink sink = BitgetBench.Reply(
            "ETHUSDT", BinanceBench.List(ListKind.Funding), 200, System.Text.Encoding.UTF8.GetBytes(bills));
        FundingReport paid = sink.Single<FundingReport>(EventKind.FundingReport);
        Assert.Equal((134_000_000L, FeeAsset.Quote, 1_799_999_000_000L),
            (paid.AmountE8, paid.Asset, paid.VenueTimeNs / 1_000_000));
        Assert.Equal(Outcome.Accepted, sink.Single<ListEnd>(EventKind.ListEnd).Outcome);
    }

    /// <summary>The venue lists at most 30 days at once: four windows reach over 89 days without a gap.</summary>
    [Fact]
    public void ShouldAskBitgetWindowByWindowUntilNow()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("ETHUSDT");
        OutboundCommand question = BinanceBench.List(ListKind.Funding, sinceNs: 1);
        byte[] none = "{\"code\":\"00000\",\"data\":{\"bills\":[]}}"u8.ToArray();
        var sink = new RecordingSink();
        var request = new VenueRequest();
        ListPage page = default;
        var asked = new List<(long From, long To)>();
        Assert.True(venue.Encode(question, BinanceBench.NowNs, request));
        do
        {
            string target = System.Text.Encoding.ASCII.GetString(request.Target.Span);
            asked.Add((Number(target, "startTime"), Number(target, "endTime")));
            venue.DecodeReply(question, new VenueReply(200, none, BinanceBench.NowNs, BinanceBench.NowNs), ref page,
                sink);
            if (page.HasMore) venue.EncodeNext(question, page, BinanceBench.NowNs, request);
        }
        while (page.HasMore && asked.Count < 10);

        Assert.Equal(4, asked.Count);
        Assert.All(asked, window => Assert.InRange(window.To - window.From, 1, 30L * 86_400_000));
        for (int i = 1; i < asked.Count; i++) Assert.Equal(asked[i - 1].To + 1, asked[i].From);
        Assert.True(asked[^1].To >= BinanceBench.NowNs / 1_000_000);
        Assert.Equal(Outcome.Accepted, sink.Single<ListEnd>(EventKind.ListEnd).Outcome);

        static long Number(string target, string name) => long.Parse(
            System.Text.RegularExpressions.Regex.Match(target, name + "=([0-9]+)").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Rows as the venue's page for income shows them (USDⓈ-M futures, "Get Income History").</summary>
    [Fact]
    public void ShouldReadFundingOfOurSymbolOutOfTheIncome()
    {
        const string income = """
            [{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"-0.37500000","asset":"USDT",
            "info":"FUNDING_FEE","time":1570608000000,"tranId":9689322391,"tradeId":""},
            {"symbol":"ETHUSDT","incomeType":"COMMISSION","income":"-0.01000000","asset":"USDT",
            "info":"COMMISSION","time":1570636800000,"tranId":9689322392,"tradeId":"2059192"},
            {"symbol":"ETHUSDT","incomeType":"FUNDING_FEE","income":"-0.00123456","asset":"USDT",
            "info":"FUNDING_FEE","time":1570636800000,"tranId":9689322393,"tradeId":""},
            {"symbol":"ETHUSDT","incomeType":"FUNDING_FEE","income":"0.00000700","asset":"BNB",
            "info":"FUNDING_FEE","time":1570665600000,"tranId":9689322394,"tradeId":""}]
            """;
        RecordingSink sink = BinanceBench.Reply("ETHUSDT", BinanceBench.List(ListKind.Funding), 200, income);
        Assert.Equal(
            [(-123_456L, FeeAsset.Quote, 1_570_636_800_000L), (700L, FeeAsset.Bnb, 1_570_665_600_000L)],
            sink.All<FundingReport>(EventKind.FundingReport)
                .Select(row => (row.AmountE8, row.Asset, row.VenueTimeNs / 1_000_000)));
        Assert.Equal((Outcome.Accepted, 2), (
            sink.Single<ListEnd>(EventKind.ListEnd).Outcome, sink.Single<ListEnd>(EventKind.ListEnd).Count));
    }

    [Theory]
    [InlineData("ORDER", "", FrameMeaning.Ignored)]
    [InlineData("FUNDING_FEE", "", FrameMeaning.Event)] // a cross account, before symbols were told
    [InlineData("FUNDING_FEE", ",\"S\":\"ETHUSDT\"", FrameMeaning.Event)]
    [InlineData("FUNDING_FEE", ",\"S\":\"BTCUSDT\"", FrameMeaning.Foreign)]
    public void ShouldTakeNewsOfFundingFromTheUserStream(string cause, string symbol, FrameMeaning expected)
    {
        using BinanceVenue venue = BinanceBench.VenueFor("ETHUSDT");
        var sink = new RecordingSink();
        byte[] frame = System.Text.Encoding.UTF8.GetBytes(
            "{\"e\":\"ACCOUNT_UPDATE\",\"T\":1570636800123,\"E\":1570636800125,\"a\":{\"B\":[{\"a\":\"USDT\","
            + "\"wb\":\"99.5\",\"cw\":\"99.5\",\"bc\":\"-0.5\"}],\"P\":[],\"m\":\"" + cause + "\"" + symbol + "}}");
        Assert.Equal(expected, venue.DecodeUserFrame(frame, BinanceBench.NowNs, sink));
        if (expected != FrameMeaning.Event) return;
        FundingReport news = sink.Single<FundingReport>(EventKind.FundingReport);
        Assert.Equal((0L, 1_570_636_800_123L), (news.QueryId, news.VenueTimeNs / 1_000_000));
    }
}
