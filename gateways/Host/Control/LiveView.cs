using System.Globalization;
using OpenSQT.Lmax.Host.Language;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>
/// A run as a picture on a terminal: figures above, the last lines of the log below. Uses the terminal's second
/// screen, so that what was there comes back at the end. Any thread may call it; nobody on the trading path does.
/// </summary>
public sealed class LiveView : IDisposable
{
    private const string Enter = "\u001b[?1049h\u001b[?25l\u001b[2J";
    private const string Leave = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string ClearRight = "\u001b[K";
    private const string ClearBelow = "\u001b[J";
    private const int LinesKept = 100;
    private const int WidthOfBoth = 130;

    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private readonly Queue<string> _lines = new();
    private bool _isOver;

    public LiveView(IAnsiConsole console)
    {
        _console = console;
        _console.Profile.Out.Writer.Write(Enter);
    }

    /// <summary>Whether there is a terminal that understands it.</summary>
    public static bool IsPossible => HasTerminal && !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>Whether the terminal, if there is one, can move its cursor.</summary>
    public static bool HasTerminal => Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>A line of the log; shown with the next figures.</summary>
    public void AddLine(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept) _lines.Dequeue();
        }
    }

    public void Show(RunStatus status)
    {
        lock (_gate)
        {
            if (_isOver) return;
            TextWriter writer = _console.Profile.Out.Writer;
            string picture = _console.ToAnsi(Picture(status, _console.Profile.Width, _console.Profile.Height));
            writer.Write(Home);
            writer.Write(picture.Replace("\n", ClearRight + "\n", StringComparison.Ordinal));
            writer.Write(ClearBelow);
            writer.Flush();
        }
    }

    /// <summary>Gives the terminal back, with the last lines of the log on it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isOver) return;
            _isOver = true;
            _console.Profile.Out.Writer.Write(Leave);
            foreach (string line in _lines.TakeLast(20)) _console.Profile.Out.Writer.WriteLine(line);
            _console.Profile.Out.Writer.Flush();
        }
    }

    private Rows Picture(RunStatus status, int width, int height)
    {
        IReadOnlyList<(string Key, string Value, string Style)> figures = StatusFigures.Of(status);
        var table = new Table { Border = TableBorder.Rounded, Expand = true, ShowHeaders = false };
        table.AddColumn(new TableColumn("").NoWrap()).AddColumn("");
        foreach ((string key, string value, string style) in figures)
            table.AddRow(new Text(Words.Of(key)), new Text(value, Style.Parse(style)));
        IRenderable upper = table;
        if (width >= WidthOfBoth)
        {
            table.Expand = false;
            upper = new Grid().AddColumn().AddColumn(new GridColumn().NoWrap())
                .AddRow(table, SlotLadder.Of(status, figures.Count - 2));
        }

        int room = Math.Max(1, height - _console.ToAnsi(upper).Count(c => c == '\n') - 2);
        var log = new List<IRenderable>();
        foreach (string line in _lines.TakeLast(room))
            log.Add(new Text(line.Length > width ? line[..width] : line) { Overflow = Overflow.Ellipsis });
        string title = string.Create(
            CultureInfo.InvariantCulture, $"{status.Symbol} · {status.Venue} · {Words.Of("view.keys")}");
        return new Rows([new Rule(Markup.Escape(title)) { Justification = Justify.Left }, upper, .. log]);
    }
}
