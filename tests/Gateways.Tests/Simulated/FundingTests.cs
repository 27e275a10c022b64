using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
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
