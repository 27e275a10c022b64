using System.Security.Cryptography;
using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Venues.Bitget;
using OpenSQT.Lmax.Gateways.Venues.Gate;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Rules that Bitget and Gate have for themselves, each by its name.</summary>
public sealed class VenueRuleTests
{
    [Fact]
    public void ShouldAskGateForDecimalSizesOnEverySocketAndRequest()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        Assert.Equal("X-Gate-Size-Decimal: 1\r\n", venue.Dialect.UpgradeHeaders);
        var request = new VenueRequest();
        foreach (ListKind kind in new[] { ListKind.OpenOrders, ListKind.Position, ListKind.Account })
        {
            Assert.True(venue.Encode(BinanceBench.List(kind), GateBench.NowNs, request));
            Assert.Contains("X-Gate-Size-Decimal: 1\r\n", Encoding.ASCII.GetString(request.Headers.Span),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ShouldNameOneContractInEachGateSubscriptionSoThatABadOneFailsAlone()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        string[] frames = [.. Enumerable.Range(0, 2).Select(step => Greeting(venue, StreamKind.Candles, step))];
        Assert.Contains("[\"1m\",\"BTC_USD\"]", frames[0], StringComparison.Ordinal);
        Assert.Contains("[\"1m\",\"ETH_USDT\"]", frames[1], StringComparison.Ordinal);
        Assert.Contains("\"payload\":[\"ETH_USDT\"]", Greeting(venue, StreamKind.Market, 0), StringComparison.Ordinal);
        Assert.Equal("", Greeting(venue, StreamKind.Market, 1));
    }

    /// <summary>
    /// What is signed, written down here from the documentation: the query as it is sent, and the hash of no body.
    /// </summary>
    [Theory]
    [InlineData(HttpVerb.Get, "GET", "/api/v4/futures/usdt/orders", "status=open&contract=ETH_USDT&limit=100&offset=0")]
    [InlineData(HttpVerb.Post, "POST", "/api/v4/futures/usdt/positions/ETH_USDT/leverage", "leverage=10")]
    public void ShouldSignGatesQueryWithTheHashOfAnEmptyBody(HttpVerb verb, string word, string path, string query)
    {
        const string hashOfNothing = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
            + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";
        const long seconds = 1_541_993_715;
        using var signer = new GateSigner(new Credentials("key", "secret"));
        var request = new VenueRequest();
        request.Begin(verb, Encoding.ASCII.GetBytes($"{path}?{query}"));
        signer.SignRequest(request, seconds);
        byte[] expected = HMACSHA512.HashData(
            "secret"u8, Encoding.ASCII.GetBytes($"{word}\n{path}\n{query}\n{hashOfNothing}\n{seconds}"));
        Assert.EndsWith($"SIGN: {Convert.ToHexStringLower(expected)}\r\n",
            Encoding.ASCII.GetString(request.Headers.Span), StringComparison.Ordinal);
        Assert.Equal(0, request.Body.Length);
    }

    [Theory]
    [InlineData("filled", 0, OrdStatus.Filled, Reason.None)]
    [InlineData("cancelled", 5, OrdStatus.Canceled, Reason.None)]
    [InlineData("ioc", 5, OrdStatus.Canceled, Reason.None)]
    [InlineData("poc", 10, OrdStatus.Canceled, Reason.WouldTake)]
    [InlineData("stp", 10, OrdStatus.Canceled, Reason.SelfTradePrevention)]
    [InlineData("reduce_out", 5, OrdStatus.Canceled, Reason.ReduceOnlyKnockedOut)]
    [InlineData("a_new_word", 0, OrdStatus.Filled, Reason.None)]
    [InlineData("a_new_word", 5, OrdStatus.Canceled, Reason.None)]
    public void ShouldReadGatesFinishBySizeAndLeft(string finish, int left, OrdStatus status, Reason reason)
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        var sink = new RecordingSink();
        string frame = "{\"channel\":\"futures.orders\",\"event\":\"update\",\"time_ms\":1700000000000,\"result\":[{"
            + $"\"contract\":\"ETH_USDT\",\"id\":168322043570393737,\"text\":\"t-{BinanceBench.OwnText()}\","
            + $"\"size\":-10,\"left\":{-left},\"price\":2600.5,\"fill_price\":0,\"status\":\"finished\","
            + $"\"tif\":\"poc\",\"finish_as\":\"{finish}\",\"update_time\":1700000000000}}]}}";
        Assert.Equal(FrameMeaning.Event, venue.DecodeUserFrame(Encoding.UTF8.GetBytes(frame), 0, sink));
        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((168_322_043_570_393_737ul, Side.Sell, status, reason), // an id beyond 2^53
            (report.OrderId.Low, report.Side, report.OrdStatus, report.Reason));
        Assert.Equal(GateBench.Lots(10 - left), report.CumQtyLots);
    }

    [Fact]
    public void ShouldTakeABitgetPushForWhatItIsAlthoughItCallsItselfASnapshot()
    {
        using BitgetVenue venue = BitgetBench.VenueFor("ETHUSDT");
        var sink = new RecordingSink();
        byte[] empty = """
            {"action":"snapshot","arg":{"instType":"USDT-FUTURES","channel":"orders","instId":"default"},
            "data":[],"ts":1}
            """u8.ToArray();
        Assert.Equal(FrameMeaning.Ignored, venue.DecodeUserFrame(empty, 0, sink)); // it says nothing of open orders
        Assert.Empty(sink.Events);
    }

    [Theory]
    [InlineData("one_way_mode", 0)]
    [InlineData("hedge_mode", 1)]
    public void ShouldReportBitgetsHedgeModeForPreFlightToRefuse(string mode, long expected)
    {
        byte[] account = Encoding.UTF8.GetBytes(
            $$$"""{"code":"00000","data":{"marginMode":"crossed","posMode":"{{{mode}}}"}}""");
        AccountSetting setting = BitgetBench.Reply("ETHUSDT", BinanceBench.List(ListKind.PositionMode), 200, account)
            .Single<AccountSetting>(EventKind.AccountSetting);
        Assert.Equal((AccountSettingKind.HedgeMode, expected), (setting.Kind, setting.Value));
    }

    [Fact]
    public void ShouldTakeOrdersOverWebSocketWithoutAllocation()
    {
        const int rounds = 20_000;
        byte[] gateReply = Encoding.UTF8.GetBytes("{\"request_id\":\"7\",\"header\":{\"status\":\"400\",\"channel\":"
            + "\"futures.order_place\"},\"data\":{\"errs\":{\"label\":\"ORDER_POC_IMMEDIATE\",\"message\":\"\"}}}");
        byte[] bitgetReply = Encoding.UTF8.GetBytes("{\"event\":\"error\",\"arg\":[{\"id\":\"7\",\"params\":{}}],"
            + "\"code\":40762,\"msg\":\"The order amount exceeds the balance\"}");
        using GateVenue gate = GateBench.VenueFor("ETH_USDT");
        using BitgetVenue bitget = BitgetBench.VenueFor("ETHUSDT");
        byte[] frame = new byte[2048];
        var sink = new LastEventSink();
        OutboundCommand place = BinanceBench.Place();
        OutboundCommand cancel = BinanceBench.Cancel();
        long nowNs = GateBench.NowNs;
        void Round(IVenueProtocol venue, byte[] reply)
        {
            nowNs += 1_000_000_000;
            venue.EncodeOrderEntry(place, 7, nowNs, frame);
            venue.EncodeOrderEntry(cancel, 8, nowNs, frame);
            venue.DecodeOrderEntryFrame(reply, out OrderEntryReply read);
            ListPage page = default;
            venue.DecodeReply(place, new VenueReply(read.Status, read.Body, 0, nowNs), ref page, sink);
        }

        for (int i = 0; i < 200; i++) Both();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++) Both();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < rounds / 10, $"{allocated} bytes in {rounds} rounds"); // tiered compilation aside
        Assert.Equal(2 * (rounds + 200), sink.Count);

        void Both()
        {
            Round(gate, gateReply);
            Round(bitget, bitgetReply);
        }
    }

    private static string Greeting(GateVenue venue, StreamKind stream, int step)
    {
        byte[] frame = new byte[2048];
        return Encoding.UTF8.GetString(frame, 0, venue.EncodeGreeting(stream, step, GateBench.NowNs, frame));
    }
}
