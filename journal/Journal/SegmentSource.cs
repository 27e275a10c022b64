namespace OpenSQT.Lmax.Journal;

/// <summary>One place that has the bytes of a segment.</summary>
internal sealed record SegmentSource(string Path, ISegmentBlocks Blocks, bool IsArchive);
