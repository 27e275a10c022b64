using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace OpenSQT.Lmax.Host.Logging;

/// <summary>Lines for people: time, weight, area, text. The status line is a line as it is.</summary>
public sealed class ConsoleLines(Action<string> write) : ILogEventSink
{
    public void Emit(LogEvent logEvent)
    {
        string text = HostLog.TextOf(logEvent);
        LogArea area = HostLog.AreaOf(logEvent);
        write(area == LogArea.Status ? text : string.Create(
            CultureInfo.InvariantCulture,
            $"{logEvent.Timestamp.UtcDateTime:HH:mm:ss.fff} {LogLevels.NameOf(logEvent.Level),-5} {area,-7} {text}"));
    }
}
