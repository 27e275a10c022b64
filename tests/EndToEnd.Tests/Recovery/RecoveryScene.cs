using System.Text.Json;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>A data directory that survives engines, and the checks that end every story about them.</summary>
public abstract class RecoveryScene : IDisposable
{
    protected const int SigKill = 9;
    protected const int SigTerm = 15;

    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-recovery-").FullName;

    /// <summary>The campaigns of <c>./run.sh test --long</c>.</summary>
    protected static bool IsLong => Environment.GetEnvironmentVariable("OPENSQT_LONG") == "1";

    protected string Data => Path.Combine(_directory, "data");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts the data of a failed campaign where nobody deletes it, and says where.</summary>
    private protected string KeepData()
    {
        string kept = _directory + "-kept";
        Directory.Move(_directory, kept);
        Directory.CreateDirectory(_directory);
        return kept;
    }

    /// <summary>The engine is told to stop and must end clean, with the venue's books equal to its own.</summary>
    private protected static async Task<JsonElement> EndsCleanAsync(Opensqt engine)
    {
        engine.Signal(SigTerm);
        return await EndedCleanAsync(engine);
    }

    private protected static async Task<JsonElement> EndedCleanAsync(Opensqt engine)
    {
        int code = await engine.EndAsync();
        Assert.True(code == 0, $"exit code {code}\n{engine.Output}\n{engine.Errors}");
        JsonElement report = ReportOf(engine);
        Assert.Equal("clean", report.GetProperty("verdict").GetString());
        Assert.True(report.GetProperty("ledgerMatchesVenue").GetBoolean(), engine.Errors);
        Assert.Equal(0, report.GetProperty("openOrdersAtExit").GetInt32());
        return report;
    }

    private protected async Task ReplaysToAsync(JsonElement report)
    {
        using Opensqt replay = await Opensqt.RunAsync("replay", "--data-dir", Data, "--json");
        JsonElement replayed = ReportOf(replay);
        Assert.True(replayed.GetProperty("commandsMatch").GetBoolean(), replay.Output);
        Assert.Equal(report.GetProperty("stateHash").GetString(), replayed.GetProperty("stateHash").GetString());
    }

    private protected static async Task RefusedAsync(Opensqt engine, string because)
    {
        int code = await engine.EndAsync();
        Assert.True(code == 3, $"exit code {code}\n{engine.Output}\n{engine.Errors}");
        Assert.Contains(because, engine.Errors, StringComparison.OrdinalIgnoreCase);
    }

    private static JsonElement ReportOf(Opensqt program)
    {
        Assert.True(program.Output.Length > 0, program.Errors);
        return JsonDocument.Parse(program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
    }
}
