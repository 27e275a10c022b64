using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The file <c>journal.begin</c>: which segments are the first ones since retention has deleted those before. It is
/// durable before they go; without it a journal begins with its first run, and a missing file is a lost one.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = JournalBeginning.Bytes)]
internal struct JournalBeginning
{
    public const string FileName = "journal.begin";
    public const int Bytes = 64;
    public const ulong MagicValue = 0x314E_4745_4251_534F; // "OSQBEGN1" in the file
    private const int CrcOffset = 60;

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public long EventRun;
    [FieldOffset(16)] public long EventSegment;

    /// <summary>The first event on record; 0 = the journal is whole.</summary>
    [FieldOffset(24)] public long EventSequence;
    [FieldOffset(32)] public long CommandRun;
    [FieldOffset(40)] public long CommandSegment;
    [FieldOffset(48)] public long CommandSequence;

    /// <summary>CRC32C of bytes 0..59.</summary>
    [FieldOffset(CrcOffset)] public uint Crc;

    public readonly bool IsWhole => Magic == 0;

    /// <exception cref="JournalDamagedException">It is there and not what was written.</exception>
    public static JournalBeginning Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        using SafeFileHandle? file = SegmentFile.TryOpenHandle(path);
        if (file is null) return default;
        JournalBeginning beginning = default;
        int read = RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<JournalBeginning>(ref beginning)), 0);
        if (read == Bytes && beginning.Magic == MagicValue && beginning.Crc == beginning.ComputeCrc()) return beginning;
        throw new JournalDamagedException(path, 0, 0, "the note of where the journal begins is not what was written");
    }

    /// <summary>Durable on return.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static void Write(string directory, SegmentHeader events, SegmentHeader commands, IJournalDisk disk)
    {
        JournalBeginning beginning = new()
        {
            Magic = MagicValue,
            EventRun = events.Run,
            EventSegment = events.Segment,
            EventSequence = events.BaseSequence,
            CommandRun = commands.Run,
            CommandSegment = commands.Segment,
            CommandSequence = commands.BaseSequence,
        };
        beginning.Crc = beginning.ComputeCrc();
        DurableFile.Replace(
            Path.Combine(directory, FileName),
            MemoryMarshal.AsBytes(new ReadOnlySpan<JournalBeginning>(in beginning)), disk);
    }

    /// <summary>The first segment of a stream; default = as a whole journal begins.</summary>
    public readonly SegmentName NameOf(JournalStream stream) => IsWhole
        ? default
        : stream == JournalStream.Events
            ? new SegmentName(stream, EventRun, EventSegment)
            : new SegmentName(stream, CommandRun, CommandSegment);

    /// <summary>The first record of a stream.</summary>
    public readonly long SequenceOf(JournalStream stream) =>
        IsWhole ? 1 : stream == JournalStream.Events ? EventSequence : CommandSequence;

    /// <summary>Whether a segment was deleted, or is about to be.</summary>
    public readonly bool IsBefore(SegmentName name) => !IsWhole && name.CompareTo(NameOf(name.Stream)) < 0;

    private readonly uint ComputeCrc() =>
        RecordSeal.Crc(MemoryMarshal.AsBytes(new ReadOnlySpan<JournalBeginning>(in this))[..CrcOffset]);
}
