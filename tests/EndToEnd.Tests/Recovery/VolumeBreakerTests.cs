using System.Text.Json;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>Many markets fall at once: entries go, exits stay, and entries come back when it is over.</summary>
public sealed class VolumeBreakerTests : RecoveryScene
{
    [Fact]
    public async Task ShouldPullBuysInAPanicAndPlaceThemAgainAfterIt()
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6");
        await engine.SeesAsync("phase Trading");
        await UntilAsync(venue, (buys, sells) => buys > 0 && sells > 0, "no buys and sells to begin with");
        Assert.DoesNotContain("volume breaker", engine.Errors, StringComparison.Ordinal);

        await venue.FaultAsync("{\"panicCandles\":2}");
        await engine.SeesAsync("volume breaker tripped: 5 symbols abnormal (0 of them without data)");
        await UntilAsync(venue, (buys, _) => buys == 0, "buys are left");
        Assert.DoesNotContain("volume breaker recovered", engine.Errors, StringComparison.Ordinal);
        Assert.True(Live(await venue.LedgerAsync(), "SELL") > 0, "the exits are gone");
        Assert.Contains("BTCUSDT has", engine.Errors, StringComparison.Ordinal);

        await engine.SeesAsync("volume breaker recovered");
        await UntilAsync(venue, (buys, _) => buys > 0, "no buys after the recovery");
        await venue.AssertNothingTwiceAsync();
        await ReplaysToAsync(await EndsCleanAsync(engine));
    }

    [Fact]
    public async Task ShouldNotBuyWhileNoMonitoredSymbolHasCandles()
    {
        string config = Path.Combine(Path.GetDirectoryName(Data)!, "breaker.yaml");
        await File.WriteAllTextAsync(config, "risk_control: { monitor_symbols: [NOSUCH, NEITHER] }\n");
        using VenueProcess venue = await VenueProcess.StartAsync();
        using Opensqt engine = venue.StartEngine(Data, "--config", config);

        await engine.SeesAsync("volume breaker: NOSUCH is without data");
        await engine.SeesAsync("no candles of NEITHER");
        await Task.Delay(1_000);

        Assert.Equal(0, (await venue.LedgerAsync()).GetProperty("orders").GetArrayLength());
        await ReplaysToAsync(await EndsCleanAsync(engine));
    }

    private static async Task UntilAsync(VenueProcess venue, Func<int, int, bool> holds, string otherwise)
    {
        for (int i = 0; i < 600; i++)
        {
            JsonElement ledger = await venue.LedgerAsync();
            if (holds(Live(ledger, "BUY"), Live(ledger, "SELL"))) return;
            await Task.Delay(25);
        }

        Assert.Fail($"{otherwise} after 15 s");
    }

    private static int Live(JsonElement ledger, string side) =>
        ledger.GetProperty("orders").EnumerateArray().Count(o => o.GetProperty("side").GetString() == side
            && o.GetProperty("status").GetString() is "NEW" or "PARTIALLY_FILLED");
}
