namespace OpenSQT.Lmax.EndToEnd.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-cli-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("frobnicate", "unknown argument 'frobnicate'")]
    [InlineData("run --durration 5s", "unknown argument '--durration'; the nearest is --duration")]
    [InlineData("run --duration soon", "--duration: expected a number with ms, s, m or h such as 60s")]
    [InlineData("--duration", "--duration")]
    [InlineData("run --config /no/such/file.yaml", "/no/such/file.yaml: no such file")]
    [InlineData("run --interval wide", "--interval: trading.price_interval: expected a plain decimal")]
    [InlineData("run --speed 0", "--speed: simulated.speed: expected a plain decimal (times) from 0.1 to 1000")]
    [InlineData("run --venue-url http://127.0.0.1:1", "--venue-url: venue.url is given, but no keys")]
    [InlineData("replay", "--data-dir")]
    [InlineData("replay --data-dir /no/such/directory", "no such directory '/no/such/directory'")]
    [InlineData("replay --data-dir /tmp --until soon", "--until")]
    [InlineData("inspect --data-dir /no/such/directory", "no such directory '/no/such/directory'")]
    [InlineData("report --data-dir /no/such/directory", "no such directory '/no/such/directory'")]
    [InlineData("venue --port 70000", "--port: expected a number from 0 to 65535, found '70000'")]
    [InlineData("venue --port x", "--port: expected a number from 0 to 65535, found 'x'")]
    public async Task ShouldEndWithTwoAndNameTheThingOnBadInput(string arguments, string expected)
    {
        using Opensqt program = await Opensqt.RunAsync(arguments.Split(' '));

        Assert.Equal(2, program.ExitCode);
        Assert.Contains(expected, program.Errors, StringComparison.Ordinal);
        Assert.Empty(program.Output);
        Assert.DoesNotContain("   at ", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldReportEveryErrorOfAConfigurationFileAtOnce()
    {
        string file = Path.Combine(_directory, "config.yaml");
        await File.WriteAllTextAsync(file, "trading:\n  symbol: 5%\n  price_intervall: 1\n");

        using Opensqt program = await Opensqt.RunAsync("run", "--config", file);

        Assert.Equal(2, program.ExitCode);
        Assert.Contains($"{file}:2:11: trading.symbol", program.Errors, StringComparison.Ordinal);
        Assert.Contains($"{file}:3:3: trading.price_intervall: unknown key", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldNotReplayADirectoryWithoutAJournal()
    {
        using Opensqt program = await Opensqt.RunAsync("replay", "--data-dir", _directory);

        Assert.Equal(2, program.ExitCode);
        Assert.Contains("holds no journal", program.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    [InlineData("replay --help")]
    [InlineData("inspect --help")]
    [InlineData("report --help")]
    [InlineData("venue --help")]
    public async Task ShouldHelp(string arguments)
    {
        using Opensqt program = await Opensqt.RunAsync(arguments.Split(' '));

        Assert.Equal(0, program.ExitCode);
        Assert.Contains("Usage:", program.Output, StringComparison.Ordinal);
    }
}
