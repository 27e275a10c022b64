using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// The first 32 bytes of every record: of a ring slot and, unchanged, of the journal.
/// <code>
///  0  u32 Commit      0 = free; low 32 bits of Sequence (never 0) once the record is whole, stored last
///  4  u32 Crc32C      over bytes 8..127, seeded with the segment's salt and the previous record's CRC
///  8  i64 Sequence    journal sequence, from 1, without gaps, across all runs of one data directory
/// 16  i64 TimeNs      engine time, nanoseconds since 1970 UTC, never decreasing
/// 24  u16 Kind        EventKind or CommandKind
/// 26  u8  Version     layout version of the payload
/// 27  u8  Source      which gateway made it (EventSource)
/// 28  u8  Instrument  index of the instrument in this process
/// 29  ..  reserved, zero
/// </code>
/// The writer of the journal fills Commit, Crc32C and Sequence; the gateway fills the rest.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = RecordHeader.Bytes)]
public struct RecordHeader
{
    public const int Bytes = 32;

    public uint Commit;
    public uint Crc32C;
    public long Sequence;
    public long TimeNs;
    public ushort Kind;
    public byte Version;
    public EventSource Source;
    public byte Instrument;
}
