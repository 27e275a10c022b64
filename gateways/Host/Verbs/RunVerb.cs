using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;
using OpenSQT.Lmax.Host.Running;
using Spectre.Console;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt run</c>: from the configuration to the final report.</summary>
public static class RunVerb
{
    public static async Task<int> RunAsync(RunOptions options)
    {
        HostConfig config = Read();

        using var stop = new StopSignals(Words.Of("run.stopping"));
        using LiveView? view = !options.Json && LiveView.IsPossible ? new LiveView(AnsiConsole.Console) : null;
        await using var log = new HostLog(config.LogLevels, view is null ? Console.Error.WriteLine : view.AddLine);
        foreach (string note in config.Notes) log.Warn(note);
        RunReport report = await new TradingRun(config, log, Show, Read).RunAsync(options.Duration, stop.Token);
        view?.Dispose();
        Console.Out.WriteLine(options.Json ? report.ToJson() : report.ToText());
        return report.ExitCode;

        HostConfig Read() => ConfigLoading.Load(
            options.ConfigFile, options.Overrides, new RunSwitches(options.NewGrid, options.AdoptPosition));

        void Show(RunStatus status)
        {
            if (view is not null) view.Show(status);
            else if (options.Json) log.Raw(StatusLine.Of(status));
            else Console.Out.WriteLine(StatusLine.Of(status));
        }
    }
}
