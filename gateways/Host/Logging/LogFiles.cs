using OpenSQT.Lmax.Host.Control;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace OpenSQT.Lmax.Host.Logging;

/// <summary>
/// The log files of a data directory: a line of JSON each, a new file every day and at a size, the oldest deleted.
/// Until the directory is locked by this process nothing is written into it: early lines wait here.
/// </summary>
public sealed class LogFiles(Action<LoggerConfiguration, Action<LoggerConfiguration>> offThread) : ILogEventSink
{
    private const int MostEarlyLines = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<LogEvent> _early = new();
    private Logger? _open;

    public void Open(string dataDirectory, int fileMib, int files)
    {
        string folder = Path.Combine(dataDirectory, "logs");
        if (OperatingSystem.IsLinux())
            Directory.CreateDirectory(folder, ControlAddress.OwnerFolder);
        var configuration = new LoggerConfiguration().MinimumLevel.Verbose();
        offThread(configuration, inner => inner.WriteTo.File(
            new CompactJsonFormatter(),
            Path.Combine(folder, "opensqt-.jsonl"),
            fileSizeLimitBytes: (long)fileMib << 20,
            rollOnFileSizeLimit: true,
            rollingInterval: RollingInterval.Day,
            retainedFileCountLimit: files));
        lock (_gate)
        {
            _open = configuration.CreateLogger();
            while (_early.TryDequeue(out LogEvent? line)) _open.Write(line);
        }
    }

    public void Emit(LogEvent logEvent)
    {
        if (Volatile.Read(ref _open) is { } open)
        {
            open.Write(logEvent);
            return;
        }

        lock (_gate)
        {
            if (_open is not null) _open.Write(logEvent);
            else if (_early.Count < MostEarlyLines) _early.Enqueue(logEvent);
        }
    }

    public void Close() => _open?.Dispose();
}
