using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>The end of a stream that is being written: what seals the next record to the one before it.</summary>
internal unsafe struct RecordChain
{
    /// <summary>Of the segment that is written.</summary>
    public uint Salt;
    public uint LastCrc;
    public long LastSequence;
    public long LastTimeNs;

    /// <summary>Goes on where a stream ended; the salt comes with the next segment.</summary>
    public static RecordChain From(in JournalTail tail) =>
        new() { LastSequence = tail.Sequence, LastCrc = tail.Crc, LastTimeNs = tail.TimeNs };

    /// <summary>
    /// Gives the record its sequence, its CRC and a time that never runs backwards, and stores it into a free slot:
    /// the commit word last. The record is changed to be exactly what was stored.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append<TRecord>(byte* slot, ref TRecord record)
        where TRecord : unmanaged
    {
        ref RecordHeader header = ref Unsafe.As<TRecord, RecordHeader>(ref record);
        long sequence = LastSequence + 1;
        uint commit = RecordSeal.CommitOf(sequence);
        header.Commit = 0;
        header.Sequence = sequence;
        if (header.TimeNs < LastTimeNs) header.TimeNs = LastTimeNs;
        Unsafe.CopyBlockUnaligned(ref *slot, ref Unsafe.As<TRecord, byte>(ref record), RecordSeal.RecordBytes);
        uint crc = RecordSeal.Crc(slot, Salt, LastCrc);
        ((RecordHeader*)slot)->Crc32C = crc;
        Volatile.Write(ref ((RecordHeader*)slot)->Commit, commit);
        header.Crc32C = crc;
        header.Commit = commit;
        LastCrc = crc;
        LastSequence = sequence;
        LastTimeNs = header.TimeNs;
    }
}
