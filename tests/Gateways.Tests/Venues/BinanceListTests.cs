using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Lists: begin, rows, end; and never "empty" for "failed".</summary>
public sealed class BinanceListTests
{
    private const int PageRows = 1_000;

    [Fact]
    public void ShouldReadOrderHistory()
    {
        VenueFixture fixture = VenueFixture.One("binance", "rest", "all-orders-row-live");
        RecordingSink sink = BinanceBench.Reply(
            "DOTUSDT", BinanceBench.List(ListKind.OrderHistory), 200, fixture.Bytes);

        Assert.Equal([EventKind.ListBegin, EventKind.OrderStatusReport, EventKind.ListEnd], sink.Events.Select(
            e => e.Kind));
        OrderStatusReport row = sink.Single<OrderStatusReport>(EventKind.OrderStatusReport);
        Assert.Equal(0UL, row.ClOrdId); // foreign, and listed all the same
        Assert.Equal(64, row.CumQtyLots);
        Assert.Equal(11_359 * 64, row.CumValue);
        Assert.Equal(OrdStatus.Filled, row.OrdStatus);
        ListEnd end = sink.Single<ListEnd>(EventKind.ListEnd);
        Assert.Equal((Outcome.Accepted, 1, 78L, ListKind.OrderHistory), (
            end.Outcome, end.Count, end.QueryId, end.ListKind));
    }

    [Fact]
    public void ShouldCallAFullPagePerhapsCutAndReachBackNoFurtherThanTheVenue()
    {
        string row = Encoding.UTF8.GetString(VenueFixture.One("binance", "rest", "all-orders-row-live").Bytes)[1..^1];
        string full = $"[{string.Join(',', Enumerable.Repeat(row, PageRows))}]";
        OutboundCommand recent = BinanceBench.List(ListKind.OrderHistory);
        OutboundCommand old =
            BinanceBench.List(ListKind.OrderHistory, BinanceBench.NowNs - 8L * 86_400 * 1_000_000_000);

        ListEnd cut = BinanceBench.Reply("DOTUSDT", recent, 200, full).Single<ListEnd>(EventKind.ListEnd);
        ListEnd whole = BinanceBench.Reply("DOTUSDT", old, 200, "[]").Single<ListEnd>(EventKind.ListEnd);
        using BinanceVenue venue = BinanceBench.VenueFor("DOTUSDT");
        var request = new VenueRequest();
        venue.Encode(old, BinanceBench.NowNs, request);

        Assert.Equal((Outcome.InDoubt, PageRows), (cut.Outcome, cut.Count));
        Assert.Equal(Outcome.Accepted, whole.Outcome); // what is older is asked for order by order
        long weekAgoMs = BinanceBench.NowNs / 1_000_000 - (7L * 24 * 60 - 1) * 60_000;
        Assert.Contains($"&startTime={weekAgoMs}&", Encoding.ASCII.GetString(request.Target.Span),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldReadTheFillsOfOneOrderAndCarryItsId()
    {
        VenueFixture fixture = VenueFixture.One("binance", "rest", "user-trades-two-rows-live");
        OutboundCommand query = BinanceBench.List(ListKind.TradesOfOrder, orderId: 33866374373);

        RecordingSink sink = BinanceBench.Reply("DOTUSDT", query, 200, fixture.Bytes);

        TradeReport fill = sink.Single<TradeReport>(EventKind.TradeReport);
        Assert.Equal(BinanceBench.OwnId().Value, fill.ClOrdId);
        Assert.Equal((1189522421UL, 53L, 11_358L), (fill.ExecId.Low, fill.LastQtyLots, fill.LastPxTicks));
        Assert.Equal((362L, FeeAsset.Bnb, Side.Sell), (fill.FeeE8, fill.FeeAsset, fill.Side));
        Assert.Equal(Outcome.Accepted, sink.Single<ListEnd>(EventKind.ListEnd).Outcome);
    }

    [Fact]
    public void ShouldReadTheFillsIntoTheVenueBooks()
    {
        VenueFixture fixture = VenueFixture.One("binance", "rest", "user-trades-two-rows-live");
        using BinanceVenue venue = BinanceBench.VenueFor("DOTUSDT");
        VenueBooks books = default;

        var start = new FillsCursor(1_000);
        const long dayMs = 86_400_000;
        FillsCursor next = venue.DecodeFillsPage(new VenueReply(200, fixture.Bytes, 0, 0), start, ref books);

        Assert.Equal(start with { After = 1189522422 }, next);
        Assert.True(venue.DecodeFillsPage(new VenueReply(200, "[]"u8, 0, 0), next, ref books).IsDone);
        FillsCursor window = venue.DecodeFillsPage(
            new VenueReply(200, "[]"u8, 0, 8 * dayMs * 1_000_000), start, ref books);
        Assert.Equal(start with { SinceMs = 1_000 + 7 * dayMs }, window); // no fill yet: the next week
        Assert.True(venue.DecodeFillsPage(
            new VenueReply(200, "[]"u8, 0, 8 * dayMs * 1_000_000), window, ref books).IsDone);
        Assert.Equal((1L, 1L, 63L, 53L), (books.BuyFills, books.SellFills, books.BoughtLots, books.SoldLots));
        Assert.Equal(11_359 * 63, books.BoughtUnits);
        Assert.Equal(-52_999, books.RealizedPnlE8);
        Assert.Equal((0L, 2L), (books.FeesE8, books.FillsWithOtherFee)); // both fees are in BNB
        Assert.Throws<VenueException>(() =>
            venue.DecodeFillsPage(new VenueReply(200, "[{}]"u8, 0, 0), start, ref books));
        Assert.Throws<VenueException>(() => venue.DecodeFillsPage(new VenueReply(500, "[]"u8, 0, 0), start, ref books));
    }

    [Fact]
    public void ShouldReadThePosition()
    {
        VenueFixture fixture = VenueFixture.One("binance", "account", "rest-position-risk-v3-one-way-doc");
        RecordingSink sink = BinanceBench.Reply("ADAUSDT", BinanceBench.List(ListKind.Position), 200, fixture.Bytes);

        PositionReport position = sink.Single<PositionReport>(EventKind.PositionReport);
        Assert.Equal((30L, 38_500_000L, 41_047_590L, 0L),
            (position.PositionLots, position.EntryPriceE8, position.MarkPriceE8, position.LiquidationPriceE8));
    }

    [Fact]
    public void ShouldReadHedgeRowsAsTheirSum()
    {
        VenueFixture fixture = VenueFixture.One("binance", "account", "rest-position-risk-v2-hedge");
        RecordingSink sink = BinanceBench.Reply("BTCUSDT", BinanceBench.List(ListKind.Position), 200, fixture.Bytes);
        Assert.Equal(10_000, sink.Single<PositionReport>(EventKind.PositionReport).PositionLots);
    }

    [Fact]
    public void ShouldCallAnAbsentRowFlatOnlyInAValidList()
    {
        OutboundCommand query = BinanceBench.List(ListKind.Position);
        RecordingSink flat = BinanceBench.Reply("ETHUSDT", query, 200, "[]");
        Assert.Equal(0, flat.Single<PositionReport>(EventKind.PositionReport).PositionLots);
        Assert.Equal(Outcome.Accepted, flat.Single<ListEnd>(EventKind.ListEnd).Outcome);

        foreach (string broken in new[] { "", "[", "{}", "null",
            "[{\"symbol\":\"ETHUSDT\",\"positionAmt\":\"0.0005\"}]", "[]]" })
        {
            RecordingSink sink = BinanceBench.Reply("ETHUSDT", query, 200, broken);
            Assert.Empty(sink.All<PositionReport>(EventKind.PositionReport));
            Assert.Equal(Outcome.InDoubt, sink.Single<ListEnd>(EventKind.ListEnd).Outcome);
        }
    }

    [Fact]
    public void ShouldReadTheAccount()
    {
        VenueFixture fixture = VenueFixture.One("binance", "account", "rest-account-v3-single-asset-doc");
        AccountReport account = BinanceBench.Reply("BTCUSDT", BinanceBench.List(ListKind.Account), 200, fixture.Bytes)
            .Single<AccountReport>(EventKind.AccountReport);
        Assert.Equal((2_372_469_206L, 2_372_469_206L, 1), (
            account.WalletBalanceE8, account.AvailableBalanceE8, account.CanTrade));
    }

    [Theory]
    [InlineData("account", "rest-account-config-doc", ListKind.PositionMode, AccountSettingKind.HedgeMode, 1)]
    [InlineData("account", "rest-account-config-doc", ListKind.PositionMode, AccountSettingKind.TradingForbidden, 0)]
    [InlineData("account", "rest-symbol-config-doc", ListKind.Leverage, AccountSettingKind.Leverage, 21)]
    [InlineData("account", "rest-commission-rate", ListKind.FeeRates, AccountSettingKind.MakerFee, 20_000)]
    [InlineData("account", "rest-commission-rate", ListKind.FeeRates, AccountSettingKind.TakerFee, 50_000)]
    public void ShouldReadAnAccountSetting(string file, string name, ListKind list, AccountSettingKind kind, long value)
    {
        VenueFixture fixture = VenueFixture.One("binance", file, name);
        RecordingSink sink = BinanceBench.Reply("BTCUSDT", BinanceBench.List(list), 200, fixture.Bytes);

        AccountSetting setting = sink.All<AccountSetting>(EventKind.AccountSetting).Single(s => s.Kind == kind);
        Assert.Equal((value, 78L), (setting.Value, setting.QueryId));
        Assert.Equal(Outcome.Accepted, sink.Single<ListEnd>(EventKind.ListEnd).Outcome);
    }

    [Theory]
    [InlineData("{\"dualSidePosition\":true,\"canTrade\":false}", Outcome.Accepted, 1, 1)]
    [InlineData("{\"canTrade\":true,\"dualSidePosition\":true}", Outcome.Accepted, 1, 0)]
    [InlineData("{\"dualSidePosition\":true}", Outcome.InDoubt, 0, 0)]
    [InlineData("{\"dualSidePosition\":false,\"canTrade\":\"maybe\"}", Outcome.InDoubt, 0, 0)]
    public void ShouldReadWhetherTheAccountMayTradeAndNeverGuess(string body, Outcome outcome, int hedge, int forbidden)
    {
        RecordingSink sink = BinanceBench.Reply("BTCUSDT", BinanceBench.List(ListKind.PositionMode), 200, body);

        IReadOnlyList<AccountSetting> settings = sink.All<AccountSetting>(EventKind.AccountSetting);
        Assert.Equal(outcome, sink.Single<ListEnd>(EventKind.ListEnd).Outcome);
        Assert.Equal(hedge, settings.SingleOrDefault(s => s.Kind == AccountSettingKind.HedgeMode).Value);
        Assert.Equal(forbidden, settings.SingleOrDefault(s => s.Kind == AccountSettingKind.TradingForbidden).Value);
    }

    [Fact]
    public void ShouldMeasureTheVenueClockAgainstTheMiddleOfTheRoundTripAndSignInItsTime()
    {
        using BinanceVenue venue = BinanceBench.VenueFor("ETHUSDT");
        var sink = new RecordingSink();
        long venueMs = BinanceBench.NowNs / 1_000_000 + 250;
        byte[] body = Encoding.UTF8.GetBytes($$"""{"serverTime":{{venueMs}}}""");
        var reply = new VenueReply(200, body, BinanceBench.NowNs - 4_000_000, BinanceBench.NowNs);

        ListPage page = default;
        venue.DecodeReply(BinanceBench.List(ListKind.ServerTime), reply, ref page, sink);

        Assert.Equal(250_000_000, sink.Single<AccountSetting>(EventKind.AccountSetting).Value); // at the least
        var request = new VenueRequest();
        Assert.True(venue.Encode(BinanceBench.Place(), BinanceBench.NowNs, request));
        Assert.Contains($"&timestamp={BinanceBench.NowNs / 1_000_000 + 252}&",
            Encoding.ASCII.GetString(request.Target.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldFailAListWithOneEndAndNoRows()
    {
        RecordingSink sink = BinanceBench.Reply(
            "ETHUSDT", BinanceBench.List(ListKind.OpenOrders), 503, "Service Unavailable");
        ListEnd end = sink.Single<ListEnd>(EventKind.ListEnd);
        Assert.Single(sink.Events);
        Assert.Equal((Outcome.InDoubt, Reason.ExecutionUnknown, 0), (end.Outcome, end.Reason, end.Count));
    }

    [Fact]
    public void ShouldSkipRowsOfOtherSymbols()
    {
        string row = Encoding.UTF8.GetString(VenueFixture.One("binance", "rest", "all-orders-row-live").Bytes);
        RecordingSink sink = BinanceBench.Reply("ETHUSDT", BinanceBench.List(ListKind.OpenOrders), 200, row);
        Assert.Equal((Outcome.Accepted, 0), (
            sink.Single<ListEnd>(EventKind.ListEnd).Outcome, sink.Single<ListEnd>(EventKind.ListEnd).Count));
    }
}
