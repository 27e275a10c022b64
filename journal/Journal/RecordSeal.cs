using System.Numerics;
using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The two words that make a record trustworthy: the commit word, stored last, and the CRC32C, seeded with the
/// segment's salt and the previous record's CRC. Salt and chain together reject every stale or moved record.
/// </summary>
internal static class RecordSeal
{
    public const int RecordBytes = InboundEvent.Bytes;

    /// <summary>Low 32 bits of the sequence, never 0: 0 means that the slot is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CommitOf(long sequence) => (uint)sequence != 0 ? (uint)sequence : uint.MaxValue;

    /// <summary>CRC32C of bytes 8..127 of a record, eight bytes a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe uint Crc(byte* record, uint salt, uint previousCrc)
    {
        uint crc = ~salt ^ BitOperations.RotateLeft(previousCrc, 13);
        for (int i = 8; i < RecordBytes; i += 8)
            crc = BitOperations.Crc32C(crc, Unsafe.ReadUnaligned<ulong>(record + i));
        return ~crc;
    }

    /// <summary>CRC32C of any bytes, for headers and marks.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes, uint salt = 0)
    {
        uint crc = ~salt;
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>Whether the record is whole and the one that follows in this chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe bool IsNext(byte* record, uint salt, long expectedSequence, uint previousCrc)
    {
        RecordHeader* header = (RecordHeader*)record;
        return header->Commit == CommitOf(expectedSequence)
            && header->Sequence == expectedSequence
            && header->Crc32C == Crc(record, salt, previousCrc);
    }
}
