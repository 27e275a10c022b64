namespace OpenSQT.Lmax.Journal;

/// <summary>What a data directory takes on the disk, bytes by kind, and from where on it has records.</summary>
/// <param name="ArchiveBytes">Durable copies of segments.</param>
/// <param name="HotBytes">Segments in use, and those allocated ahead of a live writer.</param>
/// <param name="SnapshotBytes">Of all <paramref name="Snapshots"/>.</param>
/// <param name="TornBytes">Files kept for an inquiry.</param>
/// <param name="Snapshots">How many there are.</param>
/// <param name="FirstEvent">The first event on record; above 1 when retention has deleted older ones.</param>
/// <param name="FirstCommand">The first command on record, likewise.</param>
public sealed record JournalUsage(
    long ArchiveBytes, long HotBytes, long SnapshotBytes, long TornBytes, int Snapshots, long FirstEvent,
    long FirstCommand)
{
    public long TotalBytes => ArchiveBytes + HotBytes + SnapshotBytes + TornBytes;

    /// <exception cref="JournalException">The directory cannot be read.</exception>
    public static JournalUsage Of(string directory)
    {
        try
        {
            JournalBeginning beginning = JournalBeginning.Read(directory);
            ILookup<string, FileInfo> kinds = new DirectoryInfo(directory).EnumerateFiles()
                .ToLookup(file => file.Extension, StringComparer.Ordinal);
            return new JournalUsage(
                Sum(kinds[SegmentName.ArchiveExtension]),
                Sum(kinds[SegmentName.Extension]),
                Sum(kinds[Snapshot.Extension]),
                Sum(kinds[SegmentName.TornExtension]),
                kinds[Snapshot.Extension].Count(),
                beginning.SequenceOf(JournalStream.Events),
                beginning.SequenceOf(JournalStream.Commands));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"Cannot read {directory}: {e.Message}", "Name an existing, readable data directory", e);
        }
    }

    /// <summary>Bytes of a file that may just have been deleted.</summary>
    internal static long BytesOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private static long Sum(IEnumerable<FileInfo> files) => files.Sum(BytesOf);
}
