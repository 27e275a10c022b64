using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Appends the records of one stream to memory-mapped segments. A record is safe from the death of the process when
/// <see cref="Append"/> returns, and from the death of the machine after <see cref="MakeDurable"/> (or later, when
/// the kernel writes it). One thread appends; nothing syncs the mapping behind its back.
/// </summary>
/// <typeparam name="TRecord"><see cref="InboundEvent"/> or <see cref="OutboundCommand"/>.</typeparam>
public sealed unsafe class JournalWriter<TRecord> : IDisposable
    where TRecord : unmanaged
{
    private readonly RunPlan _plan;
    private readonly SegmentSupply _supply;
    private MappedSegment? _segment;
    private JournalException? _syncFailure;
    private byte* _next;

    // Where Append leaves the fast path: at half of the segment to ask for the next one, and at its end.
    private byte* _milestone;
    private byte* _end;
    private RecordChain _chain;

    internal JournalWriter(RunPlan plan, SegmentName previous, in JournalTail tail)
    {
        _plan = plan;
        _chain = new RecordChain
        {
            LastSequence = tail.Sequence,
            LastCrc = tail.Crc,
            LastTimeNs = tail.TimeNs,
        };
        MappedSegment first = plan.Allocate(1);
        Enter(first, plan.HeaderOf(1, previous, _chain));
        first.Sync(first.FirstRecord);
        _supply = new SegmentSupply($"journal-{plan.Stream}", plan.Allocate);
    }

    /// <summary>Sequence of the last appended record; before the first one, that of the previous run.</summary>
    public long LastSequence => _chain.LastSequence;

    /// <summary>Engine time of the last appended record, nanoseconds since 1970 UTC.</summary>
    public long LastTimeNs => _chain.LastTimeNs;

    /// <summary>
    /// How often an append had to wait for the next segment (milliseconds each). 0 in a healthy run: the segment is
    /// asked for when the current one is half full.
    /// </summary>
    public int SegmentWaits => _supply.Waits;

    /// <summary>
    /// Gives the record its sequence, its CRC and a time that never runs backwards, and stores it. The record is
    /// changed to be exactly what was stored. Returns the sequence.
    /// </summary>
    /// <exception cref="JournalException">
    /// There is no next segment. Nothing was stored, and the record must not be applied.
    /// </exception>
    public long Append(ref TRecord record)
    {
        if (_next == _milestone) PassMilestone();
        _chain.Append(_next, ref record);
        _next += RecordSeal.RecordBytes;
        return _chain.LastSequence;
    }

    /// <summary>
    /// Waits until every record appended so far survives a power loss, and notes that in the segment. Milliseconds:
    /// for the start of an epoch and the end of a run, on the appending thread, never per order.
    /// </summary>
    /// <exception cref="JournalException">
    /// The disk failed. Final: the kernel forgets what it could not write, so every later call fails too.
    /// </exception>
    public void MakeDurable()
    {
        ObjectDisposedException.ThrowIf(_segment is null, this);
        if (_syncFailure is not null) throw _syncFailure;
        try
        {
            _supply.WaitUntilPutAway();
            _segment.Sync(_next);
            if (_next > _segment.FirstRecord)
                _segment.Store(DurableMark.Create(_chain.LastSequence, _chain.Salt));
        }
        catch (JournalException e)
        {
            _syncFailure = e;
            throw;
        }
    }

    /// <summary>Ends the run's files without a sync. Only after the appending thread has ended.</summary>
    public void Dispose()
    {
        if (_segment is null) return;
        _supply.Dispose();
        _segment.Dispose();
        _segment = null;
        _next = _milestone = _end = null; // an append behind this finds its milestone, not unmapped memory
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PassMilestone()
    {
        ObjectDisposedException.ThrowIf(_segment is null, this);
        SegmentName current = _segment.Header->Name;
        if (_next < _end)
        {
            _supply.Request(current.Segment + 1);
            _milestone = _end;
            return;
        }

        MappedSegment full = _segment;
        MappedSegment fresh = _supply.Take(current.Segment + 1);
        Enter(fresh, _plan.HeaderOf(current.Segment + 1, current, _chain));
        _supply.PutAway(full);
    }

    private void Enter(MappedSegment segment, SegmentHeader header)
    {
        segment.Begin(header);
        _segment = segment;
        _chain.Salt = header.Salt;
        _next = segment.FirstRecord;
        _end = segment.End;
        _milestone = _next + (_end - _next) / RecordSeal.RecordBytes / 2 * RecordSeal.RecordBytes;
    }
}
