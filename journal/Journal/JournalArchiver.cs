namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The thread that makes the journal survive the machine: every few milliseconds it copies what the writers have
/// stored from the hot segments into archive files and syncs those. Events go first, and commands only as far as their
/// causes are durable, so that a power loss never leaves an effect without its cause.
/// </summary>
public sealed class JournalArchiver : IDisposable
{
    /// <summary>How many segments of a stream may wait for the disk before it is said not to keep up.</summary>
    internal const int MostWaiting = 8;

    private const int PauseMs = 5;
    private const int FullDiskPauseMs = 250;
    internal const string FullDiskRemedy = "Free some space";
    private const string DiskRemedy = "Check the disk, and start again from what is on it";
    private readonly object _gate = new();
    private readonly Thread _thread;
    private volatile StreamArchive? _events;
    private volatile StreamArchive? _commands;
    private volatile JournalException? _failure;
    private volatile string? _fullDisk;
    private long _behindSinceMs;
    private bool _isWanted;
    private bool _stopping;

    internal JournalArchiver()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "journal-archive" };
        _thread.Start();
    }

    /// <summary>The last event that survives a power loss.</summary>
    public long DurableEvent => _events?.DurableSequence ?? 0;

    /// <summary>The last command that does.</summary>
    public long DurableCommand => _commands?.DurableSequence ?? 0;

    /// <summary>The disk has failed: nothing more becomes durable.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Why nothing can be written at present, or ever again; null = all is well.</summary>
    internal JournalException? Failure => _failure;

    /// <summary>The disk is full; tried again until it is not.</summary>
    internal string? FullDisk => _fullDisk;

    /// <summary>For how long the oldest record that is not durable has been waiting.</summary>
    internal long LagMs
    {
        get
        {
            long since = Volatile.Read(ref _behindSinceMs);
            return since == 0 ? 0 : Environment.TickCount64 - since;
        }
    }

    /// <summary>Waits until an event is durable; false when that takes longer, or the disk has failed.</summary>
    public bool TryWait(long eventSequence, TimeSpan patience)
    {
        long deadlineMs = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        lock (_gate)
        {
            if (DurableEvent < eventSequence) Wake();
            while (DurableEvent < eventSequence)
            {
                long leftMs = deadlineMs - Environment.TickCount64;
                if (HasFailed || leftMs <= 0) return false;
                Monitor.Wait(_gate, (int)leftMs);
            }

            return true;
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
    }

    internal void Attach(JournalStream stream, StreamArchive archive)
    {
        if (stream == JournalStream.Events) _events = archive;
        else _commands = archive;
    }

    /// <summary>Waits until a record is durable.</summary>
    /// <exception cref="JournalException">The disk failed, or is full.</exception>
    internal void Wait(StreamArchive archive, long sequence)
    {
        lock (_gate)
        {
            Wake();
            while (archive.DurableSequence < sequence)
            {
                if (_failure is { } failure) throw failure;
                if (_fullDisk is { } full) throw new JournalException(full, FullDiskRemedy);
                Monitor.Wait(_gate);
            }
        }
    }

    private void Wake()
    {
        _isWanted = true;
        Monitor.PulseAll(_gate);
    }

    private void Run()
    {
        while (true)
        {
            if (_failure is null) Archive();
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
                int pause = _fullDisk is null ? PauseMs : FullDiskPauseMs;
                if (_failure is not null) pause = Timeout.Infinite;
                if (!_stopping && !_isWanted) Monitor.Wait(_gate, pause);
                _isWanted = false;
                if (_stopping) return;
            }
        }
    }

    private void Archive()
    {
        try
        {
            long beganMs = Environment.TickCount64;
            bool copied = _events?.Copy(long.MaxValue) ?? false;
            if (copied && _behindSinceMs == 0) Volatile.Write(ref _behindSinceMs, beganMs);
            _events?.Sync();
            copied |= _commands?.Copy(DurableEvent) ?? false;
            _commands?.Sync();
            _fullDisk = null;
            Volatile.Write(ref _behindSinceMs, copied ? beganMs : 0);
            if (_events?.Segments > MostWaiting || _commands?.Segments > MostWaiting)
                _failure = new JournalException("The disk does not keep up with the journal", DiskRemedy);
        }
        catch (IOException e) when (e.HResult == Posix.NoSpace)
        {
            _fullDisk = $"The disk is full, and the journal cannot be archived: {e.Message}";
        }
        catch (IOException e)
        {
            // The kernel marks pages clean after a failed sync, so a second try that succeeds would prove nothing.
            _failure = new JournalException($"The disk did not take the journal: {e.Message}", DiskRemedy, e);
        }
    }
}
