using System.Text;
using System.Text.Json;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>What protects the account when the market, the engine or the operator's secrets are in trouble.</summary>
public sealed class VenueGuardTests : RecoveryScene
{
    private const int SigStop = 19;
    private const int SigCont = 18;

    /// <summary>By more than the venue forgives; the long form has those that forgive more.</summary>
    public static TheoryData<string, string, int> ClockJumps
    {
        get
        {
            var jumps = new TheoryData<string, string, int>
            { { "binance", "websocket", 2_500 }, { "binance", "rest", -2_500 } };
            if (!IsLong) return jumps;
            foreach (string way in new[] { "websocket", "rest" })
            {
                jumps.Add("bitget", way, 70_000);
                jumps.Add("gate", way, 70_000);
            }

            return jumps;
        }
    }

    [Fact]
    public async Task ShouldPullBuysWhilePricesStandStillAndTradeAgainByItself()
    {
        // The default patience is 15 s; the long form holds the market still for 30 s with it.
        int freezeMs = IsLong ? 30_000 : 4_000;
        string config = await ConfigAsync(IsLong ? "app: {}" : "guards: { stale_market_data_seconds: 1 }");
        using VenueProcess venue = await VenueProcess.StartAsync();
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6", "--config", config);
        await engine.SeesAsync("phase Trading");
        await UntilAsync(venue, buys => buys > 0, "no buys to begin with", 15);
        await venue.FaultAsync($"{{\"freezePricesForMs\":{freezeMs}}}");
        await UntilAsync(venue, buys => buys == 0, "buys are left in a market that stands still", 25);
        await UntilAsync(venue, buys => buys > 0, "no buys after the market moved again", 60);
        await ReplaysToAsync(await EndsCleanAsync(engine));
    }

    /// <summary>
    /// Every signed request is refused for its time from one moment to the next: cancels and queries, too. Each order
    /// that is placed afterwards shows that the clock was measured anew.
    /// </summary>
    [Theory]
    [MemberData(nameof(ClockJumps))]
    public async Task ShouldMeasureTheClockAgainWhenTheVenuesJumps(string name, string orderEntry, int aheadMs)
    {
        string config = await ConfigAsync($"venue: {{ order_entry: {orderEntry} }}");
        using VenueProcess venue = await VenueProcess.StartAsync(name);
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6", "--config", config);
        await engine.SeesAsync("phase Trading");
        await Task.Delay(3_000); // fills that the venue dates before the run would not count as the run's
        // There and back; not where a list of fills ends at the present: it would miss those dated later.
        int[] jumps = name == "binance" ? [aheadMs, 0] : [aheadMs];
        foreach (int ms in jumps)
        {
            await venue.FaultAsync($"{{\"clockAheadMs\":{ms}}}");
            int before = (await venue.LedgerAsync()).GetProperty("orders").GetArrayLength();
            await UntilAsync(
                venue, ledger => ledger.GetProperty("orders").GetArrayLength() > before + 2, "no orders", 10);
        }

        await ReplaysToAsync(await EndsCleanAsync(engine));
        await venue.AssertNothingTwiceAsync();
        var audit = new JournalAudit(Data);
        Assert.True(audit.Expired >= jumps.Length, $"{audit.Expired} requests refused for their time");
        Assert.True(audit.ClockReadings > jumps.Length, $"the clock was read {audit.ClockReadings} times");
    }

    [Theory]
    [InlineData("binance", 8)]
    [InlineData("gate", 11)] // five seconds are its least
    public async Task ShouldHaveItsOrdersCancelledByTheVenueWhileItIsStopped(string name, int patienceSeconds)
    {
        string config = await ConfigAsync("guards: { dead_mans_switch_seconds: 2 }");
        using VenueProcess venue = await VenueProcess.StartAsync(name);
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6", "--config", config);
        await engine.SeesAsync("phase Trading");
        await UntilAsync(venue, buys => buys > 0, "no buys to begin with", 15);
        engine.Signal(SigStop);
        await UntilAsync(venue, buys => buys == 0, "the venue did not cancel", patienceSeconds);
        Assert.Equal(0, (await venue.LedgerAsync()).GetProperty("openOrders").GetInt32());
        engine.Signal(SigCont);
        await UntilAsync(venue, buys => buys > 0, "no buys after it went on", 30);
        await ReplaysToAsync(await EndsCleanAsync(engine));
    }

    [Fact]
    public async Task ShouldShowTheSecretNowhere()
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        string config = await ConfigAsync(
            $"exchanges: {{ binance: {{ api_key: {venue.Key}, secret_key: {venue.Secret} }} }}");
        string[] arguments =
            ["run", "--venue-url", venue.Url, "--data-dir", Data, "--json", "--interval", "0.6", "--config", config];
        using Opensqt engine = Opensqt.Start(arguments);
        await engine.SeesAsync("phase Trading");
        await UntilAsync(venue, buys => buys > 0, "no buys to begin with", 15);
        await venue.FaultAsync("{\"dropConnections\":true,\"places\":{\"fault\":\"Reject\",\"code\":-1022}}");
        string commandLine = await File.ReadAllTextAsync($"/proc/{engine.ProcessId}/cmdline");
        await Task.Delay(14_000); // an order that was under way is proven absent only after the venue's quarantine
        await EndsCleanAsync(engine);
        using Opensqt unreachable = await Opensqt.RunAsync(
            "run", "--venue-url", "http://127.0.0.1:9", "--data-dir", Data + "2", "--config", config);
        await File.AppendAllTextAsync(config, "trading: { price_interval: none }\n");
        using Opensqt refused = await Opensqt.RunAsync([.. arguments]);
        Assert.NotEqual(0, unreachable.ExitCode);
        Assert.Equal(2, refused.ExitCode);

        Opensqt[] programs = [engine, unreachable, refused];
        List<string> texts = [commandLine, .. programs.SelectMany(p => new[] { p.Output, p.Errors })];
        foreach (string file in Directory.GetFiles(Data, "*", SearchOption.AllDirectories))
            texts.Add(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        Assert.True(texts.Count > 8);
        Assert.All(texts, text => Assert.DoesNotContain(venue.Secret, text, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.DoesNotContain("signature=", text, StringComparison.Ordinal));
    }

    private async Task<string> ConfigAsync(string yaml)
    {
        Directory.CreateDirectory(Data);
        string path = Path.Combine(Path.GetDirectoryName(Data)!, "guards.yaml");
        await File.WriteAllTextAsync(path, yaml + "\n");
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static Task UntilAsync(VenueProcess venue, Func<int, bool> holds, string otherwise, int seconds) =>
        UntilAsync(venue, ledger => holds(ledger.GetProperty("orders").EnumerateArray().Count(o =>
            o.GetProperty("side").GetString() == "BUY"
            && o.GetProperty("status").GetString() is "NEW" or "PARTIALLY_FILLED")), otherwise, seconds);

    private static async Task UntilAsync(
        VenueProcess venue, Func<JsonElement, bool> holds, string otherwise, int seconds)
    {
        for (int i = 0; i < seconds * 20; i++)
        {
            if (holds(await venue.LedgerAsync())) return;
            await Task.Delay(50);
        }

        Assert.Fail($"{otherwise} after {seconds} s");
    }
}
