using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Walks the records of one segment by plain reads (a mapping would turn a truncated file or a bad sector into the
/// death of the process). A record may come from the archive or from the hot file: one of them is enough. It
/// decides what a record that does not fit means: see the table in docs/journal-format.md.
/// </summary>
internal sealed unsafe class SegmentCursor : IDisposable
{
    public const int BufferBytes = 1 << 18;
    private readonly SegmentFile _segment;
    private readonly SegmentSource[] _sources;
    private readonly byte[] _buffer;
    private readonly byte* _bufferStart;
    private readonly uint _salt;

    /// <summary>The successor's header proves the records up to here; without one it is the capacity.</summary>
    private readonly long _finalSequence;
    private readonly bool _hasSuccessor;
    private readonly bool _sameBoot;
    private int _source;
    private long _bufferOffset;
    private int _filled;
    private int _at;
    private bool _tailChecked;

    /// <param name="segment">Checked by the catalog.</param>
    /// <param name="successor">The segment that continues it, if any.</param>
    /// <param name="bootId">The machine's present boot.</param>
    /// <param name="buffer">Pinned, <see cref="BufferBytes"/> long.</param>
    public SegmentCursor(SegmentFile segment, SegmentFile? successor, Guid bootId, byte[] buffer)
    {
        SegmentHeader header = segment.Header;
        _segment = segment;
        _sources = segment.OpenSources();
        if (_sources.Length == 0) throw new FileNotFoundException($"{segment.Path} has gone");
        _buffer = buffer;
        _bufferStart = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(buffer));
        _salt = header.Salt;
        _hasSuccessor = successor?.ProvesPrevious(bootId) == true;
        _finalSequence = _hasSuccessor ? successor!.Header.BaseSequence - 1 : header.LastPossibleSequence;
        _sameBoot = header.IsOfBoot(bootId);
        _bufferOffset = SegmentHeader.PageBytes;
        LastSequence = header.BaseSequence - 1;
        LastCrc = header.PreviousCrc;
        LastTimeNs = header.PreviousTimeNs;
    }

    public long LastSequence { get; private set; }

    public uint LastCrc { get; private set; }

    public long LastTimeNs { get; private set; }

    /// <summary>The record found by the last successful <see cref="MoveNext"/>.</summary>
    public byte* Record { get; private set; }

    /// <summary>Whether <see cref="Record"/> was found in the archive.</summary>
    public bool IsArchived => _sources[_source].IsArchive;

    /// <summary>Committed slots behind the end; known once <see cref="MoveNext"/> has returned false.</summary>
    public long StrandedRecords { get; private set; }

    /// <summary>The segment is known to be on the disk up to here; 0 = it does not tell.</summary>
    public long DurableSequence
    {
        get
        {
            long durable = 0;
            foreach (SegmentSource source in _sources)
            {
                DurableMark mark = ReadMark(source);
                if (mark.IsValid(_salt)) durable = long.Max(durable, mark.Sequence);
            }

            return durable;
        }
    }

    /// <summary>
    /// Goes to the next record. False at the end; it may be called again, for another process may be writing.
    /// </summary>
    /// <exception cref="JournalDamagedException">The next record is, or must be, there and is not sound.</exception>
    public bool MoveNext()
    {
        if (LastSequence == _finalSequence) return false;
        if (_at == _filled) Fill();
        if (!IsNext() && !LookAgain()) return false;
        Record = _bufferStart + _at;
        _at += RecordSeal.RecordBytes;
        RecordHeader* header = (RecordHeader*)Record;
        LastSequence = header->Sequence;
        LastCrc = header->Crc32C;
        LastTimeNs = header->TimeNs;
        return true;
    }

    public void Dispose()
    {
        foreach (SegmentSource source in _sources) source.Blocks.Dispose();
    }

    /// <summary>Throws unless the next segment's header states exactly where this one ended.</summary>
    public void RequireChainTo(SegmentFile next)
    {
        if (next.Header.PreviousCrc == LastCrc && next.Header.PreviousTimeNs == LastTimeNs) return;
        throw new JournalDamagedException(
            next.Path, 0, next.Header.BaseSequence, $"its header does not continue {_segment.Header.Name}");
    }

    private bool IsNext() => RecordSeal.IsNext(_bufferStart + _at, _salt, LastSequence + 1, LastCrc);

    /// <summary>The record does not fit. True if it has become whole in the meantime.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookAgain()
    {
        // Asked first: a live writer's records become durable while we look, and what we have seen is then too little.
        long durable = DurableSequence;
        for (int i = 0; i <= _sources.Length; i++)
        {
            if (i > 0) _source = (_source + 1) % _sources.Length;
            Fill();
            if (IsNext()) return true;
        }

        _source = _sources.Length - 1; // the hot file where there is one: it tells how the writer died
        Fill();
        if (_hasSuccessor) throw Damaged("the next segment proves that it was whole");
        if (durable > LastSequence) throw Damaged($"everything up to sequence {durable} was made durable");
        return !_tailChecked && CheckTail();
    }

    /// <summary>
    /// Looks behind the end, once. A process that dies leaves at most one record unfinished, the last one, and its
    /// commit word is 0. Anything else is damage, unless the machine has died as well: then unsynced pages may be
    /// missing in any order, and what lies behind the first gap does not count.
    /// </summary>
    private bool CheckTail()
    {
        _tailChecked = true;
        bool committed = CommitAt(0) != 0;
        long stranded = CountCommittedBehind();
        if (IsNext()) return true; // a live writer went on while we were looking
        StrandedRecords = stranded;
        if (!_sameBoot || (stranded == 0 && !committed)) return false;
        throw Damaged(
            stranded > 0
                ? $"it is not what was written, and {stranded} more records follow"
                : "it is not what was written");
    }

    private uint CommitAt(int position) => *(uint*)(_bufferStart + position);

    private long CountCommittedBehind()
    {
        long first = Offset;
        long count = 0;
        for (long offset = first; offset < _segment.Header.SegmentBytes; offset += _filled)
        {
            FillFrom(offset);
            for (int at = 0; at < _filled; at += RecordSeal.RecordBytes)
            {
                if (CommitAt(at) != 0 && offset + at > first) count++;
            }
        }

        FillFrom(first);
        return count;
    }

    private long Offset => _bufferOffset + _at;

    private void Fill() => FillFrom(Offset);

    private void FillFrom(long offset)
    {
        int wanted = (int)long.Min(BufferBytes, _segment.Header.SegmentBytes - offset);
        _bufferOffset = offset;
        _at = 0;
        for (_filled = 0; _filled < wanted;)
        {
            int read = ReadBlock(_sources[_source], _buffer.AsSpan(_filled, wanted - _filled), offset + _filled);
            if (read == 0 && !IsArchived) throw Damaged("the file was truncated while it was read");
            if (read == 0)
            {
                _buffer.AsSpan(_filled, wanted - _filled).Clear(); // an archive ends with its records
                read = wanted - _filled;
            }

            _filled += read;
        }
    }

    private int ReadBlock(SegmentSource source, Span<byte> block, long offset)
    {
        try
        {
            return source.Blocks.Read(block, offset);
        }
        catch (IOException e)
        {
            throw Damaged($"the disk does not give it back: {e.Message}");
        }
    }

    private DurableMark ReadMark(SegmentSource source)
    {
        DurableMark mark = default;
        ReadBlock(source, MemoryMarshal.AsBytes(new Span<DurableMark>(ref mark)), DurableMark.Offset);
        return mark;
    }

    private JournalDamagedException Damaged(string finding) =>
        new(_sources[_source].Path, Offset, LastSequence + 1, finding);
}
