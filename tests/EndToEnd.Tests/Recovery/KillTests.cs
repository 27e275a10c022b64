using System.Text.Json;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>kill -9 at random moments, against a venue in another process that goes on trading.</summary>
public sealed class KillTests(ITestOutputHelper output) : RecoveryScene
{
    [Fact]
    public async Task ShouldBuyNothingTwiceAndLoseNothingWhenKilledAtRandomMoments()
    {
        int kills = IsLong ? 1_000 : 5;
        int seed = Environment.TickCount;
        output.WriteLine($"{kills} kills, seed {seed}");
        var random = new Random(seed);
        using VenueProcess venue = await VenueProcess.StartAsync();
        int done = 0;
        try
        {
            for (; done < kills; done++) await KillAsync(venue, isStarting: done % 3 == 2, random);
        }
        catch (Exception e) when (IsLong)
        {
            throw new InvalidOperationException($"kill {done + 1}, seed {seed}; the data: {KeepData()}", e);
        }

        using Opensqt last = venue.StartEngine(Data, "--interval", "0.6");
        await last.SeesAsync("phase Trading");
        Assert.DoesNotContain("grid: anchor", last.Errors, StringComparison.Ordinal);
        await Task.Delay(3_000);
        await venue.AssertNothingTwiceAsync();
        JsonElement report = await EndsCleanAsync(last);
        Assert.True(report.GetProperty("fills").GetProperty("buy").GetInt64() > 0);
        await ReplaysToAsync(report);
    }

    [Fact]
    public async Task ShouldKeepTheEmbeddedVenuesBooksBesideItsOwn()
    {
        string[] arguments = ["run", "--data-dir", Data, "--json", "--speed", "20", "--interval", "0.6"];
        using (Opensqt first = Opensqt.Start(arguments))
        {
            await first.SeesAsync("phase Trading");
            await Task.Delay(3_000);
            first.Signal(SigKill); // engine and venue die together
            await first.EndAsync();
        }

        using Opensqt second = Opensqt.Start(arguments);
        await second.SeesAsync("phase Trading");
        Assert.DoesNotContain("grid: anchor", second.Errors, StringComparison.Ordinal);
        await Task.Delay(2_000);
        JsonElement report = await EndsCleanAsync(second);
        Assert.True(report.GetProperty("fills").GetProperty("buy").GetInt64() > 0);
        await ReplaysToAsync(report);
    }

    [Theory]
    [InlineData("+30")]
    [InlineData("-30")]
    public async Task ShouldComeBackToTheSameGridThirtyIntervalsAway(string jump)
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        using (Opensqt first = venue.StartEngine(Data))
        {
            await first.SeesAsync("phase Trading");
            await HoldsSomethingAsync(venue);
            first.Signal(SigKill);
            await first.EndAsync();
        }

        await venue.JumpAsync(jump);
        using Opensqt second = venue.StartEngine(Data);
        await second.SeesAsync("phase Trading");
        await Task.Delay(2_000);
        Assert.DoesNotContain("grid: anchor", second.Errors, StringComparison.Ordinal);
        await venue.AssertNothingTwiceAsync();
        await EveryHoldingHasItsExitAsync(venue);
        await ReplaysToAsync(await EndsCleanAsync(second));
    }

    /// <summary>One in three dies while it still starts, the others while they trade.</summary>
    private async Task KillAsync(VenueProcess venue, bool isStarting, Random random)
    {
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6");
        await engine.SeesAsync(isStarting ? "phase Preflight" : "phase Trading");
        await Task.Delay(random.Next(isStarting ? 100 : 2_500));
        engine.Signal(SigKill);
        await engine.EndAsync();
        await venue.AssertNothingTwiceAsync();
    }

    private static async Task HoldsSomethingAsync(VenueProcess venue)
    {
        for (int i = 0; i < 300; i++)
        {
            JsonElement ledger = await venue.LedgerAsync();
            if (ledger.GetProperty("position").GetString() != "0"
                && ledger.GetProperty("fills").GetProperty("buy").GetInt32() > 1) return;
            await Task.Delay(50);
        }

        Assert.Fail("nothing was bought in 15 s");
    }

    /// <summary>
    /// Up to the sell window: what is held beyond it waits for its turn. An exit that was on its way at the kill and
    /// never came to be has another after 9 s.
    /// </summary>
    private static async Task EveryHoldingHasItsExitAsync(VenueProcess venue)
    {
        decimal held = 0;
        decimal selling = 0;
        for (int i = 0; i < 240; i++)
        {
            JsonElement ledger = await venue.LedgerAsync();
            selling = ledger.GetProperty("orders").EnumerateArray()
                .Where(o => o.GetProperty("side").GetString() == "SELL"
                    && o.GetProperty("status").GetString() is "NEW" or "PARTIALLY_FILLED")
                .Sum(o => Decimal(o, "origQty") - Decimal(o, "cumQty"));
            held = Decimal(ledger, "position");
            if (selling == held || selling >= 10 * 0.011m) return;
            await Task.Delay(50);
        }

        Assert.Fail($"{held} held, {selling} on sale");
    }

    private static decimal Decimal(JsonElement element, string name) => decimal.Parse(
        element.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
