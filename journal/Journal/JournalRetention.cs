namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Deletes what is older than the bounds allow, always at a snapshot: what is kept begins where an engine can be
/// restored, so that it can still be replayed and reported. Never touched: hot segments, the newest snapshots and what
/// follows the second newest of them. Called on the follower's thread, after a snapshot.
/// </summary>
internal sealed class JournalRetention(string directory, JournalOptions options)
{
    /// <summary>The newest ones are kept; of the others the first of each hour.</summary>
    public const int NewestSnapshots = 3;

    /// <summary>A start that finds the newest one damaged has another.</summary>
    private const int NeededSnapshots = 2;
    private const long NsPerHour = 3_600_000_000_000;
    private const long NsPerDay = 24 * NsPerHour;

    private readonly record struct Taken(string Path, SnapshotHeader Header);

    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="JournalException">What would have to be kept is damaged: nothing was deleted.</exception>
    public RetentionResult Apply(long nowNs)
    {
        List<Taken> snapshots = Thin();
        JournalBeginning before = JournalBeginning.Read(directory);
        SegmentCatalog catalog = SegmentCatalog.Load(directory, options.BootId);
        long total = JournalUsage.Of(directory).TotalBytes;
        Taken? aged = snapshots.FindLast(taken => taken.Header.TimeNs < nowNs - options.RetentionDays * NsPerDay)
            is { Path: not null } found ? found : null;
        Taken? cut = aged;
        foreach (Taken later in snapshots)
        {
            if (total - BytesBefore(catalog, cut) <= options.RetentionBytes) break;
            if (cut is null || later.Header.EventSequence > cut.Value.Header.EventSequence) cut = later;
        }

        bool isShortened = cut != aged;
        if (cut is not { } at || !TryMoveBeginning(catalog, before, at)) isShortened = false;
        JournalBeginning beginning = JournalBeginning.Read(directory);
        (int files, long bytes) = DeleteBefore(beginning);
        long since = catalog.Of(JournalStream.Events)
            .Find(file => file.Header.BaseSequence == beginning.EventSequence)?.Header.PreviousTimeNs ?? 0;
        return new RetentionResult(
            files, bytes, beginning.SequenceOf(JournalStream.Events), since, total - bytes, isShortened);
    }

    /// <summary>Those that may be cut at, the oldest first.</summary>
    private List<Taken> Thin()
    {
        List<Taken> usable = [];
        foreach (string path in Snapshot.In(directory))
        {
            if (Snapshot.ReadHeader(path) is { } header) usable.Add(new Taken(path, header));
        }

        List<Taken> kept = [.. usable.Take(NewestSnapshots)];
        kept.AddRange(usable.Skip(NewestSnapshots)
            .GroupBy(taken => taken.Header.TimeNs / NsPerHour).Select(hour => hour.Last()));
        if (kept.Count >= NewestSnapshots)
            foreach (string path in Snapshot.In(directory).Except(kept.Select(taken => taken.Path))) File.Delete(path);
        kept.Reverse();
        return kept.Count < NeededSnapshots ? [] : kept[..^(NeededSnapshots - 1)];
    }

    /// <summary>Whether there is something to delete: then it is durable that the journal begins later.</summary>
    private bool TryMoveBeginning(SegmentCatalog catalog, in JournalBeginning before, in Taken cut)
    {
        SegmentFile? events = FirstKept(catalog.Of(JournalStream.Events), cut.Header.EventSequence);
        SegmentFile? commands = FirstKept(catalog.Of(JournalStream.Commands), cut.Header.CommandSequence);
        if (events is null || commands is null) return false;
        if (events.Header.BaseSequence == before.SequenceOf(JournalStream.Events)) return false;
        foreach (string needed in (string[])[.. Snapshot.In(directory).Take(NeededSnapshots), cut.Path])
        {
            if (Snapshot.Read(needed, out string why) is null)
                throw new JournalException($"nothing old is deleted: {needed} cannot be used: {why}", "Check the disk");
        }

        JournalBeginning.Write(directory, events.Header, commands.Header, options.Disk);
        return true;
    }

    /// <summary>The segment in which the stream goes on behind a record; what is before it is archived.</summary>
    private static SegmentFile? FirstKept(List<SegmentFile> segments, long sequence)
    {
        int at = segments.FindLastIndex(segment => segment.Header.BaseSequence <= sequence + 1);
        int hot = segments.FindIndex(segment => segment.IsHot);
        if (hot >= 0) at = int.Min(at, hot);
        return at < 0 ? null : segments[at];
    }

    private static long BytesBefore(SegmentCatalog catalog, in Taken? cut)
    {
        if (cut is not { } at) return 0;
        return Before(catalog.Of(JournalStream.Events), at.Header.EventSequence)
            + Before(catalog.Of(JournalStream.Commands), at.Header.CommandSequence);

        static long Before(List<SegmentFile> segments, long sequence)
        {
            SegmentFile? first = FirstKept(segments, sequence);
            return segments.TakeWhile(segment => segment != first)
                .Sum(segment => JournalUsage.BytesOf(new FileInfo(segment.ArchivePath)));
        }
    }

    /// <summary>Segments, files set aside and snapshots that nothing on record goes on from.</summary>
    private (int Files, long Bytes) DeleteBefore(in JournalBeginning beginning)
    {
        int files = 0;
        long bytes = 0;
        foreach (FileInfo file in new DirectoryInfo(directory).EnumerateFiles())
        {
            if (!IsBefore(file.Name, beginning)) continue;
            bytes += JournalUsage.BytesOf(file);
            files++;
            file.Delete();
        }

        return (files, bytes);
    }

    private static bool IsBefore(string file, in JournalBeginning beginning)
    {
        if (Snapshot.SequenceOf(file) is { } sequence)
            return sequence < beginning.SequenceOf(JournalStream.Events) - 1;
        string segment = file.EndsWith(SegmentName.TornExtension, StringComparison.Ordinal)
            ? file[..^SegmentName.TornExtension.Length]
            : file;
        return SegmentName.TryParse(segment, out SegmentName name) && beginning.IsBefore(name);
    }
}
