using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>What leaves for Binance, byte for byte.</summary>
public sealed class BinanceRequestTests
{
    private const string Tail = "&recvWindow=2000&timestamp=1800000000000";

    private static string IdText => BinanceBench.OwnText();

    private static (HttpVerb Verb, string Unsigned) Encode(in OutboundCommand command)
    {
        using BinanceVenue venue = BinanceBench.VenueFor("ETHUSDT");
        var request = new VenueRequest();
        Assert.True(venue.Encode(command, BinanceBench.NowNs, request));
        Assert.Equal(0, request.Body.Length);
        string target = Encoding.ASCII.GetString(request.Target.Span);
        int signature = target.IndexOf("&signature=", StringComparison.Ordinal);
        if (signature < 0) return (request.Verb, target);
        Assert.Equal("X-MBX-APIKEY: test-key\r\n", Encoding.ASCII.GetString(request.Headers.Span));
        Assert.Equal(signature + 11 + 64, target.Length);
        return (request.Verb, target[..signature]);
    }

    [Fact]
    public void ShouldPlaceAPostOnlyEntry()
    {
        (HttpVerb verb, string target) = Encode(BinanceBench.Place());
        Assert.Equal(HttpVerb.Post, verb);
        Assert.Equal("/fapi/v1/order?symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.01&price=2681.62"
            + $"&newClientOrderId={IdText}&newOrderRespType=ACK{Tail}", target);
    }

    [Fact]
    public void ShouldPlaceAPlainReduceOnlyExit()
    {
        (_, string target) = Encode(BinanceBench.Place(ReportFlags.ReduceOnly));
        Assert.Contains("&timeInForce=GTC&selfTradePreventionMode=EXPIRE_TAKER&", target, StringComparison.Ordinal);
        Assert.Contains("&reduceOnly=true&", target, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldCancelAndQueryByOurId()
    {
        string expected = $"/fapi/v1/order?symbol=ETHUSDT&origClientOrderId={IdText}{Tail}";
        Assert.Equal((HttpVerb.Delete, expected), Encode(BinanceBench.Cancel()));
        Assert.Equal((HttpVerb.Get, expected), Encode(BinanceBench.QueryOwn()));
    }

    [Theory]
    [InlineData(ListKind.OpenOrders, "/fapi/v1/openOrders?symbol=ETHUSDT" + Tail)]
    [InlineData(ListKind.OrderHistory, "/fapi/v1/allOrders?symbol=ETHUSDT&startTime=1799996400000&limit=1000" + Tail)]
    [InlineData(ListKind.TradesOfOrder, "/fapi/v1/userTrades?symbol=ETHUSDT&orderId=42&limit=1000" + Tail)]
    [InlineData(ListKind.Position, "/fapi/v3/positionRisk?symbol=ETHUSDT" + Tail)]
    [InlineData(ListKind.Account, "/fapi/v3/account?recvWindow=2000&timestamp=1800000000000")]
    [InlineData(ListKind.PositionMode, "/fapi/v1/accountConfig?recvWindow=2000&timestamp=1800000000000")]
    [InlineData(ListKind.Leverage, "/fapi/v1/symbolConfig?symbol=ETHUSDT" + Tail)]
    [InlineData(ListKind.FeeRates, "/fapi/v1/commissionRate?symbol=ETHUSDT" + Tail)]
    [InlineData(ListKind.Funding,
        "/fapi/v1/income?symbol=ETHUSDT&incomeType=FUNDING_FEE&startTime=1799996400000&limit=1000" + Tail)]
    [InlineData(ListKind.ServerTime, "/fapi/v1/time")]
    public void ShouldAskForEveryList(ListKind kind, string expected) =>
        Assert.Equal((HttpVerb.Get, expected), Encode(BinanceBench.List(kind, orderId: 42)));

    [Fact]
    public void ShouldRefuseWhatTheVenueCannotBeAsked()
    {
        using BinanceVenue venue = BinanceBench.VenueFor("ETHUSDT");
        var request = new VenueRequest();
        Assert.False(venue.Encode(BinanceBench.List(ListKind.TradesOfOrder), BinanceBench.NowNs, request));
        Assert.False(venue.Encode(BinanceBench.List(ListKind.None), BinanceBench.NowNs, request));
    }

    [Fact]
    public void ShouldPercentEncodeSymbolsBeyondAscii()
    {
        InstrumentDefinition definition = new() { TickSizeE8 = 1_000_000, LotSizeE8 = 100_000_000 };
        Encoding.UTF8.GetBytes("测试USDT", definition.Symbol);
        Encoding.UTF8.GetBytes("USDT", definition.QuoteAsset);
        using var venue = new BinanceVenue(BinanceBench.Keys, BinanceBench.Bot);
        venue.Bind(new Instrument(0, definition));
        var request = new VenueRequest();

        venue.Encode(BinanceBench.Cancel(), BinanceBench.NowNs, request);

        Assert.StartsWith("/fapi/v1/order?symbol=%E6%B5%8B%E8%AF%95USDT&",
            Encoding.ASCII.GetString(request.Target.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldOpenRenewAndLoseASession()
    {
        using var venue = new BinanceVenue(BinanceBench.Keys, BinanceBench.Bot);
        var request = new VenueRequest();
        Assert.True(venue.EncodeSession(SessionStep.Open, 0, request));
        Assert.Equal((HttpVerb.Post, "/fapi/v1/listenKey"), (
            request.Verb, Encoding.ASCII.GetString(request.Target.Span)));
        Assert.True(venue.EncodeSession(SessionStep.Renew, 0, request));
        Assert.Equal(HttpVerb.Put, request.Verb);

        VenueFixture key = VenueFixture.One("binance", "rest", "listen-key-create-doc");
        VenueFixture gone = VenueFixture.One("binance", "rest", "error-listenkey-unknown");
        Assert.Equal($"/ws/{key.Text("listenKey")}", venue.DecodeSession(
            SessionStep.Open, new VenueReply(200, key.Bytes, 0, 0)));
        Assert.NotNull(venue.DecodeSession(SessionStep.Renew, new VenueReply(200, "{}"u8, 0, 0)));
        Assert.Null(venue.DecodeSession(SessionStep.Renew, new VenueReply(400, gone.Bytes, 0, 0)));
        Assert.Null(venue.DecodeSession(SessionStep.Open, new VenueReply(200, "{}"u8, 0, 0)));
        VenueException e = Assert.Throws<VenueException>(() =>
            venue.DecodeSession(SessionStep.Open, new VenueReply(401, "{\"code\":-2015,\"msg\":\"x\"}"u8, 0, 0)));
        Assert.Contains("API key", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldSubscribeOnThePublicStreamOnly()
    {
        using BinanceVenue venue = BinanceBench.VenueFor("ETHUSDT");
        byte[] frame = new byte[256];
        int length = venue.EncodeGreeting(StreamKind.Market, 0, 0, frame);
        Assert.Equal("{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@bookTicker\"],\"id\":1}",
            Encoding.UTF8.GetString(frame, 0, length));
        Assert.Equal(0, venue.EncodeGreeting(StreamKind.Market, 1, 0, frame));
        Assert.Equal(0, venue.EncodeGreeting(StreamKind.User, 0, 0, frame));
    }
}
