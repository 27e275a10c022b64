using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// One stream of the journal in memory: headers, records, chain and reader are the production ones, only the file is
/// an array. Knows what a death of the process or of the machine leaves of it.
/// </summary>
internal sealed unsafe class MemoryJournalStream<TRecord>(JournalStream stream, SeededRandom random)
    where TRecord : unmanaged
{
    private const int SectorBytes = 512;

    private readonly List<SegmentFile> _segments = [];

    /// <summary>Check sum of every record that was appended, by its sequence.</summary>
    private readonly List<uint> _written = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(SegmentCursor.BufferBytes, pinned: true);
    private RunPlan? _plan;
    private RecordChain _chain;
    private byte* _next;
    private byte* _end;

    /// <summary>What lay where a machine's death left nothing: the next file may get those blocks.</summary>
    private byte[] _freed = [];

    public long LastSequence => _chain.LastSequence;
    public uint LastCrc => _chain.LastCrc;

    /// <summary>Where the stream ends, for the next run.</summary>
    public JournalTail Tail { get; private set; }

    /// <summary>Sequence of the first record that was found and not written; 0 = there is none.</summary>
    public long FirstForeign { get; private set; }

    /// <summary>The records from one to another.</summary>
    public JournalReader<TRecord> Read(Guid bootId, long from, long until) =>
        new("", [.. _segments], bootId, from, until);

    private MemorySegment Present => (MemorySegment)_segments[^1];

    /// <summary>
    /// Finds the end, as the journal directory does it: what is read is synced before, and commands whose cause the
    /// machine has lost do not count.
    /// </summary>
    /// <param name="bootId">The machine's present boot.</param>
    /// <param name="lastCause">Of a stream of commands: the last event on record.</param>
    public void FindTail(Guid bootId, long lastCause = long.MaxValue)
    {
        if (_segments.Count == 0) return;
        int at = _segments.FindIndex(segment => segment.Header.Run == _segments[^1].Header.Run);
        for (Tail = default; at < _segments.Count && (Tail == default || IsContinued(at)); at++)
        {
            ((MemorySegment)_segments[at]).DurableBytes = ((MemorySegment)_segments[at]).UsedBytes;
            using SegmentCursor cursor = new(_segments[at], null, bootId, _buffer);
            Tail = TailAt(cursor);
            while (cursor.MoveNext() && Unsafe.AsRef<OutboundCommand>(cursor.Record).CauseSequence <= lastCause)
            {
                Tail = TailAt(cursor);
                if (FirstForeign == 0 && !IsWritten(cursor)) FirstForeign = Tail.Sequence;
            }
        }

        _segments.RemoveRange(at, _segments.Count - at); // what begins behind the end is set aside
        if (Tail.Sequence < _written.Count) CollectionsMarshal.SetCount(_written, (int)Tail.Sequence);
    }

    /// <summary>Begins a run's first segment.</summary>
    public void Start(long run, JournalOptions options)
    {
        _plan = new RunPlan("memory", stream, run, options);
        _chain = RecordChain.From(Tail);
        Begin(1);
        Present.DurableBytes = SegmentHeader.PageBytes;
    }

    public void Append(ref TRecord record)
    {
        if (_next == _end)
        {
            Present.DurableBytes = Present.UsedBytes; // a full segment is put away, which syncs it
            Begin(Present.Header.Segment + 1);
        }

        _chain.Append(_next, ref record);
        _written.Add(ContentOf(_next));
        _next += RecordSeal.RecordBytes;
        Present.UsedBytes += RecordSeal.RecordBytes;
    }

    /// <summary>Everything so far survives the machine, and that is on record.</summary>
    public void MakeDurable()
    {
        foreach (SegmentFile file in _segments) ((MemorySegment)file).DurableBytes = ((MemorySegment)file).UsedBytes;
        DurableMark mark = DurableMark.Create(_chain.LastSequence, _chain.Salt);
        MemoryMarshal.Write(Present.Bytes.AsSpan(DurableMark.Offset), mark);
    }

    /// <summary>
    /// The process died while it stored the last record: a part of the body is there, and no commit word yet.
    /// </summary>
    public void TearLast(bool commitsLast)
    {
        Span<byte> last = LastRecord;
        if (commitsLast) last[..sizeof(uint)].Clear();
        last[(sizeof(uint) + (int)random.Below(last.Length - sizeof(uint)))..].Clear();
    }

    /// <summary>
    /// The machine died: sectors that were not synced are there, empty, garbage, or hold what an earlier file left in
    /// the same blocks, each for itself.
    /// </summary>
    /// <param name="isChained">Salt and chain tell a record's place; without them only its contents count.</param>
    public void LosePower(bool isChained)
    {
        byte[] before = Present.Bytes[..(int)Present.UsedBytes];
        foreach (SegmentFile file in _segments) LosePower((MemorySegment)file);
        _freed = before;
        if (!isChained) SealAgain(Present);
    }

    private void LosePower(MemorySegment segment)
    {
        long from = (segment.DurableBytes + SectorBytes - 1) / SectorBytes * SectorBytes;
        int kindOfDeath = (int)random.Below(3);
        bool isRecycled = kindOfDeath == 2;
        for (long at = from; at < segment.UsedBytes; at += SectorBytes)
        {
            Span<byte> sector = segment.Bytes.AsSpan((int)at, SectorBytes);
            if (kindOfDeath == 0 || random.Below(3) == 0) Empty(sector, at, isRecycled);
            else if (kindOfDeath == 2 && random.Below(4) == 0) Garble(sector);
        }

        if (!isRecycled || from >= segment.UsedBytes) return;
        for (long at = (segment.UsedBytes + SectorBytes - 1) / SectorBytes * SectorBytes; at < _freed.Length;
            at += SectorBytes)
            Empty(segment.Bytes.AsSpan((int)at, SectorBytes), at, isRecycled);
    }

    private void Empty(Span<byte> sector, long at, bool isRecycled)
    {
        sector.Clear();
        if (isRecycled && at < _freed.Length)
            _freed.AsSpan((int)at, int.Min(SectorBytes, _freed.Length - (int)at)).CopyTo(sector);
    }

    /// <summary>
    /// Seals what is not durable as a journal without salt and chain accepts it: every whole record with the sequence
    /// that is expected next belongs there.
    /// </summary>
    private static void SealAgain(MemorySegment segment)
    {
        fixed (byte* bytes = segment.Bytes)
        {
            uint crc = segment.Header.PreviousCrc;
            long sequence = segment.Header.BaseSequence;
            for (long at = SegmentHeader.PageBytes; at < segment.Bytes.Length; at += RecordSeal.RecordBytes)
            {
                RecordHeader* header = (RecordHeader*)(bytes + at);
                if (header->Commit != RecordSeal.CommitOf(sequence) || header->Sequence != sequence) return;
                crc = header->Crc32C = RecordSeal.Crc(bytes + at, segment.Header.Salt, crc);
                sequence++;
            }
        }
    }

    private bool IsWritten(SegmentCursor cursor) =>
        cursor.LastSequence <= _written.Count && _written[(int)cursor.LastSequence - 1] == ContentOf(cursor.Record);

    private static uint ContentOf(byte* record) => RecordSeal.Crc(record, salt: 0, previousCrc: 0);

    private bool IsContinued(int at) => _segments[at].Header.BaseSequence == Tail.Sequence + 1;

    private static JournalTail TailAt(SegmentCursor cursor) =>
        new(cursor.LastSequence, cursor.LastCrc, cursor.LastTimeNs, TradingEngine.LogicVersion, 0);

    private Span<byte> LastRecord =>
        Present.Bytes.AsSpan((int)Present.UsedBytes - RecordSeal.RecordBytes, RecordSeal.RecordBytes);

    private void Garble(Span<byte> sector)
    {
        for (int i = 0; i < sector.Length; i++) sector[i] = (byte)random.Below(256);
    }

    private void Begin(long number)
    {
        SegmentName previous = _segments.Count > 0 ? _segments[^1].Header.Name : default;
        SegmentHeader header = _plan!.HeaderOf(number, previous, _chain);
        header.Salt = (uint)random.Below(uint.MaxValue);
        header.Seal();
        byte[] bytes = GC.AllocateArray<byte>((int)header.SegmentBytes, pinned: true);
        MemoryMarshal.Write(bytes, header);
        if (header.FindDamage(header.Name, bytes.Length, isArchive: false) is { } damage)
            throw new InvalidOperationException(damage);
        _segments.Add(new MemorySegment(header, bytes));
        _chain.Salt = header.Salt;
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes));
        _next = start + SegmentHeader.PageBytes;
        _end = start + bytes.Length;
    }
}
