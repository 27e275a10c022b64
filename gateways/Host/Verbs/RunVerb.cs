using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Running;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt run</c>: from the configuration to the final report.</summary>
public static class RunVerb
{
    public static async Task<int> RunAsync(RunOptions options)
    {
        ConfigValues values = new ConfigReader(Environment.GetEnvironmentVariable)
            .Read(options.ConfigFile, options.Overrides);
        var switches = new RunSwitches(options.NewGrid, options.AdoptPosition);
        HostConfig config = new HostConfigBuilder(values, switches, Environment.GetEnvironmentVariable).Build();

        using var stop = new StopSignals("stopping: own orders are cancelled and that is verified; "
            + "a second signal ends at once");
        await using var log = new HostLog(config.LogLevel, Console.Error);
        foreach (string note in config.Notes) log.Warn(note);
        Action<string> status = options.Json ? log.Raw : Console.Out.WriteLine;
        RunReport report = await new TradingRun(config, log, status).RunAsync(options.Duration, stop.Token);
        Console.Out.WriteLine(options.Json ? report.ToJson() : report.ToText());
        return report.ExitCode;
    }
}
