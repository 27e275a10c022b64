using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Candles of the recorded messages, and of what a venue must not get away with.</summary>
public sealed class BinanceKlineTests
{
    private const long Second = 1_000_000_000;

    public static TheoryData<string> Frames => Names(c => c.Kind == "kline" && c.Text("symbol") is not null
        && !c.Channel.Contains("continuous", StringComparison.Ordinal));

    public static TheoryData<string> Histories => Names(c => c.Kind == "restKlines");

    [Theory]
    [MemberData(nameof(Frames))]
    public void ShouldReadEveryCandleFrame(string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", "kline", name);
        bool isSecond = fixture.Text("interval") == "1s";
        using BinanceVenue venue = VenueWith(isSecond ? Second : 60 * Second, "ETHUSDT", fixture.Text("symbol")!);
        Kline kline = default;

        Assert.Equal(FrameMeaning.Event, venue.DecodeCandleFrame(fixture.Bytes, ref kline));

        Assert.Equal((1, isSecond ? Second : 60 * Second), (kline.Symbol, kline.IntervalNs));
        Assert.Equal((long)fixture.Number("openTimeMs") * 1_000_000, kline.OpenTimeNs);
        Assert.Equal((long)fixture.Number("eventTimeMs") * 1_000_000, kline.VenueTimeNs);
        Assert.Equal(BinanceBench.E8(fixture.Number("open")), kline.OpenE8);
        Assert.Equal(BinanceBench.E8(fixture.Number("high")), kline.HighE8);
        Assert.Equal(BinanceBench.E8(fixture.Number("low")), kline.LowE8);
        Assert.Equal(BinanceBench.E8(fixture.Number("close")), kline.CloseE8);
        Assert.Equal(BinanceBench.E8(fixture.Number("volume")), kline.VolumeE8);
        Assert.Equal(fixture.Text("closed") == "True", kline.IsClosed == 1);
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public void ShouldReadEveryHistory(string name)
    {
        VenueFixture fixture = VenueFixture.One("binance", "kline", name);
        using BinanceVenue venue = VenueWith(60 * Second, "BTCUSDT");
        var rows = new Kline[4];

        int count = venue.DecodeCandles(0, new VenueReply(200, fixture.Bytes, 0, 0), rows);

        Assert.Equal((int)fixture.Number("count"), count);
        System.Text.Json.JsonElement first = fixture.Expect.GetProperty("items")[0];
        Assert.Equal(first.GetProperty("openTimeMs").GetInt64() * 1_000_000, rows[0].OpenTimeNs);
        Assert.Equal(first.GetProperty("closeTimeMs").GetInt64() * 1_000_000, rows[0].VenueTimeNs);
        Assert.Equal(E8(first, "open"), rows[0].OpenE8);
        Assert.Equal(E8(first, "high"), rows[0].HighE8);
        Assert.Equal(E8(first, "low"), rows[0].LowE8);
        Assert.Equal(E8(first, "close"), rows[0].CloseE8);
        if (first.TryGetProperty("volume", out _)) Assert.Equal(E8(first, "volume"), rows[0].VolumeE8);
    }

    [Fact]
    public void ShouldCallAllRowsButTheLastClosed()
    {
        using BinanceVenue venue = VenueWith(60 * Second, "BTCUSDT", "ETHUSDT");
        var rows = new Kline[3];

        int count = venue.DecodeCandles(1, new VenueReply(200, Rows(3), 0, 0), rows);

        Assert.Equal(3, count);
        Assert.Equal([1, 1, 0], rows.Select(row => (int)row.IsClosed));
        Assert.All(rows, row => Assert.Equal((1, 60 * Second), (row.Symbol, row.IntervalNs)));
    }

    [Fact]
    public void ShouldCallUnreadableHistoryNoneAndAskAgainAfterARefusal()
    {
        using BinanceVenue venue = VenueWith(60 * Second, "BTCUSDT");
        var rows = new Kline[2];
        byte[] whole = Rows(2);

        for (int cut = 0; cut < whole.Length; cut++)
            Assert.Equal(-1, venue.DecodeCandles(0, new VenueReply(200, whole.AsSpan(0, cut), 0, 0), rows));
        Assert.Equal(-1, venue.DecodeCandles(0, new VenueReply(200, Rows(3), 0, 0), rows)); // more than was asked for
        Assert.Equal(-1, venue.DecodeCandles(0, new VenueReply(400, "{\"code\":-1121}"u8, 0, 0), rows));
        Assert.Throws<VenueException>(() => venue.DecodeCandles(0, new VenueReply(429, "{}"u8, 0, 0), rows));
        Assert.Throws<VenueException>(() => venue.DecodeCandles(0, new VenueReply(503, "{}"u8, 0, 0), rows));
    }

    [Fact]
    public void ShouldTellForeignCandlesAndOtherFramesApart()
    {
        VenueFixture fixture = VenueFixture.One("binance", "kline", "kline-1m-open-2026-10");
        using BinanceVenue other = VenueWith(60 * Second, "SOLUSDT");
        using BinanceVenue longer = VenueWith(180 * Second, "BTCUSDT");
        byte[] continuous = VenueFixture.One("binance", "kline", "continuous-kline-combined-doc").Bytes;
        byte[] ack = VenueFixture.One("binance", "market", "subscribe-ack").Bytes;
        Kline kline = default;

        Assert.Equal(FrameMeaning.Foreign, other.DecodeCandleFrame(fixture.Bytes, ref kline));
        Assert.Equal(FrameMeaning.Foreign, longer.DecodeCandleFrame(fixture.Bytes, ref kline));
        Assert.Equal(FrameMeaning.Ignored, longer.DecodeCandleFrame(continuous, ref kline));
        Assert.Equal(FrameMeaning.Acknowledged, longer.DecodeCandleFrame(ack, ref kline));
        Assert.Equal(FrameMeaning.Refused, longer.DecodeCandleFrame("{\"code\":2,\"msg\":\"x\"}"u8, ref kline));
    }

    [Fact]
    public void ShouldCallEveryCutFrameBroken()
    {
        byte[] whole = VenueFixture.One("binance", "kline", "kline-1m-open-2026-10").Bytes;
        using BinanceVenue venue = VenueWith(60 * Second, "BTCUSDT");
        Kline kline = default;

        for (int cut = 0; cut < whole.Length; cut++)
            Assert.Equal(FrameMeaning.Broken, venue.DecodeCandleFrame(whole.AsSpan(0, cut), ref kline));
    }

    [Fact]
    public void ShouldAskForHistoryAndSubscribeInOneFrame()
    {
        using BinanceVenue venue = VenueWith(300 * Second, "BTCUSDT", "ETHUSDT");
        var request = new VenueRequest();
        Span<byte> frame = stackalloc byte[2048];

        venue.EncodeCandleQuery(1, request);
        int length = venue.EncodeGreeting(StreamKind.Candles, 0, 0, frame);

        Assert.Equal("/fapi/v1/klines?symbol=ETHUSDT&interval=5m&limit=21",
            Encoding.UTF8.GetString(request.Target.Span));
        Assert.Equal(
            """{"method":"SUBSCRIBE","params":["btcusdt@kline_5m","ethusdt@kline_5m"],"id":1}""",
            Encoding.UTF8.GetString(frame[..length]));
        Assert.Equal(0, venue.EncodeGreeting(StreamKind.Candles, 1, 0, frame));
    }

    [Fact]
    public void ShouldDecodeCandlesWithoutAllocation()
    {
        byte[] frame = VenueFixture.One("binance", "kline", "kline-1m-open-2026-10").Bytes;
        byte[] history = Rows(3);
        using BinanceVenue venue = VenueWith(60 * Second, "BTCUSDT");
        var rows = new Kline[3];
        Kline kline = default;
        for (int i = 0; i < 100; i++) Decode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) Decode();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Decode()
        {
            venue.DecodeCandleFrame(frame, ref kline);
            venue.DecodeCandles(0, new VenueReply(200, history, 0, 0), rows);
        }
    }

    private static byte[] Rows(int count) => Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, count)
        .Select(i =>
            $"[{60_000 * i},\"1.5\",\"2\",\"1\",\"1.25\",\"10.5\",{60_000 * i + 59_999},\"0\",3,\"0\",\"0\",\"0\"]"))
        + "]");

    private static BinanceVenue VenueWith(long intervalNs, params string[] symbols)
    {
        BinanceVenue venue = BinanceBench.VenueFor("ETHUSDT");
        venue.Watch(new CandleWatch(symbols, intervalNs, 20));
        return venue;
    }

    private static long E8(System.Text.Json.JsonElement item, string name) => BinanceBench.E8(
        decimal.Parse(item.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture));

    private static TheoryData<string> Names(Func<VenueFixture, bool> wanted)
    {
        var data = new TheoryData<string>();
        foreach (VenueFixture c in VenueFixture.Load("binance", "kline").Where(wanted)) data.Add(c.Name);
        return data;
    }
}
