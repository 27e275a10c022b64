using System.Globalization;
using System.Net;
using System.Text.Json;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>Candle history and stream, on a clock that runs 600 times faster: a minute takes 100 ms.</summary>
public sealed class VenueCandleTests : VenueScene
{
    protected override SimulatedVenueOptions Options => new() { Speed = 600, Seed = 7 };

    [Theory]
    [InlineData("BTCUSDT", "1m", 60_000)]
    [InlineData("ETHUSDT", "3m", 180_000)]
    [InlineData("XRPUSDT", "5m", 300_000)]
    public async Task ShouldGiveAsManyCandlesAsAskedForWithoutAGap(string symbol, string interval, long intervalMs)
    {
        List<Row> rows = await History(symbol, interval, 1_500);

        Assert.Equal(1_500, rows.Count);
        Assert.All(rows, r => Assert.Equal(0, r.OpenMs % intervalMs));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.Equal(intervalMs, pair.Second.OpenMs - pair.First.OpenMs));
        Assert.All(rows, r =>
            Assert.True(r.Low <= r.Open && r.Open <= r.High && r.Low <= r.Close && r.Close <= r.High));
        Assert.All(rows.SkipLast(50), r => Assert.True(r.Volume > 0));
    }

    [Fact]
    public async Task ShouldMakeOneCandleOfThree()
    {
        List<Row> minutes = await History("SOLUSDT", "1m", 300);
        Row whole = (await History("SOLUSDT", "3m", 60)).First(r => r.OpenMs > minutes[0].OpenMs);
        List<Row> parts = [.. minutes.Where(m => m.OpenMs >= whole.OpenMs && m.OpenMs < whole.OpenMs + 180_000)];

        Assert.Equal(3, parts.Count);
        Assert.Equal((parts[0].Open, parts[2].Close), (whole.Open, whole.Close));
        Assert.Equal((parts.Max(p => p.High), parts.Min(p => p.Low)), (whole.High, whole.Low));
        Assert.Equal(parts.Sum(p => p.Volume), whole.Volume);
    }

    [Fact]
    public async Task ShouldRefuseWhatItDoesNotServe()
    {
        Assert.Equal(-1121, (await Client.Get("/fapi/v1/klines", "symbol=NOSUCH&interval=1m")).Code);
        Assert.Equal(-1120, (await Client.Get("/fapi/v1/klines", "symbol=BTCUSDT&interval=2m")).Code);
        Assert.Equal(-1102, (await Client.Get("/fapi/v1/klines", "interval=1m")).Code);
        Assert.Equal(-1102, (await Client.Get("/fapi/v1/klines", "symbol=BTCUSDT&interval=1m&limit=1501")).Code);
    }

    [Fact]
    public async Task ShouldGiveTheRowsOfATimeSpan()
    {
        List<Row> all = await History("BTCUSDT", "1m", 100);
        string span = string.Create(CultureInfo.InvariantCulture,
            $"&startTime={all[10].OpenMs}&endTime={all[19].OpenMs}");

        VenueClient.VenueReply reply = await Client.Get("/fapi/v1/klines", "symbol=BTCUSDT&interval=1m" + span);

        Assert.Equal(all[10..20], Rows(reply));
    }

    [Fact]
    public async Task ShouldWalkTheSameWayForTheSameSeed()
    {
        await using SimulatedVenue same = await SimulatedVenue.StartAsync(new SimulatedVenueOptions { Seed = 7 });
        await using SimulatedVenue other = await SimulatedVenue.StartAsync(new SimulatedVenueOptions { Seed = 8 });
        using var sameClient = new VenueClient(same);
        using var otherClient = new VenueClient(other);
        List<decimal> first = [.. (await History("BTCUSDT", "1m", 200)).Select(r => r.Close)];

        List<decimal> second = [.. (await History("BTCUSDT", "1m", 20, sameClient)).SkipLast(1).Select(r => r.Close)];
        List<decimal> third = [.. (await History("BTCUSDT", "1m", 20, otherClient)).SkipLast(1).Select(r => r.Close)];

        string walk = string.Join(' ', first);
        Assert.Contains(string.Join(' ', second), walk, StringComparison.Ordinal);
        Assert.DoesNotContain(string.Join(' ', third), walk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldStreamEveryEndOnceAndAgreeWithTheHistory()
    {
        using VenueClient.StreamReader stream =
            await Client.Stream("/market/stream?streams=btcusdt@kline_1m/ethusdt@kline_1m/BTCUSDT@kline_1m");

        List<JsonElement> candles = [.. (await stream.Take(60)).Select(f => f.GetProperty("data").GetProperty("k"))];
        List<Row> history = await History("BTCUSDT", "1m", 200);

        List<JsonElement> ends = [.. candles.Where(k => Text(k, "s") == "BTCUSDT" && k.GetProperty("x").GetBoolean())];
        Assert.InRange(ends.Count, 5, 60);
        Assert.All(ends.Zip(ends.Skip(1)), pair =>
            Assert.Equal(60_000, pair.Second.GetProperty("t").GetInt64() - pair.First.GetProperty("t").GetInt64()));
        Assert.All(ends, k => Assert.Contains(history, r => r.OpenMs == k.GetProperty("t").GetInt64()
            && r.Close == Number(k, "c") && r.Volume == Number(k, "v") && r.Low == Number(k, "l")));
        Assert.Contains(candles, k => Text(k, "s") == "ETHUSDT" && Number(k, "v") > 0);
        Assert.Contains(candles, k => !k.GetProperty("x").GetBoolean());
    }

    [Fact]
    public async Task ShouldMakeTheCandlesOfAllSymbolsFallOnVolumeForAWhile()
    {
        await Client.Admin("/admin/faults", """{"panicCandles":3}""");
        await Task.Delay(800);

        foreach (string symbol in new[] { "BTCUSDT", "ETHUSDT" })
        {
            List<Row> rows = await History(symbol, "1m", 40);
            decimal usual = rows[..10].Average(r => r.Volume);
            decimal close = rows[..10].Average(r => r.Close);
            List<Row> abnormal = [.. rows.Where(r => r.Volume > 4 * usual && r.Close < 0.98m * close)];
            Assert.Equal(3, abnormal.Count);
            Assert.True(rows[^2].Close > 0.98m * close);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await Client.Admin("/admin/faults", """{"panicCandles":0}""")).Status);
    }

    private async Task<List<Row>> History(string symbol, string interval, int limit, VenueClient? client = null) =>
        Rows(await (client ?? Client).Get("/fapi/v1/klines", $"symbol={symbol}&interval={interval}&limit={limit}"));

    private static List<Row> Rows(VenueClient.VenueReply reply) =>
    [
        .. reply.Body.EnumerateArray().Select(r => new Row(
            r[0].GetInt64(), Number(r[1]), Number(r[2]), Number(r[3]), Number(r[4]), Number(r[5]))),
    ];

    private static string Text(JsonElement frame, string name) => frame.GetProperty(name).GetString()!;

    private static decimal Number(JsonElement frame, string name) => Number(frame.GetProperty(name));

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private sealed record Row(long OpenMs, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume);
}
