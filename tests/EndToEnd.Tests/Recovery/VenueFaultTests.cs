using System.Text.Json;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>
/// The venue misbehaves while orders flow; each story must end with the venue's books and nothing twice.
/// </summary>
public sealed class VenueFaultTests : RecoveryScene
{
    [Theory]
    [InlineData("{\"dropConnections\":true}")]
    [InlineData("{\"places\":{\"fault\":\"LoseAck\",\"count\":3}}")]
    [InlineData("{\"places\":{\"fault\":\"UnknownError\",\"count\":3}}")]
    [InlineData("{\"places\":{\"fault\":\"FillAndLoseAck\",\"count\":2}}")]
    [InlineData("{\"places\":{\"fault\":\"NeverReply\",\"count\":2}}")]
    [InlineData("{\"places\":{\"fault\":\"DelayRequest\",\"count\":2,\"delayMs\":2500}}")]
    [InlineData("{\"cancels\":{\"fault\":\"LoseAck\",\"count\":3}}")]
    [InlineData("{\"hangForMs\":3000}")]
    [InlineData("{\"dropUserEventsForMs\":3000}")]
    [InlineData("{\"duplicateUserEvents\":true}")]
    [InlineData("{\"expireListenKey\":true}")]
    public async Task ShouldEndWithTheVenuesBooks(string fault)
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        using Opensqt engine = venue.StartEngine(Data, "--interval", "0.6");
        await engine.SeesAsync("phase Trading");
        await Task.Delay(500);
        await venue.FaultAsync(fault);
        long before = await OrdersAsync(venue);
        for (int i = 0; i < 16; i++)
        {
            await Task.Delay(500);
            await venue.AssertNothingTwiceAsync();
        }

        Assert.True(await OrdersAsync(venue) > before, $"no order in 8 s\n{engine.Errors}");
        JsonElement report = await EndsCleanAsync(engine);
        await venue.AssertNothingTwiceAsync();
        await ReplaysToAsync(report);
    }

    private static async Task<long> OrdersAsync(VenueProcess venue) =>
        (await venue.LedgerAsync()).GetProperty("orders").GetArrayLength();
}
