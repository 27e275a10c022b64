using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.EndToEnd.Tests.Recovery;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.EndToEnd.Tests.Inspection;

/// <summary>What an operator learns from a data directory alone.</summary>
public sealed class InspectionTests : RecoveryScene
{
    [Fact]
    public async Task ShouldTellOfARunWhatTheRunItselfHasReported()
    {
        JsonElement run = await TradeAsync();

        JsonElement report = await LineAsync("report", "--data-dir", Data, "--json");
        JsonElement total = report.GetProperty("total");
        Assert.Equal(run.GetProperty("realizedPnl").GetString(), total.GetProperty("profit").GetString());
        Assert.Equal(run.GetProperty("fees").GetString(), total.GetProperty("fees").GetString());
        Assert.Equal(run.GetProperty("roundTrips").GetInt64(), total.GetProperty("roundTrips").GetInt64());
        Assert.Equal(run.GetProperty("position").GetString(), report.GetProperty("holding").GetString());
        Assert.True(Number(total, "bought") > 0);
        Assert.Equal(Number(total, "bought") + Number(total, "sold"), Number(total, "volume"));
        Assert.Equal(
            Number(total, "profit"), report.GetProperty("days").EnumerateArray().Sum(day => Number(day, "profit")));

        Assert.Equal(CausesOf(run), CausesOf(report));

        long last = run.GetProperty("journal").GetProperty("lastSequence").GetInt64();
        JsonElement slots = await LineAsync("inspect", "--data-dir", Data, "--slots", $"{last}", "--json");
        Assert.Equal(run.GetProperty("stateHash").GetString(), slots.GetProperty("stateHash").GetString());
        Assert.Equal(
            Number(run, "position"),
            slots.GetProperty("slots").EnumerateArray().Sum(slot => Number(slot, "holding")));

        JsonElement half = await LineAsync("replay", "--data-dir", Data, "--until", $"{last / 2}", "--json");
        Assert.Equal(last / 2, half.GetProperty("lastSequence").GetInt64());
        Assert.True(half.GetProperty("commandsMatch").GetBoolean());
    }

    [Fact]
    public async Task ShouldReplayToTheSameStateWhateverTheRuntimeAndTheCountry()
    {
        string expected = (await TradeAsync()).GetProperty("stateHash").GetString()!;

        (string Name, string Value)[] settings =
        [
            ("DOTNET_TieredCompilation", "0"), ("DOTNET_TieredPGO", "0"), ("DOTNET_EnableAVX2", "0"),
            ("DOTNET_ReadyToRun", "0"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kolkata"),
        ];
        foreach ((string Name, string Value) setting in settings)
        {
            using Opensqt replay = Opensqt.Start(["replay", "--data-dir", Data, "--json"], setting);
            Assert.Equal(0, await replay.EndAsync());
            JsonElement replayed = JsonDocument.Parse(replay.Output).RootElement;
            Assert.True(replayed.GetProperty("commandsMatch").GetBoolean());
            Assert.Equal((setting.Name, expected), (setting.Name, replayed.GetProperty("stateHash").GetString()));
        }
    }

    [Fact]
    public async Task ShouldShowSegmentsAndRecordsOfASoundAndOfADamagedJournal()
    {
        long last = (await TradeAsync()).GetProperty("journal").GetProperty("lastSequence").GetInt64();

        JsonElement segments = await LineAsync("inspect", "--data-dir", Data, "--json");
        Assert.True(segments.GetProperty("isSound").GetBoolean());
        JsonElement events = segments.GetProperty("segments").EnumerateArray()
            .Last(segment => segment.GetProperty("stream").GetString() == "Events");
        Assert.Equal(last, events.GetProperty("lastSequence").GetInt64());
        Assert.Equal(last, events.GetProperty("durableSequence").GetInt64());
        JsonElement verified = await LineAsync("replay", "--data-dir", Data, "--verify", "--json");
        Assert.Equal(last, verified.GetProperty("events").GetInt64());
        Assert.Equal(1, verified.GetProperty("snapshots").GetInt32());

        using Opensqt records = await Opensqt.RunAsync("inspect", "--data-dir", Data, "--from", "1", "--count", "3");
        string[] lines = records.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains(" RunStarted from Host RunNumber=1 ", lines[0], StringComparison.Ordinal);
        JsonElement command = await LineAsync(
            "inspect", "--data-dir", Data, "--commands", "--from", "2", "--count", "1", "--json");
        Assert.Equal(2, command.GetProperty("sequence").GetInt64());

        string file = Path.Combine(Data, events.GetProperty("file").GetString()!);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[4096 + 100 * 128 + 77] ^= 4;
        await File.WriteAllBytesAsync(file, bytes);
        using Opensqt damaged = await Opensqt.RunAsync("inspect", "--data-dir", Data);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("DAMAGE", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("sequence 101", damaged.Output, StringComparison.Ordinal);
        using Opensqt refused = await Opensqt.RunAsync("replay", "--data-dir", Data, "--verify");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("sequence 101", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldNameTheFirstEventWhereAReplayDecidesOtherwise()
    {
        WriteJournal(TradingEngine.LogicVersion, invented: true);

        using Opensqt replay = await Opensqt.RunAsync("replay", "--data-dir", Data, "--diff");

        Assert.Equal(1, replay.ExitCode);
        Assert.Contains("event     1 ", replay.Output, StringComparison.Ordinal);
        Assert.Contains(
            "on record 1 1970-01-01T00:00:02.000000000Z NewOrder by 1", replay.Output, StringComparison.Ordinal);
        Assert.Contains("commands differ at this event; state hashes agree up to event 0", replay.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldRefuseToReplayOtherLogicButShowItsRecords()
    {
        WriteJournal(TradingEngine.LogicVersion - 1, invented: false);

        foreach (string verb in new[] { "replay", "report" })
        {
            using Opensqt refused = await Opensqt.RunAsync(verb, "--data-dir", Data);
            Assert.Equal(3, refused.ExitCode);
            Assert.Contains($"engine logic {TradingEngine.LogicVersion - 1}", refused.Errors, StringComparison.Ordinal);
            Assert.Contains("opensqt inspect", refused.Errors, StringComparison.Ordinal);
        }

        using Opensqt records = await Opensqt.RunAsync("inspect", "--data-dir", Data, "--from", "1");
        Assert.Equal(0, records.ExitCode);
        Assert.Contains("TimerFired", records.Output, StringComparison.Ordinal);
    }

    private async Task<JsonElement> TradeAsync()
    {
        using Opensqt run = Opensqt.Start(
            ["run", "--data-dir", Data, "--speed", "20", "--interval", "0.6", "--json"]);
        await run.SeesAsync("phase Trading");
        await Task.Delay(4_000);
        return await EndsCleanAsync(run);
    }

    private void WriteJournal(int logicVersion, bool invented)
    {
        using JournalDirectory directory = JournalDirectory.Open(Data, new JournalOptions
        {
            Bot = BotCode.TryParse("a0", out BotCode bot) ? bot : default,
            AccountFingerprint = 0,
            EngineLogicVersion = logicVersion,
            SegmentBytes = 1 << 20,
        });
        using JournalWriter<InboundEvent> events = directory.StartEvents();
        using JournalWriter<OutboundCommand> commands = directory.StartCommands();
        InboundEvent e = default;
        e.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, 2_000_000_000);
        events.Append(ref e);
        if (!invented) return;
        OutboundCommand command = default;
        command.Begin<NewOrder>(CommandKind.NewOrder, e.Header);
        commands.Append(ref command);
    }

    private static async Task<JsonElement> LineAsync(params string[] arguments)
    {
        using Opensqt program = await Opensqt.RunAsync(arguments);
        Assert.True(program.ExitCode == 0, program.Errors + program.Output);
        return JsonDocument.Parse(program.Output).RootElement;
    }

    private static IEnumerable<(string?, long)> CausesOf(JsonElement report) =>
        from cause in report.GetProperty("causes").EnumerateArray()
        select (cause.GetProperty("code").GetString(), cause.GetProperty("count").GetInt64());

    private static decimal Number(JsonElement element, string name) =>
        decimal.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
