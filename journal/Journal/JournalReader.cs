using System.Diagnostics.CodeAnalysis;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Reads the records of one stream in order, through all runs and segments, checking each one and the chain between
/// them. No allocation per record. Needs no lock: it may read beside the process that writes, and then follows
/// what is appended.
/// </summary>
/// <typeparam name="TRecord"><see cref="InboundEvent"/> or <see cref="OutboundCommand"/>.</typeparam>
public sealed unsafe class JournalReader<TRecord> : IDisposable
    where TRecord : unmanaged
{
    private readonly string _directory;
    private readonly List<SegmentFile> _segments;
    private readonly long _until;
    private readonly Guid _bootId;
    private readonly byte[] _buffer =
        GC.AllocateUninitializedArray<byte>(SegmentCursor.BufferBytes, pinned: true);
    private int _segment;
    private SegmentCursor? _cursor;

    internal JournalReader(string directory, List<SegmentFile> segments, Guid bootId, long from, long until)
    {
        _directory = directory;
        _segments = segments;
        _bootId = bootId;
        _until = until;
        if (segments.Count == 0) return;
        _segment = int.Max(0, segments.FindLastIndex(segment => segment.Header.BaseSequence <= from));
        _cursor = OpenCursor();
        while (LastSequence < from - 1 && MoveNext()) continue;
    }

    /// <summary>The record found by <see cref="MoveNext"/>; valid until the next call.</summary>
    public ref readonly TRecord Current => ref *(TRecord*)_cursor!.Record;

    /// <summary>Sequence of the record last passed.</summary>
    private long LastSequence => _cursor!.LastSequence;

    /// <summary>Share of the journal that is read, 0–1; grows by whole segments.</summary>
    public double ShareRead => _segments.Count == 0 ? 1 : (double)_segment / _segments.Count;

    /// <summary>CRC of the record last passed; 0 = there is none.</summary>
    internal uint LastCrc => _cursor?.LastCrc ?? 0;

    /// <summary>The first record that there is; above 1 when retention has deleted older ones.</summary>
    public long FirstSequence => _segments.Count > 0 ? _segments[0].Header.BaseSequence : 1;

    /// <summary>Logic version of the run that wrote the last segment; 0 = no records.</summary>
    public int EngineLogicVersion => _segments.Count > 0 ? _segments[^1].Header.EngineLogicVersion : 0;

    /// <summary>Opens a data directory of whatever bot and account; an empty one has no records.</summary>
    /// <exception cref="JournalRefusedException">A segment is missing, damaged, foreign or from the future.</exception>
    /// <exception cref="JournalException">The directory cannot be read.</exception>
    public static JournalReader<TRecord> Open(string directory) => Open(directory, BootId.Current);

    /// <summary>The same, from a record on; what is before its segment is not read.</summary>
    /// <exception cref="JournalRefusedException">A segment is missing, damaged, foreign or from the future.</exception>
    /// <exception cref="JournalException">The directory cannot be read.</exception>
    public static JournalReader<TRecord> Open(string directory, long from) => Open(directory, BootId.Current, from);

    internal static JournalReader<TRecord> Open(
        string directory, Guid bootId, long from = 1, long until = long.MaxValue)
    {
        try
        {
            SegmentCatalog catalog = SegmentCatalog.Load(directory, bootId);
            List<SegmentFile> segments = catalog.Of(StreamOf.Record<TRecord>());
            if (segments.Count > 0)
                catalog.RequireOwner(segments[0].Header.Bot, segments[0].Header.AccountFingerprint);
            return new JournalReader<TRecord>(directory, segments, bootId, from, until);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(directory, e);
        }
    }

    /// <summary>Goes to the next record. False at the end of the journal.</summary>
    /// <exception cref="JournalDamagedException">The next record is not sound: no trust in what follows.</exception>
    public bool MoveNext()
    {
        while (_cursor is not null && LastSequence < _until)
        {
            if (_cursor.MoveNext()) return true;
            if (_segment == _segments.Count - 1 && !TryFollow()) return false;
            if (_cursor.MoveNext()) return true; // what was appended before the next segment was begun
            if (LastSequence < _segments[_segment + 1].Header.BaseSequence - 1) return false; // lost with the machine
            EnterNextSegment();
        }

        return false;
    }

    public void Dispose()
    {
        _cursor?.Dispose();
        _cursor = null;
    }

    /// <summary>Looks whether a live writer has begun another segment.</summary>
    private bool TryFollow()
    {
        SegmentName name = _segments[_segment].Header.Name;
        SegmentFile? next = SegmentFile.Read(_directory, name with { Segment = name.Segment + 1 }, out _);
        if (next is null) return false;
        _segments.Add(next);
        return true;
    }

    [MemberNotNull(nameof(_cursor))]
    private void EnterNextSegment()
    {
        _segment++;
        _cursor!.RequireChainTo(_segments[_segment]);
        _cursor.Dispose();
        _cursor = OpenCursor();
    }

    private SegmentCursor OpenCursor()
    {
        SegmentFile? successor = _segment + 1 < _segments.Count ? _segments[_segment + 1] : null;
        try
        {
            return new SegmentCursor(_segments[_segment], successor, _bootId, _buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(_segments[_segment].Path, e);
        }
    }

    private static JournalException Unreadable(string path, Exception cause) =>
        new($"Cannot read the journal {path}: {cause.Message}", "Name an existing, readable data directory", cause);
}
