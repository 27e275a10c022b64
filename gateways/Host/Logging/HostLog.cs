using System.Globalization;
using OpenSQT.Lmax.Host.Language;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.Async;

namespace OpenSQT.Lmax.Host.Logging;

/// <summary>
/// What happened, for the operator: on the console and in the files of the data directory. A thread of the trading
/// path only hands its line over: neither a terminal nor a disk that does not take it may hold up an order. At the
/// bound lines are dropped and counted. No text can forge a line of its own or steer the terminal.
/// </summary>
public sealed class HostLog : IAsyncDisposable, IAsyncLogEventSinkMonitor
{
    private const int MostWaiting = 8192;
    private const string Template = "{Text:l}";

    private readonly Logger _logger;
    private readonly LogFiles _files;
    private readonly Action<string> _write;
    private readonly List<IAsyncLogEventSinkInspector> _queues = [];

    /// <param name="write">Takes a line for the console; called on one thread.</param>
    public HostLog(LogLevels levels, Action<string> write)
    {
        _write = write;
        _files = new LogFiles(OffThread);
        var configuration = new LoggerConfiguration().MinimumLevel.Verbose();
        configuration.WriteTo.Logger(console =>
        {
            console.MinimumLevel.Verbose();
            console.Filter.ByIncludingOnly(line => levels.OnConsole(AreaOf(line), line.Level));
            OffThread(console, inner => inner.WriteTo.Sink(new ConsoleLines(write)));
        });
        configuration.WriteTo.Logger(files =>
        {
            files.MinimumLevel.Verbose();
            files.Filter.ByIncludingOnly(line => levels.InFiles(AreaOf(line), line.Level));
            files.WriteTo.Sink(_files);
        });
        _logger = configuration.CreateLogger();
    }

    /// <summary>From now on lines go into files as well; the caller holds the lock of the directory.</summary>
    public void OpenFiles(string dataDirectory, int fileMib, int files) => _files.Open(dataDirectory, fileMib, files);

    public void Debug(string text, LogArea area = LogArea.Host) => Write(LogEventLevel.Debug, area, text);

    public void Info(string text, LogArea area = LogArea.Host) => Write(LogEventLevel.Information, area, text);

    public void Warn(string text, LogArea area = LogArea.Host) => Write(LogEventLevel.Warning, area, text);

    public void Error(string text, LogArea area = LogArea.Host) => Write(LogEventLevel.Error, area, text);

    /// <summary>A line as it is, such as the status.</summary>
    public void Raw(string line) => Write(LogEventLevel.Information, LogArea.Status, line);

    /// <param name="facts">Name and value of what the text is about; they stand in the files on their own.</param>
    public void Write(
        LogEventLevel level, LogArea area, string text, params ReadOnlySpan<(string Name, object? Value)> facts)
    {
        ILogger line = _logger.ForContext("Area", area);
        foreach ((string name, object? value) in facts)
            if (value is not null) line = line.ForContext(name, value);
        line.Write(level, Template, Printable(text));
    }

    public ValueTask DisposeAsync()
    {
        _logger.Dispose();
        _files.Close();
        long dropped = _queues.Sum(queue => queue.DroppedMessagesCount);
        if (dropped > 0) _write(Words.Of("log.dropped", dropped));
        return ValueTask.CompletedTask;
    }

    void IAsyncLogEventSinkMonitor.StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queues.Add(inspector);

    void IAsyncLogEventSinkMonitor.StopMonitoring(IAsyncLogEventSinkInspector inspector)
    {
        // its count is read at the end
    }

    internal static LogArea AreaOf(LogEvent line) =>
        line.Properties.TryGetValue("Area", out LogEventPropertyValue? value)
        && value is ScalarValue { Value: LogArea area } ? area : LogArea.Host;

    internal static string TextOf(LogEvent line) =>
        line.Properties.TryGetValue("Text", out LogEventPropertyValue? value)
        && value is ScalarValue { Value: string text } ? text : "";

    private void OffThread(LoggerConfiguration configuration, Action<LoggerConfiguration> inner)
    {
        LoggerConfiguration behind = new LoggerConfiguration().MinimumLevel.Verbose();
        inner(behind);
        configuration.WriteTo.Async(
            queue => queue.Logger(behind.CreateLogger()), MostWaiting, blockWhenFull: false, monitor: this);
    }

    /// <summary>A venue's text may hold anything; control and direction characters become spaces.</summary>
    private static string Printable(string text)
    {
        bool isClean = true;
        foreach (char c in text) isClean &= !IsUnprintable(c);
        if (isClean) return text;
        return string.Create(text.Length, text, static (printable, from) =>
        {
            for (int i = 0; i < from.Length; i++) printable[i] = IsUnprintable(from[i]) ? ' ' : from[i];
        });
    }

    private static bool IsUnprintable(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
