using System.Globalization;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Name of a segment, <c>events-00000003-00000001</c>: stream, number of the run (the process) that wrote it, number
/// of the segment within the run, both from 1. Names sort in the order of writing. Its hot file and its archive have
/// different extensions.
/// </summary>
internal readonly record struct SegmentName(JournalStream Stream, long Run, long Segment) : IComparable<SegmentName>
{
    /// <summary>The hot file: mapped, allocated ahead, never synced.</summary>
    public const string Extension = ".journal";

    /// <summary>The durable copy, no longer than its records.</summary>
    public const string ArchiveExtension = ".archive";

    /// <summary>A hot file with records behind its end, kept for an inquiry.</summary>
    public const string TornExtension = ".torn";

    /// <summary>Added while a file is being allocated; such a file never held a record.</summary>
    public const string UnfinishedExtension = ".new";

    private static readonly (JournalStream Stream, string Text)[] Streams =
        [(JournalStream.Events, "events"), (JournalStream.Commands, "commands")];

    public string HotFile => this + Extension;

    public string ArchiveFile => this + ArchiveExtension;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{TextOf(Stream)}-{Run:D8}-{Segment:D8}");

    /// <summary>Whether a file's name claims to be one of either kind.</summary>
    public static bool Claims(string fileName) =>
        fileName.EndsWith(Extension, StringComparison.Ordinal)
        || fileName.EndsWith(ArchiveExtension, StringComparison.Ordinal);

    public static bool TryParse(string fileName, out SegmentName name)
    {
        name = default;
        string[] parts = Path.GetFileNameWithoutExtension(fileName).Split('-');
        if (parts.Length != 3) return false;
        foreach ((JournalStream stream, string text) in Streams)
        {
            if (parts[0] != text) continue;
            if (!TryNumber(parts[1], out long run) || !TryNumber(parts[2], out long segment)) return false;
            name = new SegmentName(stream, run, segment);
            return name.HotFile == fileName || name.ArchiveFile == fileName;
        }

        return false;
    }

    public int CompareTo(SegmentName other) =>
        (Stream, Run, Segment).CompareTo((other.Stream, other.Run, other.Segment));

    private static string TextOf(JournalStream stream) => Array.Find(Streams, s => s.Stream == stream).Text;

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
