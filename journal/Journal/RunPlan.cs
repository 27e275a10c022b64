namespace OpenSQT.Lmax.Journal;

/// <summary>What all segments of one stream in one run share.</summary>
internal sealed record RunPlan(string Directory, JournalStream Stream, long Run, JournalOptions Options)
{
    public MappedSegment Allocate(long segment) => MappedSegment.Allocate(
        Path.Combine(Directory, new SegmentName(Stream, Run, segment).HotFile),
        Options.SegmentBytesOf(Stream),
        Options.Disk);

    /// <summary>The header of the segment that continues <paramref name="previous"/>.</summary>
    public SegmentHeader HeaderOf(long segment, SegmentName previous, in RecordChain end) =>
        new()
        {
            Stream = Stream,
            Bot = Options.Bot,
            Salt = unchecked((uint)Random.Shared.NextInt64()),
            EngineLogicVersion = Options.EngineLogicVersion,
            AccountFingerprint = Options.AccountFingerprint,
            Run = Run,
            Segment = segment,
            SegmentBytes = Options.SegmentBytesOf(Stream),
            BaseSequence = end.LastSequence + 1,
            PreviousRun = previous.Run,
            PreviousSegment = previous.Segment,
            PreviousTimeNs = end.LastTimeNs,
            PreviousCrc = end.LastCrc,
            CreatedNs = Options.OpenedNs,
            BootId = Options.BootId,
        };
}
