namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>What must not be traded on: refused with the remedy and exit code 3, and nothing is lost by it.</summary>
public sealed class RefusalTests : RecoveryScene
{
    [Fact]
    public async Task ShouldRefuseHedgeMode()
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        await venue.SignedAsync(HttpMethod.Post, "/fapi/v1/positionSide/dual", "dualSidePosition=true");
        using Opensqt engine = venue.StartEngine(Data, "--duration", "20s");
        await RefusedAsync(engine, "hedge mode");
    }

    [Fact]
    public async Task ShouldRefuseAShortPosition()
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        await venue.SignedAsync(
            HttpMethod.Post, "/fapi/v1/order", "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.05");
        using Opensqt engine = venue.StartEngine(Data, "--duration", "20s");
        await RefusedAsync(engine, "short");
    }

    [Fact]
    public async Task ShouldRefuseADamagedJournalAndTheJournalOfAnotherBot()
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        using (Opensqt first = venue.StartEngine(Data))
        {
            await first.SeesAsync("phase Trading");
            await Task.Delay(1_000);
            await EndsCleanAsync(first);
        }

        string config = Path.Combine(Data, "..", "other.yaml");
        await File.WriteAllTextAsync(config, "trading: { bot_code: \"zz\" }\n");
        using Opensqt other = venue.StartEngine(Data, "--config", config);
        await RefusedAsync(other, "bot");

        string segment = Directory.GetFiles(Data, "events-*.archive").Order().First();
        await using (FileStream file = File.Open(segment, FileMode.Open))
        {
            file.Position = 4096 + 40 * 128 + 70;
            int value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        using Opensqt damaged = venue.StartEngine(Data);
        await RefusedAsync(damaged, Path.GetFileName(segment));
    }
}
