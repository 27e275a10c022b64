using System.Globalization;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>Lines for the operator on standard error; standard output is for results only.</summary>
public sealed class HostLog(string minimum, TextWriter output)
{
    private static readonly string[] Levels = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
    private readonly int _minimum = Array.IndexOf(Levels, minimum);

    public void Debug(string text) => Write(0, text);

    public void Info(string text) => Write(1, text);

    public void Warn(string text) => Write(2, text);

    public void Error(string text) => Write(3, text);

    private void Write(int level, string text)
    {
        if (level < _minimum) return;
        string oneLine = text.ReplaceLineEndings(" "); // a venue's text cannot forge a line of its own
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {Levels[level],-5} {oneLine}"));
    }
}
