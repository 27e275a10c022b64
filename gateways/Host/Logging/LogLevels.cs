using Serilog.Events;

namespace OpenSQT.Lmax.Host.Logging;

/// <summary>From which weight on a line is shown on the console, and written to the files.</summary>
/// <param name="Default"><c>system.log_level</c>.</param>
/// <param name="Areas"><c>log.level.AREA</c>, as far as given.</param>
public sealed record LogLevels(LogEventLevel Default, IReadOnlyDictionary<LogArea, LogEventLevel> Areas)
{
    public bool OnConsole(LogArea area, LogEventLevel level) =>
        area == LogArea.Status || level >= Areas.GetValueOrDefault(area, Default);

    /// <summary>The files tell the life of every order, unless a level for orders says otherwise.</summary>
    public bool InFiles(LogArea area, LogEventLevel level)
    {
        LogEventLevel least = area == LogArea.Orders ? LogEventLevel.Debug : Default;
        return area != LogArea.Status && level >= Areas.GetValueOrDefault(area, least);
    }

    /// <param name="name">DEBUG, INFO, WARN, ERROR or FATAL.</param>
    public static LogEventLevel Parse(string name) => (LogEventLevel)(1 + Array.IndexOf(Names, name));

    public static string NameOf(LogEventLevel level) => Names[Math.Max(0, (int)level - 1)];

    public static readonly string[] Names = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
}
