using System.Text.Json;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>An operator at a second terminal: the verbs that talk to a running engine through its socket.</summary>
public sealed class ControlTests : IDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-control-").FullName;

    // Longer than the 107 bytes that an address of a local socket may have.
    private string Data => Path.Combine(_directory, new string('d', 60), new string('e', 60));

    public ControlTests() => Directory.CreateDirectory(Path.GetDirectoryName(Data)!);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ShouldPauseResumeAndEndARunAndLeaveEachWishOnRecord()
    {
        using Opensqt run = Opensqt.Start(["run", "--data-dir", Data, "--json"]);
        await run.SeesAsync("Trading/Active");
        RequireOwnerOnly();

        JsonElement paused = await AskAsync("pause");
        Assert.Equal("Reducing", Text(paused, "tradingState"));
        Assert.Equal("OperatorPause", paused.GetProperty("causes")[0].GetString());
        JsonElement resumed = await AskAsync("resume");
        Assert.Equal("Active", Text(resumed, "tradingState"));
        JsonElement status = await AskAsync("status");
        Assert.Equal(Data, Text(status, "dataDir"));
        for (int i = 0; i < 50 && Text(status, "markPrice") == "-"; i++) status = await AskAsync("status");
        Assert.StartsWith("26", Text(status, "markPrice"), StringComparison.Ordinal); // the recorded market's
        Assert.Equal("0.0001", Text(status, "fundingRate"));
        Assert.EndsWith("00:00.000000000Z", Text(status, "nextFunding"), StringComparison.Ordinal);

        using Opensqt stop = await Opensqt.RunAsync("stop", "--data-dir", Data, "--json");
        Assert.Equal(0, stop.ExitCode);
        Assert.Equal("clean", Text(JsonDocument.Parse(stop.Output).RootElement, "verdict"));
        Assert.Equal(0, await run.EndAsync());
        Assert.Equal(stop.Output, run.Output); // both saw the same report
        using Opensqt replay = await Opensqt.RunAsync("replay", "--data-dir", Data, "--json");
        Assert.Contains("\"commandsMatch\":true", replay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldChangeWhatMayChangeWhileRunningAndNameTheRest()
    {
        string config = Path.Combine(_directory, "config.yaml");
        await File.WriteAllTextAsync(config, "trading: { buy_window_size: 6 }\n");
        using Opensqt run = Opensqt.Start(["run", "--config", config, "--data-dir", Data, "--json"]);
        await run.SeesAsync("Trading/Active");

        await File.WriteAllTextAsync(config, "trading: { buy_window_size: 3, hysteresis: 1, price_interval: 2 }\n");
        using Opensqt reload = await Opensqt.RunAsync("reload", "--data-dir", Data);
        Assert.Contains("trading.buy_window_size changes from 6 to 3\n", reload.Output, StringComparison.Ordinal);
        Assert.Contains("trading.price_interval stays 1: a change to 2", reload.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("account, venue", reload.Output, StringComparison.Ordinal);
        JsonElement status = await AskAsync("status");
        for (int i = 0; i < 100 && status.GetProperty("buys").GetInt32() > 4; i++)
        {
            await Task.Delay(100); // what left the window lingers for three seconds
            status = await AskAsync("status");
        }

        Assert.InRange(status.GetProperty("buys").GetInt32(), 1, 4);
        Assert.Equal("1", Text(status, "interval"));
        await File.WriteAllTextAsync(config, "trading: { buy_window: 3 }\n");
        using Opensqt broken = await Opensqt.RunAsync("reload", "--data-dir", Data);
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("config.yaml:1:12", broken.Errors, StringComparison.Ordinal);
        using Opensqt stop = await Opensqt.RunAsync("stop", "--data-dir", Data);
        Assert.Equal(0, stop.ExitCode);
        using Opensqt replay = await Opensqt.RunAsync("replay", "--data-dir", Data, "--json");
        Assert.Contains("\"commandsMatch\":true", replay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldShowTheStatusInTheLanguageOfWhoeverAsks()
    {
        using Opensqt run = Opensqt.Start(["run", "--data-dir", Data, "--json"], ("LC_ALL", "C"));
        await run.SeesAsync("Trading/Active");

        using Opensqt chinese = Opensqt.Start(["status", "--data-dir", Data], ("LC_ALL", "zh_CN.UTF-8"));
        Assert.Equal(0, await chinese.EndAsync());
        Assert.Contains("交易中 / 正常", chinese.Output, StringComparison.Ordinal);
        using Opensqt english = Opensqt.Start(["status", "--data-dir", Data], ("LC_ALL", "en_US.UTF-8"));
        Assert.Equal(0, await english.EndAsync());
        Assert.Contains("Trading / Active", english.Output, StringComparison.Ordinal);
        Assert.Matches("mark      (26[0-9.]+; funding rate 0.0001 at|-; funding rate -)", english.Output);

        run.Signal(SigTerm);
        Assert.Equal(0, await run.EndAsync());
    }

    [Fact]
    public async Task ShouldFindADeadEnginesSocketAndReplaceIt()
    {
        using (Opensqt first = Opensqt.Start(["run", "--data-dir", Data, "--json"]))
        {
            await first.SeesAsync("Trading/Active");
            first.Signal(SigKill);
            await first.EndAsync();
        }

        using (Opensqt nobody = await Opensqt.RunAsync("status", "--data-dir", Data))
        {
            Assert.Equal(2, nobody.ExitCode);
            Assert.Contains("no engine answers", nobody.Errors, StringComparison.Ordinal);
        }

        using Opensqt second = Opensqt.Start(["run", "--data-dir", Data, "--json"]);
        await second.SeesAsync("Trading/Active");
        Assert.Equal("Trading", Text(await AskAsync("status"), "phase"));
        second.Signal(SigTerm);
        Assert.Equal(0, await second.EndAsync());
    }

    private async Task<JsonElement> AskAsync(string verb)
    {
        using Opensqt asked = await Opensqt.RunAsync(verb, "--data-dir", Data, "--json");
        Assert.True(asked.ExitCode == 0, asked.Errors);
        return JsonDocument.Parse(asked.Output).RootElement;
    }

    private void RequireOwnerOnly()
    {
        if (!OperatingSystem.IsLinux()) return;
        string folder = Path.Combine(Data, "control");
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "socket")));
    }

    private static string? Text(JsonElement answer, string name) => answer.GetProperty(name).GetString();
}
