using System.Text.Json;
using OpenSQT.Lmax.Host.Logging;
using Serilog.Events;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>The log as an operator reads it: on the console, in the files, and with hostile text in it.</summary>
public sealed class LogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-log-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ShouldKeepForeignTextOnOneLineAndAwayFromTheTerminal()
    {
        List<string> console = await WriteAsync(
            Levels("INFO"),
            log => log.Warn("no\n09:00:00.000 INFO forged\u001b[2J\u2028next\u202eback", LogArea.Venue));

        string line = Assert.Single(console);
        Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u202e');
        Assert.Single(Lines());
    }

    [Fact]
    public async Task ShouldFollowTheLevelOfEachArea()
    {
        var levels = new LogLevels(
            LogEventLevel.Information, new Dictionary<LogArea, LogEventLevel>
            {
                [LogArea.Venue] = LogEventLevel.Debug,
                [LogArea.Engine] = LogEventLevel.Error,
            });
        List<string> console = await WriteAsync(levels, log =>
        {
            log.Debug("host debug");
            log.Debug("venue debug", LogArea.Venue);
            log.Warn("engine warning", LogArea.Engine);
            log.Write(LogEventLevel.Debug, LogArea.Orders, "order step", ("ClOrdId", "ga0"));
            log.Raw("status");
        });

        Assert.Equal(2, console.Count);
        Assert.EndsWith("DEBUG Venue   venue debug", console[0], StringComparison.Ordinal);
        Assert.Equal("status", console[1]);
        Assert.Equal(["venue debug", "order step"], Lines().Select(line => line.GetProperty("Text").GetString()));
    }

    [Fact]
    public async Task ShouldKeepTheLinesFromBeforeTheDirectoryWasLocked()
    {
        var log = new HostLog(Levels("INFO"), _ => { });
        log.Info("early");
        log.OpenFiles(_directory, 1, 2);
        log.Info("late");
        await log.DisposeAsync();

        Assert.Equal(["early", "late"], Lines().Select(line => line.GetProperty("Text").GetString()));
    }

    [Fact]
    public async Task ShouldBeginANewFileAtTheSizeAndKeepOnlySoMany()
    {
        var log = new HostLog(Levels("INFO"), _ => { });
        log.OpenFiles(_directory, 1, 2);
        string text = new('x', 1000);
        for (int i = 0; i < 3500; i++)
        {
            log.Info(text);
            if (i % 500 == 0) await Task.Delay(20); // the queue is bounded
        }

        await log.DisposeAsync();
        FileInfo[] files = [.. Files().Select(file => new FileInfo(file))];
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.InRange(file.Length, 1, (1 << 20) + 2000));
    }

    [Fact]
    public async Task ShouldTellTheLifeOfAnOrderUnderItsClOrdId()
    {
        using Opensqt run = await Opensqt.RunAsync(
            "run", "--duration", "6s", "--speed", "20", "--data-dir", _directory, "--json");
        Assert.Equal(0, run.ExitCode);
        string[][] lives =
        [
            .. Lines()
                .Where(line => line.GetProperty("Area").GetString() == "Orders")
                .GroupBy(line => line.GetProperty("ClOrdId").GetString())
                .Select(life => life.Select(line => line.GetProperty("Step").GetString()!).ToArray()),
        ];

        Assert.NotEmpty(lives);
        Assert.All(lives, life => Assert.Equal("order.sent", life[0]));
        Assert.Contains(lives, life => life.Contains("order.filled"));
        Assert.Contains(lives, life => life.Contains("order.canceled"));
    }

    private async Task<List<string>> WriteAsync(LogLevels levels, Action<HostLog> write)
    {
        List<string> console = [];
        var log = new HostLog(levels, console.Add);
        log.OpenFiles(_directory, 1, 2);
        write(log);
        await log.DisposeAsync();
        return console;
    }

    private static LogLevels Levels(string name) =>
        new(LogLevels.Parse(name), new Dictionary<LogArea, LogEventLevel>());

    private string[] Files() => [.. Directory.GetFiles(Path.Combine(_directory, "logs")).Order()];

    private List<JsonElement> Lines() =>
        [.. Files().SelectMany(File.ReadAllLines).Select(line => JsonDocument.Parse(line).RootElement)];
}
