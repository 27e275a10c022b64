namespace OpenSQT.Lmax.Dashboard.Live;

/// <summary>A bounded series with one point per step; the oldest point goes when a new step begins.</summary>
internal sealed class HistorySeries(int stepSeconds, int capacity)
{
    private readonly Queue<HistoryPoint> _points = new(capacity);
    private HistoryPoint _present;

    public int StepSeconds => stepSeconds;

    public void Add(in HistoryPoint sample)
    {
        long stepMs = stepSeconds * 1000L;
        long startMs = sample.TimeMs / stepMs * stepMs;
        if (startMs == _present.TimeMs)
        {
            _present = _present.With(sample);
            return;
        }

        if (_present.TimeMs != 0)
        {
            if (_points.Count == capacity) _points.Dequeue();
            _points.Enqueue(_present);
        }

        _present = sample with { TimeMs = startMs };
    }

    public HistoryPoint[] ToArray() => _present.TimeMs == 0 ? [] : [.. _points, _present];
}
