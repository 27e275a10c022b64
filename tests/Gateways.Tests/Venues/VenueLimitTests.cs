using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>What Gate and Bitget say of their limits, and how long we are silent for it.</summary>
public sealed class VenueLimitTests
{
    private const long Ms = 1_000_000;
    private const long Second = 1_000 * Ms;
    private const long NowMs = 1_787_071_659_250;
    private const string GateRefusal = "{\"label\":\"TOO_MANY_REQUESTS\",\"message\":\"Request Rate limit Exceeded\"}";
    private const string BitgetRefusal = "{\"code\":\"429\",\"msg\":\"Too Many Requests\"}";

    private readonly RecordingSink _sink = new();

    /// <summary>Seconds are cut off, so that the end of theirs counts; milliseconds are told by their size.</summary>
    [Theory]
    [InlineData("1787071660", 1_750)]
    [InlineData("1787071659", 750)]
    [InlineData("1787071660.5", 1_250)]
    [InlineData("1787071659650", 400)]
    [InlineData("1787071658", 0)]
    [InlineData("1894000000000", 0)]
    [InlineData("soon", 0)]
    public void ShouldBeSilentUntilGatesWindowEnds(string reset, long expectedMs)
    {
        string lines = "content-type: application/json\r\nX-Gate-RateLimit-Requests-Remain: 0\r\n"
            + $"x-gate-ratelimit-limit: 100\r\nX-Gate-Ratelimit-Reset-Timestamp: {reset}\r\n";
        using IVenueProtocol gate = GateBench.VenueFor("BTC_USDT");
        Reply(gate, 429, GateRefusal, lines);
        Assert.Equal([expectedMs * Ms], Silences());
        Assert.Equal(Reason.RateLimited, _sink.Single<ExecutionReport>(EventKind.ExecutionReport).Reason);
    }

    [Theory]
    [InlineData("x_gate_ratelimit_reset_timestamp")]
    [InlineData("x_gat_ratelimit_reset_timestamp")]
    public void ShouldReadThemOverWebSocketUnderBothNames(string name)
    {
        string frame = Encoding.UTF8.GetString(VenueFixture.One("gate", "orders", "ws-order-place-error-rate-limit")
            .Bytes).Replace("xxxx", "41", StringComparison.Ordinal)
            .Replace("x_gate_ratelimit_reset_timestamp", name, StringComparison.Ordinal);
        using IVenueProtocol gate = GateBench.VenueFor("BTC_USDT");
        Assert.Equal(FrameMeaning.Event, gate.DecodeOrderEntryFrame(Encoding.UTF8.GetBytes(frame), out var reply));
        ListPage page = default;
        const long sentNs = 1_677_816_784_084 * Ms; // when the venue answered; its window ended a second later
        gate.DecodeReply(BinanceBench.Place(), new VenueReply(reply.Status, reply.Body, sentNs, sentNs,
            usage: reply.Usage), ref page, _sink);
        Assert.Equal([Second], Silences());
    }

    [Fact]
    public void ShouldHoldBackOnceWhenGatesLimitIsNearlyUsed()
    {
        using IVenueProtocol gate = GateBench.VenueFor("BTC_USDT");
        string Lines(int remain) => $"X-Gate-RateLimit-Requests-Remain: {remain}\r\nX-Gate-RateLimit-Limit: 100\r\n"
            + "X-Gate-RateLimit-Reset-Timestamp: 1787071658\r\n";
        Reply(gate, 200, "[]", Lines(6));
        Assert.Empty(Silences());
        Reply(gate, 200, "[]", Lines(5));
        Reply(gate, 200, "[]", Lines(4));
        Assert.Equal([Second], Silences());
        Reply(gate, 200, "[]", Lines(0), atMs: 1_001);
        Assert.Equal([Second, Second], Silences());
        Reply(gate, 200, "[]", "X-Gate-RateLimit-Limit: 100\r\nX-Gate-RateLimit-Requests-Remain: -\r\n", atMs: 9_000);
        Assert.Equal(2, Silences().Count);
    }

    /// <summary>Refused right after the silence: a limit that lasts, so the engine's own silence grows.</summary>
    [Fact]
    public void ShouldWaitASecondAtBitgetAndLongerWhenThatWasNotEnough()
    {
        using IVenueProtocol bitget = BitgetBench.VenueFor("BTCUSDT");
        Reply(bitget, 429, BitgetRefusal);
        Reply(bitget, 429, BitgetRefusal, atMs: 300); // had left before
        Reply(bitget, 429, BitgetRefusal, atMs: 1_100);
        Reply(bitget, 429, BitgetRefusal, atMs: 9_000);
        Assert.Equal([Second, 700 * Ms, 0, Second], Silences());
    }

    [Fact]
    public void ShouldHoldBackOnceWhenNothingIsLeftOfBitgetsSecond()
    {
        const string list = "{\"code\":\"00000\",\"data\":{\"entrustedList\":null}}";
        using IVenueProtocol bitget = BitgetBench.VenueFor("BTCUSDT");
        Reply(bitget, 200, list, "x-mbx-used-remain-limit: 1\r\n");
        Assert.Empty(Silences());
        Reply(bitget, 200, list, "X-MBX-USED-REMAIN-LIMIT: 0\r\n");
        Reply(bitget, 200, list, "x-mbx-used-remain-limit: 0\r\n", atMs: 200);
        Assert.Equal([Second], Silences());
        Reply(bitget, 429, BitgetRefusal, "x-mbx-used-remain-limit: 0\r\n", atMs: 2_000);
        Assert.Equal([Second, Second], Silences()); // told once, by the refusal
    }

    private void Reply(IVenueProtocol venue, int status, string body, string lines = "", long atMs = 0)
    {
        long nowNs = (NowMs + atMs) * Ms;
        OutboundCommand command = status == 200 ? BinanceBench.List(ListKind.OpenOrders) : BinanceBench.Place();
        ListPage page = default;
        venue.DecodeReply(command, new VenueReply(status, Encoding.UTF8.GetBytes(body), nowNs - Ms, nowNs,
            usage: Encoding.UTF8.GetBytes(lines)), ref page, _sink);
    }

    private List<long> Silences() =>
        [.. _sink.All<Throttled>(EventKind.Throttled).Select(throttled => throttled.RetryAfterNs)];
}
