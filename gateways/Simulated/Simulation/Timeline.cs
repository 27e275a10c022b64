namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// Virtual time: things happen in the order of their times, at one time in the order of their planning.
/// </summary>
internal sealed class Timeline(long startNs)
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;

    private readonly PriorityQueue<Action, (long TimeNs, long Order)> _due = new();
    private long _planned;

    public long NowNs { get; private set; } = startNs;

    public long NowMs => NowNs / Millisecond;

    public void After(long ns, Action what) => _due.Enqueue(what, (NowNs + ns, ++_planned));

    /// <summary>Repeats a thing until the end of the seed, the first time after one period.</summary>
    public void Every(long ns, Action what) => After(ns, () =>
    {
        what();
        Every(ns, what);
    });

    public void RunUntil(long endNs)
    {
        while (_due.TryPeek(out Action? what, out (long TimeNs, long Order) due) && due.TimeNs <= endNs)
        {
            _due.Dequeue();
            NowNs = due.TimeNs;
            what();
        }

        NowNs = endNs;
    }
}
