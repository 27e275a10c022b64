using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.EndToEnd.Tests.Recovery;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>Whole runs of the built program: every stage, real sockets, the recorded market at speed.</summary>
public sealed class RunTests : IDisposable
{
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-run-").FullName;

    private string Data => Path.Combine(_directory, "data");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ShouldEarnRoundTripsEndCleanAndReplayToTheSameState()
    {
        using Opensqt run = await Opensqt.RunAsync(
            "run", "--duration", "20s", "--speed", "20", "--data-dir", Data, "--json");
        JsonElement report = ReportOf(run);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("clean", Text(report, "verdict"));
        Assert.Equal("simulated", Text(report, "venue"));
        Assert.Equal("ETHUSDT", Text(report, "symbol"));
        Assert.True(report.GetProperty("roundTrips").GetInt64() > 0, run.Output);
        Assert.True(report.GetProperty("fills").GetProperty("buy").GetInt64() > 0);
        Assert.True(report.GetProperty("orders").GetProperty("new").GetInt64() > 0);
        Assert.Equal(0, report.GetProperty("openOrdersAtExit").GetInt32());
        Assert.True(report.GetProperty("ledgerMatchesVenue").GetBoolean(), run.Errors);
        Assert.True(report.GetProperty("latency").GetProperty("tickToOrder").GetProperty("count").GetInt64() > 0);
        await ReplaysTo(report);
    }

    /// <summary>Orders may be at the venue, and holdings without an exit: nobody rehearses then.</summary>
    [Fact]
    public async Task ShouldComeBackFromADeathWithoutARehearsal()
    {
        string[] run = ["run", "--warm-up", "1", "--data-dir", Data, "--json"];
        using (Opensqt first = Opensqt.Start(run))
        {
            await first.SeesAsync("phase Trading");
            first.Signal(SigKill);
            await first.EndAsync();
        }

        using Opensqt second = Opensqt.Start(run);
        await second.SeesAsync("phase Trading");
        Assert.DoesNotContain("warmed up: ", second.Errors, StringComparison.Ordinal);
        second.Signal(SigTerm);
        Assert.Equal(0, await second.EndAsync());
    }

    [Fact]
    public async Task ShouldPrintOneLineOfJsonOnStandardOutputAndNothingElse()
    {
        using Opensqt run = await Opensqt.RunAsync("run", "--duration", "3s", "--data-dir", Data, "--json");

        string line = Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("{\"verdict\":\"clean\",\"venue\":\"simulated\",\"symbol\":\"ETHUSDT\",\"events\":", line,
            StringComparison.Ordinal);
        Assert.Contains("ETHUSDT", run.Errors, StringComparison.Ordinal); // the status line
    }

    [Fact]
    public async Task ShouldRehearseBeforeTheRunAndLeaveNothingOfIt()
    {
        string temporary = Directory.CreateDirectory(Path.Combine(_directory, "tmp")).FullName;
        using Opensqt run = Opensqt.Start(
            ["run", "--warm-up", "1", "--duration", "4s", "--data-dir", Data, "--json"], ("TMPDIR", temporary));
        Assert.Equal(0, await run.EndAsync());
        JsonElement report = ReportOf(run);

        Assert.Contains("warmed up: ", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(temporary, "opensqt-warm-up-*"));
        Assert.InRange(report.GetProperty("orders").GetProperty("new").GetInt64(), 1, 100);
        using Opensqt first = await Opensqt.RunAsync("inspect", "--data-dir", Data, "--from", "1", "--count", "1");
        Assert.Contains("RunStarted", first.Output, StringComparison.Ordinal);
        await ReplaysTo(report);
    }

    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public async Task ShouldLeaveNoOrderAtTheVenueWhenItIsToldToStop(int signal)
    {
        using VenueProcess venue = await VenueProcess.StartAsync(speed: 10);
        using Opensqt run = venue.StartEngine(Data);
        await run.SeesAsync("Trading/Active");
        await Task.Delay(1000);

        run.Signal(signal);

        Assert.Equal(0, await run.EndAsync());
        JsonElement report = ReportOf(run);
        Assert.Equal("clean", Text(report, "verdict"));
        Assert.True(report.GetProperty("orders").GetProperty("canceled").GetInt64() > 0);
        Assert.Equal(0, report.GetProperty("openOrdersAtExit").GetInt32());
        Assert.Equal(0, await venue.EndAsync());
    }

    [Fact]
    public async Task ShouldSettleItsOrdersAfterKillMinusNineAndKeepTheSameGrid()
    {
        using VenueProcess venue = await VenueProcess.StartAsync(speed: 10);
        using (Opensqt first = venue.StartEngine(Data))
        {
            await first.SeesAsync("Trading/Active");
            await Task.Delay(2000);
            first.Signal(SigKill);
            await first.EndAsync();
        }

        using Opensqt second = venue.StartEngine(Data, "--duration", "5s");
        int code = await second.EndAsync();
        Assert.True(code == 0, $"exit code {code}: {second.Output}{second.Errors}");

        JsonElement report = ReportOf(second);
        Assert.Equal("clean", Text(report, "verdict"));
        Assert.True(report.GetProperty("ledgerMatchesVenue").GetBoolean(), second.Errors);
        Assert.Contains("replayed", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("grid: anchor", second.Errors, StringComparison.Ordinal);
        await ReplaysTo(report);
    }

    [Fact]
    public async Task ShouldRefuseASecondEngineOnTheSameDataDirectory()
    {
        using Opensqt first = Opensqt.Start(["run", "--data-dir", Data, "--json"]);
        await first.SeesAsync("Trading/Active");

        using Opensqt second = await Opensqt.RunAsync("run", "--data-dir", Data, "--duration", "1s", "--json");

        Assert.Equal(3, second.ExitCode);
        Assert.Contains("Another engine uses the data directory", second.Errors, StringComparison.Ordinal);
        first.Signal(SigTerm);
        Assert.Equal(0, await first.EndAsync());
    }

    [Fact]
    public async Task ShouldRefuseASecondEngineOnTheSameAccount()
    {
        using VenueProcess venue = await VenueProcess.StartAsync(speed: 10);
        using Opensqt first = venue.StartEngine(Data);
        await first.SeesAsync("Trading/Active");

        using Opensqt second = venue.StartEngine(Path.Combine(_directory, "other"));

        Assert.Equal(3, await second.EndAsync());
        Assert.Contains("Another engine uses the account", second.Errors, StringComparison.Ordinal);
        first.Signal(SigTerm);
        Assert.Equal(0, await first.EndAsync());
    }

    [Fact]
    public async Task ShouldEndAtOnceAtASecondSignal()
    {
        using VenueProcess venue = await VenueProcess.StartAsync();
        using Opensqt run = venue.StartEngine(Data);
        await run.SeesAsync("Trading/Active");

        await venue.FaultAsync("{\"hangForMs\":30000}"); // so that the stop waits for its cancels
        run.Signal(SigInt);
        run.Signal(SigTerm);

        Assert.Equal(130, await run.EndAsync());
    }

    [Fact]
    public async Task ShouldTradeWithAThreadPerStageToo()
    {
        string config = Path.Combine(_directory, "staged.yaml");
        await File.WriteAllTextAsync(config, "engine: { threads: staged, wait_strategy: block }\n");

        using Opensqt run = await Opensqt.RunAsync(
            "run", "--config", config, "--duration", "3s", "--data-dir", Data, "--json");

        JsonElement report = ReportOf(run);
        Assert.Equal("clean", Text(report, "verdict"));
        Assert.True(report.GetProperty("orders").GetProperty("new").GetInt64() > 0);
        await ReplaysTo(report);
    }

    [Fact]
    public async Task ShouldRefuseAChangedIntervalUntilANewGridIsAskedFor()
    {
        using (Opensqt first = await Opensqt.RunAsync("run", "--data-dir", Data, "--duration", "2s", "--json"))
            Assert.Equal(0, first.ExitCode);

        using Opensqt changed = await Opensqt.RunAsync(
            "run", "--data-dir", Data, "--duration", "9s", "--json", "--interval", "2");
        Assert.Equal(3, changed.ExitCode);
        Assert.Equal("refused", Text(ReportOf(changed), "verdict"));
        Assert.Contains("--new-grid", changed.Errors, StringComparison.Ordinal);

        using Opensqt asked = await Opensqt.RunAsync(
            "run", "--data-dir", Data, "--duration", "2s", "--json", "--interval", "2", "--new-grid");
        Assert.Equal(0, asked.ExitCode);
    }

    [Fact]
    public async Task ShouldNameThePortThatIsInUse()
    {
        using VenueProcess venue = await VenueProcess.StartAsync(speed: 10);
        string port = new Uri(venue.Url).Port.ToString(CultureInfo.InvariantCulture);

        using Opensqt second = await Opensqt.RunAsync("venue", "--port", port);

        Assert.Equal(2, second.ExitCode);
        Assert.Contains(port, second.Errors, StringComparison.Ordinal);
    }

    private async Task ReplaysTo(JsonElement report)
    {
        using Opensqt replay = await Opensqt.RunAsync("replay", "--data-dir", Data, "--json");
        JsonElement replayed = ReportOf(replay);
        Assert.Equal(0, replay.ExitCode);
        Assert.True(replayed.GetProperty("commandsMatch").GetBoolean());
        Assert.Equal(Text(report, "stateHash"), Text(replayed, "stateHash"));
        JsonElement journal = report.GetProperty("journal");
        Assert.Equal(journal.GetProperty("records").GetInt64(), replayed.GetProperty("records").GetInt64());
        Assert.Equal(journal.GetProperty("lastSequence").GetInt64(), replayed.GetProperty("lastSequence").GetInt64());
    }

    private static JsonElement ReportOf(Opensqt program)
    {
        Assert.True(program.Output.Length > 0, program.Errors);
        return JsonDocument.Parse(program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
    }

    private static string? Text(JsonElement report, string name) => report.GetProperty(name).GetString();
}
