namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The thread behind a writer: it allocates the next segment ahead and puts full ones away (sync, unmap), so that
/// the hot thread does neither. It sleeps until it is asked.
/// </summary>
internal sealed class SegmentSupply : IDisposable
{
    private readonly object _gate = new();
    private readonly Func<long, MappedSegment> _allocate;
    private readonly Queue<MappedSegment> _full = new();
    private readonly Thread _thread;
    private long _wanted;
    private MappedSegment? _spare;
    private JournalException? _allocationFailure;
    private JournalException? _syncFailure;
    private bool _stopping;

    public SegmentSupply(string name, Func<long, MappedSegment> allocate)
    {
        _allocate = allocate;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>How often the writer came to the end of a segment before the next one was ready.</summary>
    public int Waits { get; private set; }

    /// <summary>Asks for segment <paramref name="number"/>; returns at once.</summary>
    public void Request(long number)
    {
        lock (_gate)
        {
            _wanted = number;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Hands out the segment asked for; waits for it if need be. After a failed allocation one more is tried, since
    /// space may have been freed in the meantime.
    /// </summary>
    /// <exception cref="JournalException">There is no next segment: the caller must not go on.</exception>
    public MappedSegment Take(long number)
    {
        lock (_gate)
        {
            if (_spare is null)
            {
                Waits++;
                if (_allocationFailure is not null) Request(number);
                _allocationFailure = null;
                while (_spare is null && _allocationFailure is null) Monitor.Wait(_gate);
            }

            if ((_syncFailure ?? _allocationFailure) is { } failure) throw failure;
            MappedSegment segment = _spare!;
            _spare = null;
            return segment;
        }
    }

    /// <summary>Puts a full segment away; returns at once.</summary>
    public void PutAway(MappedSegment full)
    {
        lock (_gate)
        {
            _full.Enqueue(full);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until every full segment is on the disk.</summary>
    public void WaitUntilPutAway()
    {
        lock (_gate)
        {
            while (_full.Count > 0) Monitor.Wait(_gate);
            if (_syncFailure is not null) throw _syncFailure;
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
        _spare?.Dispose();
        _spare = null;
    }

    private void Run()
    {
        while (true)
        {
            long wanted;
            MappedSegment? full;
            lock (_gate)
            {
                while (!_stopping && _wanted == 0 && _full.Count == 0) Monitor.Wait(_gate);
                wanted = _stopping ? 0 : _wanted;
                _wanted = 0;
                full = wanted == 0 && _full.Count > 0 ? _full.Peek() : null;
                if (wanted == 0 && full is null) return;
            }

            if (full is null) Prepare(wanted);
            else Retire(full);
        }
    }

    private void Prepare(long number)
    {
        MappedSegment? spare = null;
        JournalException? failure = null;
        try
        {
            spare = _allocate(number);
        }
        catch (JournalException e)
        {
            failure = e;
        }

        lock (_gate)
        {
            _spare = spare;
            _allocationFailure = failure;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>It stays in the queue until it is on the disk: who waits for that looks at the queue.</summary>
    private unsafe void Retire(MappedSegment full)
    {
        JournalException? failure = null;
        try
        {
            full.Sync(full.End);
        }
        catch (JournalException e)
        {
            failure = e;
        }

        full.Dispose();
        lock (_gate)
        {
            _syncFailure ??= failure;
            _full.Dequeue();
            Monitor.PulseAll(_gate);
        }
    }
}
