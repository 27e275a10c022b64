namespace OpenSQT.Lmax.Dashboard.Live;

/// <summary>
/// Price and profit since the run began, in memory only: a quarter of an hour by the second, four hours by
/// 15 seconds, a day by two minutes.
/// </summary>
internal sealed class History
{
    private readonly (string Name, HistorySeries Series)[] _ranges =
    [
        ("15m", new HistorySeries(1, 900)), ("4h", new HistorySeries(15, 960)), ("24h", new HistorySeries(120, 720)),
    ];

    private readonly Lock _gate = new();
    private HistoryPoint _last;

    /// <summary>The newest sample; its time is 0 before the first.</summary>
    public HistoryPoint Last
    {
        get { lock (_gate) return _last; }
    }

    public void Add(in HistoryPoint sample)
    {
        lock (_gate)
        {
            _last = sample;
            foreach ((_, HistorySeries series) in _ranges) series.Add(sample);
        }
    }

    /// <summary>Null = there is no such range.</summary>
    public (int StepSeconds, HistoryPoint[] Points)? Read(string range)
    {
        lock (_gate)
        {
            foreach ((string name, HistorySeries series) in _ranges)
            {
                if (name == range) return (series.StepSeconds, series.ToArray());
            }

            return null;
        }
    }
}
