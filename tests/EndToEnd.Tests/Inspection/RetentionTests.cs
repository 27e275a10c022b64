using System.Text.Json;
using OpenSQT.Lmax.EndToEnd.Tests.Recovery;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Host.Verbs;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.EndToEnd.Tests.Inspection;

/// <summary>What the verbs say of a journal whose beginning retention has deleted.</summary>
public sealed class RetentionTests : RecoveryScene
{
    [Fact]
    public async Task ShouldTellFromWhichDayOnTheyKnow()
    {
        var runs = new RecordedRuns(Data);
        runs.Trade(days: 6, Options(days: 100));
        JsonElement whole = await LineAsync("report", "--data-dir", Data, "--json");
        Assert.Equal(JsonValueKind.Null, whole.GetProperty("knownSince").ValueKind);
        runs.Trade(days: 1, Options(days: 3));
        Assert.Empty(runs.Complaints);

        JsonElement report = await LineAsync("report", "--data-dir", Data, "--json");
        string since = report.GetProperty("knownSince").GetString()!;
        string[] days =
        [
            .. report.GetProperty("days").EnumerateArray().Select(day => day.GetProperty("day").GetString()!),
        ];
        Assert.Equal(since[..10], days[0]);
        Assert.Equal(
            [.. whole.GetProperty("days").EnumerateArray().Skip(4).Select(day => day.GetRawText())],
            report.GetProperty("days").EnumerateArray().Skip(days.Length - 3).Take(2).Select(day => day.GetRawText()));
        Assert.True(
            report.GetProperty("total").GetProperty("roundTrips").GetInt64()
                > whole.GetProperty("total").GetProperty("roundTrips").GetInt64());
        using Opensqt text = await Opensqt.RunAsync("report", "--data-dir", Data);
        Assert.Contains($"known from {since} on", text.Output, StringComparison.Ordinal);

        JsonElement segments = await LineAsync("inspect", "--data-dir", Data, "--json");
        Assert.True(segments.GetProperty("isSound").GetBoolean());
        JsonElement usage = segments.GetProperty("usage");
        long first = usage.GetProperty("firstEvent").GetInt64();
        Assert.True(first > 1);
        Assert.Equal(runs.Results[^1].TotalBytes, usage.GetProperty("totalBytes").GetInt64());
        JsonElement replay = await LineAsync("replay", "--data-dir", Data, "--json");
        Assert.Equal(HashText.Of(runs.Engine.StateHash), replay.GetProperty("stateHash").GetString());
        Assert.True(replay.GetProperty("commandsMatch").GetBoolean());
        JsonElement verified = await LineAsync("replay", "--data-dir", Data, "--verify", "--json");
        Assert.Equal(Directory.GetFiles(Data, "*.snapshot").Length, verified.GetProperty("snapshots").GetInt32());

        using Opensqt tooEarly = await Opensqt.RunAsync("inspect", "--data-dir", Data, "--slots", "1");
        Assert.Equal(2, tooEarly.ExitCode);
        Assert.Contains("deleted by retention", tooEarly.Errors, StringComparison.Ordinal);
    }

    private static JournalOptions Options(long days) => new()
    {
        Bot = BotCode.TryParse("a0", out BotCode bot) ? bot : default,
        AccountFingerprint = 0,
        EngineLogicVersion = TradingEngine.LogicVersion,
        SegmentBytes = 32 << 10,
        RetentionDays = days,
    };

    private static async Task<JsonElement> LineAsync(params string[] arguments)
    {
        using Opensqt program = await Opensqt.RunAsync(arguments);
        Assert.True(program.ExitCode == 0, program.Errors + program.Output);
        return JsonDocument.Parse(program.Output).RootElement;
    }
}
