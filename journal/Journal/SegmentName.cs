using System.Globalization;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// File name of a segment, <c>events-00000003-00000001.journal</c>: stream, number of the run (the process) that
/// wrote it, number of the segment within the run, both from 1. Names sort in the order of writing.
/// </summary>
internal readonly record struct SegmentName(JournalStream Stream, long Run, long Segment) : IComparable<SegmentName>
{
    public const string Extension = ".journal";

    /// <summary>Added while a file is being allocated; such a file never held a record.</summary>
    public const string UnfinishedExtension = ".new";

    private static readonly (JournalStream Stream, string Text)[] Streams =
        [(JournalStream.Events, "events"), (JournalStream.Commands, "commands")];

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{TextOf(Stream)}-{Run:D8}-{Segment:D8}{Extension}");

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
            return name.ToString() == fileName;
        }

        return false;
    }

    public int CompareTo(SegmentName other) =>
        (Stream, Run, Segment).CompareTo((other.Stream, other.Run, other.Segment));

    private static string TextOf(JournalStream stream) => Array.Find(Streams, s => s.Stream == stream).Text;

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
