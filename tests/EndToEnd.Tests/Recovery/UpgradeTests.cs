using System.Text.Json;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>A program of another engine logic goes on with the grid that the one before it ended with.</summary>
public sealed class UpgradeTests : RecoveryScene
{
    [Fact]
    public async Task ShouldSellWhatTheProgramBeforeItBoughtSlotBySlot()
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        using (Opensqt first = venue.StartEngine(Data, "--interval", "0.6"))
        {
            await first.SeesAsync("phase Trading");
            for (int i = 0; i < 200 && await OpenBuysAsync(venue) < 5; i++) await Task.Delay(50);
            await venue.JumpAsync("-30"); // they are filled, and nobody buys from it so far below its slots
            for (int i = 0; i < 200 && await IsFlatAsync(venue); i++) await Task.Delay(50);
            await EndsCleanAsync(first);
        }

        GridHandover left = GridHandover.Read(Data)!;
        Assert.NotEmpty(left.Holdings);
        PretendOtherLogic(left);

        using Opensqt second = venue.StartEngine(Data, "--interval", "0.6");
        await second.SeesAsync($"engine logic {TradingEngine.LogicVersion - 1}: its grid");
        await second.SeesAsync("phase Trading");
        foreach (GridHandover.Holding held in left.Holdings)
            Assert.Contains($"slot {held.Slot}: ", second.Errors, StringComparison.Ordinal);

        await Task.Delay(1_500);
        await venue.AssertNothingTwiceAsync();
        JsonElement report = await EndsCleanAsync(second);
        await ReplaysToAsync(report);
        Assert.True(GridHandover.Read(Data)!.Epoch > left.Epoch);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Data, $"logic-{TradingEngine.LogicVersion - 1}")));
    }

    private static async Task<int> OpenBuysAsync(VenueProcess venue) =>
        (await venue.LedgerAsync()).GetProperty("orders").EnumerateArray().Count(order =>
            order.GetProperty("side").GetString() == "BUY" && order.GetProperty("status").GetString() == "NEW");

    private static async Task<bool> IsFlatAsync(VenueProcess venue) =>
        (await venue.LedgerAsync()).GetProperty("position").GetString() == "0";

    /// <summary>The journal that the first program wrote, as its predecessor would have written it.</summary>
    private void PretendOtherLogic(GridHandover left)
    {
        foreach (string path in Directory.GetFiles(Data))
            if (Path.GetExtension(path) is ".archive" or ".journal" or ".snapshot") File.Delete(path);
        var options = new JournalOptions
        {
            Bot = BotCode.TryParse(left.Bot, out BotCode bot) ? bot : default,
            AccountFingerprint = left.AccountFingerprint,
            EngineLogicVersion = TradingEngine.LogicVersion - 1,
            SegmentBytes = 1 << 20,
        };
        using (JournalDirectory old = JournalDirectory.Open(Data, options))
        using (JournalWriter<InboundEvent> events = old.StartEvents())
        using (JournalWriter<OutboundCommand> commands = old.StartCommands())
        {
            InboundEvent e = default;
            e.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, 2_000_000_000);
            events.Append(ref e);
            events.Close();
            commands.Close();
        }

        using JournalDirectory ended = JournalDirectory.Open(Data, options);
        (left with
        {
            EngineLogicVersion = options.EngineLogicVersion,
            Events = ended.Events.Sequence,
            EventCrc = ended.Events.Crc,
        }).Write(Data);
    }
}
