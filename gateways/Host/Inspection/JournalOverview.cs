using System.Globalization;
using System.Text;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Verbs;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Inspection;

/// <summary>The segments of a data directory with what is missing between them and what is wrong with them.</summary>
public sealed record JournalOverview(
    IReadOnlyList<SegmentSummary> Segments, IReadOnlyList<string> Gaps, JournalUsage Usage)
{
    public bool IsSound => Gaps.Count == 0 && Segments.All(segment => segment.Finding is null);

    public static JournalOverview Of(IReadOnlyList<SegmentSummary> segments, JournalUsage usage)
    {
        List<string> gaps = [];
        foreach (IGrouping<JournalStream, SegmentSummary> stream in segments.GroupBy(segment => segment.Stream))
        {
            long next = stream.Key == JournalStream.Events ? usage.FirstEvent : usage.FirstCommand;
            foreach (SegmentSummary segment in stream)
            {
                if (segment.FirstSequence > next)
                    gaps.Add(Words.Of("inspect.missing", stream.Key, next, segment.FirstSequence - 1));
                next = segment.LastSequence + 1;
            }
        }

        return new JournalOverview(segments, gaps, usage);
    }

    public string ToText()
    {
        StringBuilder text = new();
        foreach (SegmentSummary segment in Segments)
        {
            text.Append(Words.Of(
                "inspect.segment", Path.GetFileName(segment.Path), segment.Records, segment.FirstSequence,
                segment.LastSequence, segment.DurableSequence, segment.Bot, segment.EngineLogicVersion,
                UtcText.OfNs(segment.CreatedNs)));
            text.Append(segment.IsHot ? Words.Of("inspect.hot") : "").Append('\n');
            if (segment.StrandedRecords > 0)
                text.Append(Words.Of("inspect.stranded", segment.StrandedRecords)).Append('\n');
            if (segment.Finding is { } finding) text.Append(Words.Of("inspect.damage", finding)).Append('\n');
        }

        foreach (string gap in Gaps) text.Append(Words.Of("inspect.gap", gap)).Append('\n');
        if (Usage.FirstEvent > 1) text.Append(Words.Of("inspect.retained", Usage.FirstEvent)).Append('\n');
        text.Append(Words.Of(
            "inspect.usage", Usage.TotalBytes >> 20, Usage.ArchiveBytes >> 20, Usage.HotBytes >> 20,
            Usage.SnapshotBytes >> 10, Usage.Snapshots, Usage.TornBytes >> 20)).Append('\n');
        return text.ToString();
    }

    public string ToJson() => JsonLine.Of(line =>
    {
        line.WriteBoolean("isSound", IsSound);
        line.WriteStartArray("segments");
        foreach (SegmentSummary segment in Segments)
        {
            line.WriteStartObject();
            line.WriteString("file", Path.GetFileName(segment.Path));
            line.WriteString("stream", segment.Stream.ToString());
            line.WriteNumber("run", segment.Run);
            line.WriteNumber("segment", segment.Segment);
            line.WriteNumber("firstSequence", segment.FirstSequence);
            line.WriteNumber("lastSequence", segment.LastSequence);
            line.WriteNumber("records", segment.Records);
            line.WriteNumber("durableSequence", segment.DurableSequence);
            line.WriteNumber("strandedRecords", segment.StrandedRecords);
            line.WriteBoolean("isHot", segment.IsHot);
            line.WriteString("bot", segment.Bot.ToString());
            line.WriteNumber("formatVersion", segment.FormatVersion);
            line.WriteNumber("engineLogicVersion", segment.EngineLogicVersion);
            line.WriteNumber("createdNs", segment.CreatedNs);
            if (segment.Finding is { } finding) line.WriteString("finding", finding);
            line.WriteEndObject();
        }

        line.WriteEndArray();
        line.WriteStartObject("usage");
        line.WriteNumber("firstEvent", Usage.FirstEvent);
        line.WriteNumber("firstCommand", Usage.FirstCommand);
        line.WriteNumber("archiveBytes", Usage.ArchiveBytes);
        line.WriteNumber("hotBytes", Usage.HotBytes);
        line.WriteNumber("snapshots", Usage.Snapshots);
        line.WriteNumber("snapshotBytes", Usage.SnapshotBytes);
        line.WriteNumber("tornBytes", Usage.TornBytes);
        line.WriteNumber("totalBytes", Usage.TotalBytes);
        line.WriteEndObject();
        line.WriteStartArray("gaps");
        foreach (string gap in Gaps) line.WriteStringValue(gap);
        line.WriteEndArray();
    });
}
