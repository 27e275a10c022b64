using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Appends the records of one stream to memory-mapped segments. A record is safe from the death of the process when
/// <see cref="Append"/> returns, and from the death of the machine a few milliseconds later, when the archiver has
/// it. One thread appends; nothing syncs the mapping behind its back.
/// </summary>
/// <typeparam name="TRecord"><see cref="InboundEvent"/> or <see cref="OutboundCommand"/>.</typeparam>
public sealed unsafe class JournalWriter<TRecord> : IDisposable
    where TRecord : unmanaged
{
    private const int NearEndPercent = 80;
    private readonly RunPlan _plan;
    private readonly SegmentSupply _supply;
    private readonly JournalArchiver _archiver;
    private readonly StreamArchive _archive;
    private SegmentName _segment;
    private bool _isClosed;
    private byte* _next;
    private byte* _end;
    private RecordChain _chain;
    private long _nearEndSequence;

    internal JournalWriter(RunPlan plan, SegmentName previous, in JournalTail tail, JournalArchiver archiver)
    {
        _plan = plan;
        _archiver = archiver;
        _chain = RecordChain.From(tail);
        MappedSegment first = plan.Allocate(1);
        Enter(first, plan.HeaderOf(1, previous, _chain));
        _archive = Begin(first);
        archiver.Attach(plan.Stream, _archive);
        _supply = new SegmentSupply($"journal-{plan.Stream}", first: 2, plan.Allocate);
    }

    /// <summary>Sequence of the last appended record; before the first one, that of the previous run.</summary>
    public long LastSequence => _chain.LastSequence;

    /// <summary>CRC32C of the last appended record.</summary>
    internal uint LastCrc => _chain.LastCrc;

    /// <summary>Engine time of the last appended record, nanoseconds since 1970 UTC.</summary>
    public long LastTimeNs => _chain.LastTimeNs;

    /// <summary>
    /// How often an append had to wait for the next segment (milliseconds each). 0 in a healthy run: two are ready.
    /// </summary>
    public int SegmentWaits => _supply.Waits;

    /// <summary>Segments that are allocated ahead.</summary>
    internal int SegmentsReady => _supply.Ready;

    /// <summary>Why no further segment can be had at present; null = all is well.</summary>
    internal JournalException? SupplyFailure => _supply.Failure;

    /// <summary>There is no segment behind the one in use, and that is nearly full.</summary>
    internal bool IsNearlyOut =>
        _supply.Ready == 0 && Volatile.Read(ref _chain.LastSequence) >= Volatile.Read(ref _nearEndSequence);

    /// <summary>
    /// Gives the record its sequence, its CRC and a time that never runs backwards, and stores it. The record is
    /// changed to be exactly what was stored. Returns the sequence.
    /// </summary>
    /// <exception cref="JournalException">
    /// There is no next segment. Nothing was stored, and the record must not be applied.
    /// </exception>
    public long Append(ref TRecord record)
    {
        if (_next == _end) EnterNextSegment();
        _chain.Append(_next, ref record);
        _next += RecordSeal.RecordBytes;
        return _chain.LastSequence;
    }

    /// <summary>Waits until every record appended so far survives a power loss: milliseconds.</summary>
    /// <exception cref="JournalException">The disk has failed, or is full.</exception>
    public void MakeDurable()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _archiver.Wait(_archive, _chain.LastSequence);
    }

    /// <summary>
    /// Ends the run's files: everything is made durable, and nothing but archives is left. Only after the appending
    /// thread has ended.
    /// </summary>
    /// <exception cref="JournalException">The disk has failed, or is full.</exception>
    public void Close()
    {
        MakeDurable();
        Shut();
        try
        {
            _archive.Finish();
        }
        catch (IOException e)
        {
            throw new JournalException($"The journal could not be ended: {e.Message}", "Check the disk", e);
        }
    }

    /// <summary>
    /// Ends the run's files as they are, like the death of the process. Only after the appending thread has ended.
    /// </summary>
    public void Dispose()
    {
        Shut();
        _archive.Abandon();
    }

    private StreamArchive Begin(MappedSegment first)
    {
        try
        {
            return new StreamArchive(_plan.Stream, first, _plan.Options.Disk);
        }
        catch (IOException e)
        {
            first.Dispose();
            throw new JournalException(
                $"The journal {first.Path} cannot be begun: {e.Message}", "Check the disk and its free space", e);
        }
    }

    private void Shut()
    {
        if (_isClosed) return;
        _isClosed = true;
        _next = _end = null; // an append behind this finds the end, not unmapped memory
        _supply.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterNextSegment()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        MappedSegment fresh = _supply.Take();
        Enter(fresh, _plan.HeaderOf(_segment.Segment + 1, _segment, _chain));
        _archive.Follow(fresh);
    }

    private void Enter(MappedSegment segment, SegmentHeader header)
    {
        segment.Begin(header);
        _segment = header.Name;
        _chain.Salt = header.Salt;
        _next = segment.FirstRecord;
        _end = segment.End;
        long capacity = (_end - _next) / RecordSeal.RecordBytes;
        Volatile.Write(ref _nearEndSequence, _chain.LastSequence + capacity * NearEndPercent / 100);
    }
}
