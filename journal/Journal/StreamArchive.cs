using System.Collections.Concurrent;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Copies the hot segments of one stream into their archive files, whole records only. The archiver's thread calls
/// it; the writer's thread only adds segments.
/// </summary>
internal sealed unsafe class StreamArchive
{
    private const int MaxBatchBytes = 1 << 20;
    private const int TouchBytes = 1 << 20;
    private const int CauseOffset = 120; // of a command: see OutboundCommand
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<MappedSegment> _segments = new();
    private readonly JournalStream _stream;
    private readonly IJournalDisk _disk;
    private ArchiveFile? _file;
    private long _offset;
    private long _copied;
    private long _durable;
    private long _marked;

    /// <summary>Begins with a durable header, so that even a run that loses all its records is known.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public StreamArchive(JournalStream stream, MappedSegment first, IJournalDisk disk)
    {
        _stream = stream;
        _disk = disk;
        _copied = _durable = first.Header->BaseSequence - 1;
        _segments.Enqueue(first);
        _file = Open(first);
    }

    /// <summary>Survives a power loss; any thread may ask.</summary>
    public long DurableSequence => Volatile.Read(ref _durable);

    /// <summary>Full segments that wait to be archived, and the one in use.</summary>
    public int Segments => _segments.Count;

    /// <summary>The writer has begun another segment. Waits for nothing.</summary>
    public void Follow(MappedSegment segment) => _segments.Enqueue(segment);

    /// <summary>Copies whole records; true if there were any.</summary>
    /// <param name="lastCause">Commands that a later event has caused stay behind; for events no bound.</param>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public bool Copy(long lastCause)
    {
        lock (_gate) return CopyOnce(lastCause);
    }

    /// <summary>
    /// Makes durable what has been copied, together with the note of what was durable before. A full segment that
    /// the writer has left is then only an archive.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Sync()
    {
        lock (_gate)
        {
            if (_file is null) return;
            if (_copied != _durable || _marked != _durable) SyncOnce();
            if (_segments.Count > 1 && _segments.TryPeek(out MappedSegment? full) && full.Start + _offset == full.End)
                Retire();
        }
    }

    /// <summary>The run is over: everything is archived, and no hot file is left.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Finish()
    {
        lock (_gate)
        {
            while (!_segments.IsEmpty)
            {
                while (CopyOnce(long.MaxValue)) continue;
                Retire();
            }
        }
    }

    /// <summary>Lets go of the mappings without a sync, as a dying process does.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            while (_segments.TryDequeue(out MappedSegment? segment)) segment.Dispose();
            _file?.Dispose();
            _file = null;
        }
    }

    private bool CopyOnce(long lastCause)
    {
        if (!_segments.TryPeek(out MappedSegment? segment)) return false;
        _file ??= Open(segment);
        segment.Touch(segment.Start + _offset, TouchBytes);
        long end = FindEnd(segment, lastCause, out long last);
        if (end == _offset) return false;
        _file.Write(new ReadOnlySpan<byte>(segment.Start + _offset, (int)(end - _offset)), _offset);
        _offset = end;
        _copied = last;
        return true;
    }

    private ArchiveFile Open(MappedSegment segment)
    {
        _offset = SegmentHeader.PageBytes;
        _marked = 0;
        string path = Path.ChangeExtension(segment.Path, SegmentName.ArchiveExtension);
        return ArchiveFile.Open(path, in *segment.Header, _disk);
    }

    private void SyncOnce()
    {
        _segments.TryPeek(out MappedSegment? segment);
        if (_durable >= segment!.Header->BaseSequence) _file!.Mark(_durable);
        _marked = _durable;
        long copied = _copied;
        _file!.Sync();
        Volatile.Write(ref _durable, copied);
    }

    private void Retire()
    {
        if (_copied != _durable) SyncOnce();
        _file!.SetLength(_offset);
        SyncOnce(); // the mark of the last record
        _file.Dispose();
        _file = null;
        _segments.TryDequeue(out MappedSegment? segment);
        segment!.Dispose();
        File.Delete(segment.Path);
    }

    private long FindEnd(MappedSegment segment, long lastCause, out long last)
    {
        last = _copied;
        byte* at = segment.Start + _offset;
        byte* end = segment.End - at > MaxBatchBytes ? at + MaxBatchBytes : segment.End;
        for (; at < end; at += RecordSeal.RecordBytes)
        {
            if (Volatile.Read(ref *(uint*)at) != RecordSeal.CommitOf(last + 1)) break;
            if (_stream == JournalStream.Commands && *(long*)(at + CauseOffset) > lastCause) break;
            last++;
        }

        return at - segment.Start;
    }
}
