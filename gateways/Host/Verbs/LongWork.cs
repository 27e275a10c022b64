using System.Globalization;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>Shows on a terminal how far long work has come and when it will end. Elsewhere it shows nothing.</summary>
public sealed class LongWork
{
    private readonly ProgressTask? _task;
    private readonly IAnsiConsole? _console;

    private LongWork(IAnsiConsole? console, ProgressTask? task)
    {
        _console = console;
        _task = task;
    }

    /// <summary>0–1.</summary>
    public double Done
    {
        set
        {
            if (_task is not null) _task.Value = value;
        }
    }

    /// <summary>Standard error keeps the bar, so that standard output stays whole for a reader.</summary>
    public static T Run<T>(string title, Func<LongWork, T> work)
    {
        if (!LiveView.HasTerminal || Console.IsErrorRedirected) return work(new LongWork(null, null));
        IAnsiConsole console =
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                new RemainingTimeColumn(), new EndColumn(new MonotonicClock()))
            .Start(progress => work(new LongWork(console, progress.AddTask(Markup.Escape(title), maxValue: 1))));
    }

    /// <summary>A line of the log, above the bar.</summary>
    public void WriteLine(string line)
    {
        if (_console is null) Console.Error.WriteLine(line);
        else _console.WriteLine(line);
    }

    /// <summary>The hour at which the work will be done, if it goes on as until now.</summary>
    private sealed class EndColumn(MonotonicClock clock) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            if (task.RemainingTime is not { } remaining) return Text.Empty;
            DateTime end = DateTime.UnixEpoch.AddTicks(clock.NowNs / 100).ToLocalTime() + remaining;
            return new Text(Words.Of("work.ends", end.ToString("HH:mm:ss", CultureInfo.InvariantCulture)));
        }
    }
}
