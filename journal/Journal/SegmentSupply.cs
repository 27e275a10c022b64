namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The thread behind a writer that keeps segments allocated ahead: the next one and an emergency one behind it, so
/// that the hot thread never creates a file and a full disk leaves time to end in order. It sleeps until one is
/// taken, and tries again four times a second while the disk refuses.
/// </summary>
internal sealed class SegmentSupply : IDisposable
{
    private const int Ahead = 2;
    private const int RetryMs = 250;
    private readonly object _gate = new();
    private readonly Func<long, MappedSegment> _allocate;
    private readonly Queue<MappedSegment> _ready = new();
    private readonly Thread _thread;
    private long _next;
    private bool _isLate;
    private JournalException? _failure;
    private bool _stopping;

    /// <param name="name">Of the thread.</param>
    /// <param name="first">Number of the first segment to be allocated.</param>
    /// <param name="allocate">Makes one; called on the thread.</param>
    public SegmentSupply(string name, long first, Func<long, MappedSegment> allocate)
    {
        _next = first;
        _allocate = allocate;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>How often the writer came to the end of a segment before the next one was ready.</summary>
    public int Waits { get; private set; }

    /// <summary>Why no segment can be had at present; null = all is well.</summary>
    public JournalException? Failure
    {
        get { lock (_gate) return _failure; }
    }

    /// <summary>Segments that are ready to be taken.</summary>
    public int Ready
    {
        get { lock (_gate) return _ready.Count; }
    }

    /// <summary>
    /// Hands out the next segment; waits for it if need be. After a failed allocation one more is tried, since space
    /// may have been freed in the meantime.
    /// </summary>
    /// <exception cref="JournalException">There is no next segment: the caller must not go on.</exception>
    public MappedSegment Take()
    {
        lock (_gate)
        {
            if (_ready.Count == 0)
            {
                Waits++;
                _failure = null;
                _isLate = true;
                Monitor.PulseAll(_gate);
                while (_ready.Count == 0 && _failure is null) Monitor.Wait(_gate);
                _isLate = false;
                if (_ready.Count == 0) throw _failure!;
            }

            MappedSegment segment = _ready.Dequeue();
            Monitor.PulseAll(_gate);
            return segment;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        foreach (MappedSegment unused in _ready) unused.Dispose();
        _ready.Clear();
    }

    private void Run()
    {
        while (true)
        {
            lock (_gate)
            {
                while (!_stopping && _ready.Count == Ahead) Monitor.Wait(_gate);
                if (!_stopping && _failure is not null && !_isLate) Monitor.Wait(_gate, RetryMs);
                if (_stopping) return;
            }

            Prepare();
        }
    }

    private void Prepare()
    {
        MappedSegment? fresh = null;
        JournalException? failure = null;
        try
        {
            fresh = _allocate(_next);
        }
        catch (JournalException e)
        {
            failure = e;
        }

        lock (_gate)
        {
            _failure = failure;
            if (fresh is not null)
            {
                _next++;
                _ready.Enqueue(fresh);
            }

            Monitor.PulseAll(_gate);
        }
    }
}
