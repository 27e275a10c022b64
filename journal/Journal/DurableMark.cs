using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// At byte 512 of the header page (a sector of its own): up to which record the segment is known to be on the disk.
/// Written after the sync that it reports. A record up to here that is missing is damage, never a torn tail.
/// A mark whose check does not fit counts as none: it was being written.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = DurableMark.Bytes)]
internal struct DurableMark
{
    public const int Bytes = 16;
    public const int Offset = 512;

    public long Sequence;

    /// <summary>CRC32C of the field above, seeded with the segment's salt.</summary>
    public uint Check;

    public static DurableMark Create(long sequence, uint salt)
    {
        DurableMark mark = new() { Sequence = sequence };
        mark.Check = mark.ComputeCheck(salt);
        return mark;
    }

    public readonly bool IsValid(uint salt) => Sequence > 0 && Check == ComputeCheck(salt);

    private readonly uint ComputeCheck(uint salt) =>
        RecordSeal.Crc(MemoryMarshal.AsBytes(new ReadOnlySpan<DurableMark>(in this))[..8], salt);
}
