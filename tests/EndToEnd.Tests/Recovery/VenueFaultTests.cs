using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>
/// The venue misbehaves in every way it can, one after the other, while orders flow. After each the market is held
/// still, and soon every fill is booked and every holding is on sale; at the end the books are equal.
/// </summary>
public sealed partial class VenueFaultTests(ITestOutputHelper output) : RecoveryScene
{
    /// <summary>
    /// Usually a second. A request that was lost on its way is only proven absent after the venue's quarantine of 7 s.
    /// </summary>
    private const int MostSeconds = 10;

    private const int SellWindow = 10;

    /// <summary>What goes wrong, and for how long orders flow through it, in ms.</summary>
    private static readonly (string Fault, int Ms)[] Faults =
    [
        ("{\"dropConnections\":true,\"refuseForMs\":2000}", 3_000),
        ("{\"places\":{\"fault\":\"LoseAck\",\"count\":3}}", 3_000),
        ("{\"places\":{\"fault\":\"FillAndLoseAck\",\"count\":2}}", 3_000),
        ("{\"places\":{\"fault\":\"NeverReply\",\"count\":2}}", 3_500),
        ("{\"cancels\":{\"fault\":\"LoseAck\",\"count\":3}}", 3_000),
        ("{\"hangForMs\":2500}", 3_500),
        ("{\"rateLimitForMs\":2000}", 4_000),
        ("{\"expireListenKey\":true}", 1_500),
    ];

    /// <summary>Those of the long form.</summary>
    private static readonly (string Fault, int Ms)[] MoreFaults =
    [
        ("{\"dropConnections\":true}", 1_500),
        ("{\"places\":{\"fault\":\"UnknownError\",\"count\":2}}", 2_500),
        ("{\"places\":{\"fault\":\"UnknownError\",\"count\":2,\"code\":-1007}}", 2_500),
        ("{\"places\":{\"fault\":\"DelayReply\",\"count\":2,\"delayMs\":2500}}", 3_500),
        ("{\"places\":{\"fault\":\"DelayRequest\",\"count\":2,\"delayMs\":2500}}", 3_500),
        ("{\"places\":{\"fault\":\"Reject\",\"skip\":1,\"count\":2,\"code\":-4164}}", 2_000),
        ("{\"dropUserEventsForMs\":2500}", 3_500),
        ("{\"duplicateUserEvents\":true}", 1_500),
        ("{\"reorderUserEvents\":true}", 1_500),
    ];

    [Theory]
    [InlineData("websocket")]
    [InlineData("rest")]
    public async Task ShouldBookEveryFillAndSellEveryHoldingAfterEachFault(string orderEntry)
    {
        Directory.CreateDirectory(Data);
        string config = Path.Combine(Data, "..", "venue.yaml");
        await File.WriteAllTextAsync(config, $"venue: {{ order_entry: {orderEntry} }}\n");
        using VenueProcess venue = await VenueProcess.StartAsync(books: Path.Combine(Data, "..", "books"));
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6", "--config", config);
        await engine.SeesAsync("phase Trading");
        await Task.Delay(1_000);
        foreach ((string fault, int ms) in IsLong ? [.. Faults, .. MoreFaults] : Faults)
        {
            long before = await OrdersAsync(venue);
            await venue.FaultAsync(fault);
            await Task.Delay(ms);
            await AgreesAsync(venue, engine, fault);
            Assert.True(await OrdersAsync(venue) > before, $"no order after {fault}\n{engine.Errors}");
        }

        await venue.RestartAsync();
        await Task.Delay(1_500);
        await AgreesAsync(venue, engine, "a restart of the venue");
        JsonElement report = await EndsCleanAsync(engine);
        await venue.AssertNothingTwiceAsync();
        Assert.Equal(0, (await venue.LedgerAsync()).GetProperty("openOrders").GetInt32());
        await ReplaysToAsync(report);
    }

    /// <summary>With the market held still nothing trades, so what is not settled shows as a difference.</summary>
    private async Task AgreesAsync(VenueProcess venue, Opensqt engine, string fault)
    {
        await venue.FaultAsync("{\"clear\":true}");
        string quote = LastQuote(engine);
        await venue.JumpAsync("-1.2"); // below every exit: a post-only one is refused while the bid stands above it
        var link = Stopwatch.StartNew(); // the engine sees it before the market is held: else its price is an old one
        while (LastQuote(engine) == quote && link.Elapsed.TotalSeconds < MostSeconds) await Task.Delay(50);
        await venue.FaultAsync("{\"freezePricesForMs\":11000}");
        var watch = Stopwatch.StartNew();
        string difference = "not looked";
        while (difference.Length > 0 && watch.Elapsed.TotalSeconds < MostSeconds)
        {
            await Task.Delay(200);
            difference = Difference(await venue.LedgerAsync(), engine.Errors);
        }

        Assert.True(difference.Length == 0, $"{fault}: {difference}\n{engine.Errors}");
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s after {fault}");
        await venue.AssertNothingTwiceAsync();
        await venue.FaultAsync("{\"clear\":true}");
    }

    private static string LastQuote(Opensqt engine) => QuotePattern().Matches(engine.Errors)[^1].Value;

    private static string Difference(JsonElement ledger, string errors)
    {
        if (StatusPattern().Matches(errors) is not [.., var last]) return "no status line";
        decimal held = Decimal(ledger.GetProperty("position").GetString()!);
        JsonElement[] open = [.. ledger.GetProperty("orders").EnumerateArray()
            .Where(o => o.GetProperty("status").GetString() is "NEW" or "PARTIALLY_FILLED")];
        JsonElement[] sells = [.. open.Where(o => o.GetProperty("side").GetString() == "SELL")];
        decimal selling = sells.Sum(o => Number(o, "origQty") - Number(o, "cumQty"));
        decimal stillBuying = open.Except(sells).Sum(o => Number(o, "cumQty")); // on sale once the buy is over
        JsonElement fills = ledger.GetProperty("fills");
        if (Decimal(last.Groups[1].Value) != held) return $"position {last.Groups[1].Value}, at the venue {held}";
        if (last.Groups[2].Value != $"{fills.GetProperty("buy")}+{fills.GetProperty("sell")}")
            return $"fills {last.Groups[2].Value}, at the venue {fills}";
        bool isOnSale = selling == held - stillBuying || sells.Length >= SellWindow;
        return isOnSale ? "" : $"{held} held, {stillBuying} of it in live buys, {selling} on sale";
    }

    private static decimal Number(JsonElement order, string name) => Decimal(order.GetProperty(name).GetString()!);

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<long> OrdersAsync(VenueProcess venue) =>
        (await venue.LedgerAsync()).GetProperty("orders").GetArrayLength();

    [GeneratedRegex(" pos (-?[0-9.]+) .* fills ([0-9]+\\+[0-9]+) ")]
    private static partial Regex StatusPattern();

    [GeneratedRegex("^ETHUSDT [0-9.]+/[0-9.]+ ", RegexOptions.Multiline)]
    private static partial Regex QuotePattern();
}
