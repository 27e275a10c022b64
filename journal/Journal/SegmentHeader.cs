using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The first 128 bytes of a segment file; the rest of the 4096-byte header page is zero but for the
/// <see cref="DurableMark"/>. Drawn byte by byte in docs/journal-format.md. A header whose magic is 0 was never
/// begun: its file was allocated ahead and holds nothing.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SegmentHeader.Bytes)]
internal struct SegmentHeader
{
    public const int Bytes = 128;

    /// <summary>Records start behind the header page.</summary>
    public const int PageBytes = JournalOptions.PageBytes;
    public const ulong MagicValue = 0x314C_4E52_4A51_534F; // "OSQJRNL1" in the file
    public const ushort CurrentVersion = 1;
    public const uint LittleEndian = 0x0102_0304;
    private const int CrcOffset = 124;

    /// <summary>Stored last, with release.</summary>
    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public ushort FormatVersion;

    /// <summary>A program whose <see cref="CurrentVersion"/> is lower cannot read the file.</summary>
    [FieldOffset(10)] public ushort MinReaderVersion;
    [FieldOffset(12)] public uint Endian;
    [FieldOffset(16)] public ushort HeaderPageBytes;
    [FieldOffset(18)] public ushort RecordBytes;
    [FieldOffset(20)] public JournalStream Stream;
    [FieldOffset(21)] public BotCode Bot;

    /// <summary>Random per segment: records of another file, or of an earlier life of this one, do not fit.</summary>
    [FieldOffset(24)] public uint Salt;
    [FieldOffset(28)] public int EngineLogicVersion;
    [FieldOffset(32)] public ulong AccountFingerprint;
    [FieldOffset(40)] public long Run;
    [FieldOffset(48)] public long Segment;
    [FieldOffset(56)] public long SegmentBytes;

    /// <summary>Sequence of the first record; the previous segment ends with the one before it.</summary>
    [FieldOffset(64)] public long BaseSequence;

    /// <summary>Which segment this one continues; 0, 0 for the first of all.</summary>
    [FieldOffset(72)] public long PreviousRun;
    [FieldOffset(80)] public long PreviousSegment;

    /// <summary>Engine time of the previous segment's last record.</summary>
    [FieldOffset(88)] public long PreviousTimeNs;

    /// <summary>Wall clock, ns since 1970 UTC. For people only.</summary>
    [FieldOffset(96)] public long CreatedNs;

    /// <summary>CRC of the previous segment's last record: the chain goes on.</summary>
    [FieldOffset(104)] public uint PreviousCrc;
    [FieldOffset(108)] public Guid BootId;

    /// <summary>CRC32C of bytes 0..123.</summary>
    [FieldOffset(CrcOffset)] public uint Crc;

    public readonly SegmentName Name => new(Stream, Run, Segment);

    public readonly long Capacity => (SegmentBytes - PageBytes) / RecordBytes;

    public readonly long LastPossibleSequence => BaseSequence + Capacity - 1;

    /// <summary>The machine has not died since. An unknown boot is no boot.</summary>
    public readonly bool IsOfBoot(Guid bootId) => BootId == bootId && bootId != Guid.Empty;

    /// <summary>Fills in what never differs, and the CRC. The last step before the header is stored.</summary>
    public void Seal()
    {
        Magic = MagicValue;
        FormatVersion = CurrentVersion;
        MinReaderVersion = CurrentVersion;
        Endian = LittleEndian;
        HeaderPageBytes = PageBytes;
        RecordBytes = RecordSeal.RecordBytes;
        Crc = ComputeCrc();
    }

    /// <summary>
    /// Says what is wrong with a header that claims to be begun, or null. The CRC comes before the version, so that
    /// a flipped bit is called damage and not an unknown future; the byte order comes before the CRC.
    /// </summary>
    public string? FindDamage(SegmentName name, long fileBytes, bool isArchive)
    {
        if (Magic != MagicValue) return "the file does not begin with the mark of a journal segment";
        if (Endian == LittleEndian && Crc != ComputeCrc()) return "the header's CRC is wrong";
        if (FindForeign() is not null) return null;
        if (Name != name) return $"the header belongs to {Name}: the file was renamed or copied over another";
        if (HeaderPageBytes != PageBytes || RecordBytes != RecordSeal.RecordBytes) return "unknown record size";
        return SegmentBytes == fileBytes || (isArchive && fileBytes < SegmentBytes)
            ? null
            : $"the file has {fileBytes} bytes instead of {SegmentBytes}: it was truncated or extended";
    }

    /// <summary>Says why a sound header cannot be read by this program, or null.</summary>
    public readonly string? FindForeign()
    {
        if (Endian != LittleEndian) return "was written with another byte order";
        return MinReaderVersion <= CurrentVersion
            ? null
            : $"needs format version {MinReaderVersion}, this program knows {CurrentVersion}";
    }

    /// <summary>What <see cref="Crc"/> must be.</summary>
    public readonly uint ComputeCrc() =>
        RecordSeal.Crc(MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHeader>(in this))[..CrcOffset]);
}
