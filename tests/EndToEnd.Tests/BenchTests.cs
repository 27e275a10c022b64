using System.Diagnostics;
using System.Text.Json;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>
/// The benchmarks still run, and what may not allocate does not. Their timings are no business of a test: it runs
/// beside others.
/// </summary>
public sealed class BenchTests : IDisposable
{
    private static readonly string[] Verbs =
        ["engine", "decode", "ring", "journal", "replay", "pipeline", "tick-to-order"];

    private readonly string _folder = Directory.CreateTempSubdirectory("opensqt-bench-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ShouldRunWithinTheirAllocationBudgets()
    {
        string percentiles = Path.Combine(_folder, "a.hgrm");
        string log = Path.Combine(_folder, "a.hlog");
        string plot = Path.Combine(_folder, "a.svg");

        (int exitCode, string output, string errors) = await RunAsync(
            "all", "--smoke", "--json", "--hgrm", percentiles, "--hlog", log, "--svg", plot);

        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement machine = report.RootElement.GetProperty("machine");
        Assert.True(machine.GetProperty("cores").GetInt32() > 0);
        Assert.True(machine.GetProperty("noiseFloor").GetProperty("pingPongP50Ns").GetDouble() > 0);
        JsonElement[] results = [.. report.RootElement.GetProperty("results").EnumerateArray()];
        string[] names = [.. results.Select(r => r.GetProperty("name").GetString()!)];
        Assert.All(Verbs, verb => Assert.Contains(names, n => n.StartsWith($"{verb} ", StringComparison.Ordinal)));
        Assert.All(results, r => Assert.True(Figure(r, "perSecond") > 0 || Figure(r, "p50Ns") > 0, r.ToString()));
        Assert.Contains(results, r => r.TryGetProperty("allocationBudget", out _));
        Assert.Contains("1/(1-Percentile)", await File.ReadAllTextAsync(percentiles), StringComparison.Ordinal);
        Assert.StartsWith("#[Histogram log format version 1.3]\n", await File.ReadAllTextAsync(log));
        Assert.Contains("<polyline", await File.ReadAllTextAsync(plot), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldKeepSingleCallsWithinTheirBudgetsOfBytes()
    {
        (int exitCode, string output, string errors) = await RunProgramAsync("opensqt-benchmarks.dll", "--smoke");

        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        Assert.Contains(" benchmarks, 0 over budget", output, StringComparison.Ordinal);
    }

    private static double Figure(JsonElement result, string name) => result.GetProperty(name).GetDouble();

    [Theory]
    [InlineData("nonsense")]
    [InlineData("engine", "--only", "no result has this in its name", "--smoke")]
    public async Task ShouldRefuseBadInput(params string[] arguments)
    {
        (int exitCode, _, string errors) = await RunAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.Contains("bench", errors, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        RunProgramAsync("opensqt-bench.dll", arguments);

    private static async Task<(int ExitCode, string Output, string Errors)> RunProgramAsync(
        string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        return (process.ExitCode, await output, await errors);
    }
}
