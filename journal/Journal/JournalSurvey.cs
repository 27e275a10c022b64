namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Looks at every segment of a directory, whoever wrote it, and says what is wrong instead of refusing: for the
/// inspector and for the operator's own eyes. Takes no lock and changes nothing.
/// </summary>
public static class JournalSurvey
{
    /// <summary>Every segment, in the order of writing, each record of it checked.</summary>
    /// <exception cref="JournalException">The directory cannot be read.</exception>
    public static IReadOnlyList<SegmentSummary> Read(string directory) => Read(directory, BootId.Current);

    internal static IReadOnlyList<SegmentSummary> Read(string directory, Guid bootId)
    {
        try
        {
            JournalBeginning beginning = JournalBeginning.Read(directory);
            SegmentName[] names =
            [
                .. Directory.EnumerateFiles(directory).Select(Path.GetFileName)
                    .Select(file => SegmentName.TryParse(file!, out SegmentName name) ? name : default)
                    .Where(name => name.Stream != JournalStream.None && !beginning.IsBefore(name)).Distinct().Order(),
            ];
            List<SegmentSummary> summaries = [];
            byte[] buffer = GC.AllocateUninitializedArray<byte>(SegmentCursor.BufferBytes, pinned: true);
            SegmentFile? next = null;
            for (int i = names.Length - 1; i >= 0; i--)
            {
                if (next?.Header.Stream != names[i].Stream) next = null;
                if (Summarize(directory, names[i], ref next, bootId, buffer) is { } summary) summaries.Add(summary);
            }

            summaries.Reverse();
            return summaries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"Cannot read {directory}: {e.Message}", "Name an existing, readable data directory", e);
        }
    }

    /// <summary>Null for a file that was allocated ahead and holds nothing.</summary>
    private static SegmentSummary? Summarize(
        string directory, SegmentName name, ref SegmentFile? successor, Guid bootId, byte[] buffer)
    {
        var summary = new SegmentSummary
        {
            Path = Path.Combine(directory, name.HotFile),
            Stream = name.Stream,
            Run = name.Run,
            Segment = name.Segment,
        };
        try
        {
            if (SegmentFile.Read(directory, name) is not { } file) return null;
            SegmentHeader header = file.Header;
            summary = summary with
            {
                Path = file.Path,
                IsHot = file.HotPath is not null,
                Bot = header.Bot,
                AccountFingerprint = header.AccountFingerprint,
                FormatVersion = header.FormatVersion,
                EngineLogicVersion = header.EngineLogicVersion,
                CreatedNs = header.CreatedNs,
                FirstSequence = header.BaseSequence,
                LastSequence = header.BaseSequence - 1,
            };
            bool isFollowed = successor is { } next
                && (next.Header.PreviousRun, next.Header.PreviousSegment) == (name.Run, name.Segment);
            using SegmentCursor cursor = new(file, isFollowed ? successor : null, bootId, buffer);
            summary = Walk(cursor, summary);
            if (isFollowed) cursor.RequireChainTo(successor!);
            else if (successor is not null) summary = summary with { Finding = $"{successor.Path} does not follow it" };
            successor = file;
        }
        catch (JournalException e)
        {
            summary = summary with { Finding = e.Message };
            successor = null;
        }

        return summary;
    }

    private static SegmentSummary Walk(SegmentCursor cursor, SegmentSummary summary)
    {
        string? finding = null;
        try
        {
            while (cursor.MoveNext()) continue;
        }
        catch (JournalDamagedException e)
        {
            finding = e.Message;
        }

        return summary with
        {
            LastSequence = cursor.LastSequence,
            LastTimeNs = cursor.LastTimeNs,
            DurableSequence = cursor.DurableSequence,
            StrandedRecords = cursor.StrandedRecords,
            Finding = finding,
        };
    }
}
