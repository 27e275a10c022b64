using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;
using OpenSQT.Lmax.Host.Running;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt run</c>: from the configuration to the final report.</summary>
public static class RunVerb
{
    public static async Task<int> RunAsync(RunOptions options)
    {
        HostConfig config = ConfigLoading.Load(
            options.ConfigFile, options.Overrides, new RunSwitches(options.NewGrid, options.AdoptPosition));

        using var stop = new StopSignals(Words.Of("run.stopping"));
        await using var log = new HostLog(config.LogLevels, Console.Error.WriteLine);
        foreach (string note in config.Notes) log.Warn(note);
        Action<string> status = options.Json ? log.Raw : Console.Out.WriteLine;
        RunReport report = await new TradingRun(config, log, status).RunAsync(options.Duration, stop.Token);
        Console.Out.WriteLine(options.Json ? report.ToJson() : report.ToText());
        return report.ExitCode;
    }
}
