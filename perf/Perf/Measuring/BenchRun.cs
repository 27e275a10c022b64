namespace OpenSQT.Lmax.Perf.Measuring;

/// <summary>One call of the program: how hard to measure, what was found, and a folder for files.</summary>
public sealed class BenchRun : IDisposable
{
    private readonly List<BenchResult> _results = [];
    private readonly Effort _effort;
    private readonly string? _only;
    private readonly int? _seconds;
    private readonly Action<BenchRun, string>? _progress;
    private int _folders;

    /// <param name="effort">How long to measure.</param>
    /// <param name="only">Measure only results whose name contains this; null = all.</param>
    /// <param name="seconds">Length of every paced measurement; null = by effort.</param>
    /// <param name="progress">Gets the name of every finished measurement; null = they are only counted.</param>
    public BenchRun(Effort effort, string? only, int? seconds, Action<BenchRun, string>? progress)
    {
        _effort = effort;
        _only = only;
        _seconds = seconds;
        _progress = progress;
        Scratch = Directory.CreateTempSubdirectory("opensqt-bench-").FullName;
    }

    /// <summary>Deleted at the end.</summary>
    public string Scratch { get; }

    public IReadOnlyList<BenchResult> Results => _results;

    public bool IsSmoke => _effort == Effort.Smoke;

    public T Pick<T>(T full, T brief, T smoke) => _effort switch
    {
        Effort.Full => full,
        Effort.Brief => brief,
        _ => smoke,
    };

    /// <summary>How long a paced measurement takes.</summary>
    public TimeSpan PacedTime => TimeSpan.FromSeconds(_seconds ?? Pick(10.0, 4.0, 0.3));

    /// <summary>Measurements that were begun, or would have been.</summary>
    public int Begun { get; private set; }

    public bool Wants(string name)
    {
        if (_only is not null && !name.Contains(_only, StringComparison.OrdinalIgnoreCase)) return false;
        Begun++;
        return _progress is not null;
    }

    public void Add(BenchResult result)
    {
        _results.Add(result);
        _progress?.Invoke(this, result.Name);
    }

    /// <summary>A new empty folder below <see cref="Scratch"/>.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(Scratch, $"{++_folders}")).FullName;

    public void Dispose() => Directory.Delete(Scratch, recursive: true);
}
