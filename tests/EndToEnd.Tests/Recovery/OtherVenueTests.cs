using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>The same stories as on Binance, through the protocols of the other venues.</summary>
public sealed class OtherVenueTests(ITestOutputHelper output) : RecoveryScene
{
    /// <summary>The whole list; a rate limit last, because it silences the engine.</summary>
    private static readonly string[] Faults =
    [
        "{\"places\":{\"fault\":\"LoseAck\",\"count\":2}}",
        "{\"places\":{\"fault\":\"UnknownError\",\"count\":2}}",
        "{\"places\":{\"fault\":\"UnknownError\",\"count\":2,\"code\":-1007}}",
        "{\"places\":{\"fault\":\"FillAndLoseAck\",\"count\":2}}",
        "{\"places\":{\"fault\":\"NeverReply\"}}",
        "{\"places\":{\"fault\":\"DelayReply\",\"count\":2,\"delayMs\":1500}}",
        "{\"places\":{\"fault\":\"DelayRequest\",\"count\":2,\"delayMs\":1500}}",
        "{\"places\":{\"fault\":\"Reject\",\"count\":2,\"code\":-2019}}",
        "{\"cancels\":{\"fault\":\"LoseAck\",\"count\":2}}",
        "{\"duplicateUserEvents\":true}",
        "{\"reorderUserEvents\":true}",
        "{\"dropUserEventsForMs\":1500}",
        "{\"hangForMs\":1500}",
        "{\"expireListenKey\":true}",
        "{\"dropConnections\":true}",
        "{\"dropConnections\":true,\"refuseForMs\":1000}",
        "{\"rateLimitForMs\":1000}",
    ];

    [Theory]
    [InlineData("gate", "websocket")]
    [InlineData("gate", "rest")]
    [InlineData("bitget", "websocket")]
    [InlineData("bitget", "rest")]
    public async Task ShouldEndWithTheVenuesBooksAfterAllFaultsInOneRun(string name, string orderEntry)
    {
        int rounds = IsLong ? 4 : 1;
        output.WriteLine($"{rounds} rounds of {Faults.Length} faults");
        using VenueProcess venue = await VenueProcess.StartAsync(name);
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6", "--config", SmallWindows(orderEntry));
        await engine.SeesAsync("phase Trading");
        for (int i = 0; i < rounds * Faults.Length; i++)
        {
            await Task.Delay(IsLong ? 600 : 300);
            await venue.FaultAsync(Faults[i % Faults.Length]);
            await Task.Delay(IsLong ? 400 : 200);
            await venue.AssertNothingTwiceAsync();
        }

        long before = await OrdersAsync(venue);
        for (int i = 0; i < 60 && await OrdersAsync(venue) == before; i++)
        {
            // Down: buys fill, and their exits must follow. Up: exits fill, and buys must follow; after so many margin
            // rejects there may have been no buy, for minutes.
            if (i % 20 == 0) await venue.JumpAsync(i == 20 ? "+4.2" : "-1.8");
            await Task.Delay(500);
        }

        Assert.True(await OrdersAsync(venue) > before, $"no order in 30 s after the last fault\n{engine.Errors}");
        JsonElement report = await EndsCleanAsync(engine);
        await venue.AssertNothingTwiceAsync();
        await ReplaysToAsync(report);
    }

    /// <summary>Pre-flight's question is the second one; half its round trip is more than pre-flight allows.</summary>
    [Fact]
    public async Task ShouldStartThoughTheVenueIsSlowToTellItsTime()
    {
        using VenueProcess venue = await VenueProcess.StartAsync("bitget");
        await venue.FaultAsync("{\"times\":{\"fault\":\"DelayReply\",\"skip\":1,\"delayMs\":2500}}");
        var watch = Stopwatch.StartNew();
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6", "--config", SmallWindows("rest"));
        await engine.SeesAsync("phase Trading");
        Assert.True(watch.ElapsedMilliseconds > 2_500, "no answer was slow");
        await EndsCleanAsync(engine);
    }

    [Theory]
    [InlineData("gate", "websocket")]
    [InlineData("bitget", "rest")]
    public async Task ShouldBuyNothingTwiceAndLoseNothingWhenKilled(string name, string orderEntry)
    {
        int kills = IsLong ? 30 : 2;
        int seed = Environment.TickCount;
        output.WriteLine($"{kills} kills, seed {seed}");
        var random = new Random(seed);
        using VenueProcess venue = await VenueProcess.StartAsync(name);
        for (int i = 0; i < kills; i++)
        {
            using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6", "--config", SmallWindows(orderEntry));
            await engine.SeesAsync("phase Trading");
            await Task.Delay(random.Next(2_000));
            engine.Signal(SigKill);
            await engine.EndAsync();
            await venue.AssertNothingTwiceAsync();
        }

        using Opensqt last = venue.StartEngine(Data, "--interval", "0.6", "--config", SmallWindows(orderEntry));
        await last.SeesAsync("phase Trading");
        Assert.DoesNotContain("grid: anchor", last.Errors, StringComparison.Ordinal);
        await Task.Delay(2_000);
        await venue.AssertNothingTwiceAsync();
        JsonElement report = await EndsCleanAsync(last);
        Assert.True(report.GetProperty("fills").GetProperty("buy").GetInt64() > 0);
        await ReplaysToAsync(report);
    }

    /// <summary>So few orders that a venue of few messages keeps up with the market.</summary>
    private string SmallWindows(string orderEntry)
    {
        string file = Data + ".yaml";
        File.WriteAllText(file, "trading: { buy_window_size: 4, sell_window_size: 4 }\n"
            + $"venue: {{ order_entry: {orderEntry} }}\n");
        return file;
    }

    private static async Task<long> OrdersAsync(VenueProcess venue) =>
        (await venue.LedgerAsync()).GetProperty("orders").GetArrayLength();
}
