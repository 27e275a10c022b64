using System.Globalization;
using System.Threading.Channels;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>
/// Lines for the operator on standard error; standard output is for results only. A thread of the trading path only
/// hands its line over: a terminal that does not take it must not hold up an order. At the bound lines are dropped
/// and counted.
/// </summary>
public sealed class HostLog : IAsyncDisposable
{
    private const int MaxWaiting = 4096;
    private static readonly string[] Levels = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

    private readonly int _minimum;
    private readonly TextWriter _output;
    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(MaxWaiting);
    private readonly Task _writing;
    private long _dropped;

    public HostLog(string minimum, TextWriter output)
    {
        _minimum = Array.IndexOf(Levels, minimum);
        _output = output;
        _writing = Task.Run(WriteAsync);
    }

    public void Debug(string text) => Add(0, text);

    public void Info(string text) => Add(1, text);

    public void Warn(string text) => Add(2, text);

    public void Error(string text) => Add(3, text);

    /// <summary>A line as it is, such as the status.</summary>
    public void Raw(string line)
    {
        if (!_waiting.Writer.TryWrite(line)) Interlocked.Increment(ref _dropped);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
        if (_dropped > 0) await _output.WriteLineAsync($"{_dropped} log lines were dropped");
    }

    private void Add(int level, string text)
    {
        if (level < _minimum) return;
        string oneLine = text.ReplaceLineEndings(" "); // a venue's text cannot forge a line of its own
        Raw(string.Create(
            CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {Levels[level],-5} {oneLine}"));
    }

    private async Task WriteAsync()
    {
        await foreach (string line in _waiting.Reader.ReadAllAsync()) await _output.WriteLineAsync(line);
    }
}
