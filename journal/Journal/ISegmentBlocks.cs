namespace OpenSQT.Lmax.Journal;

/// <summary>The bytes of a segment, read by plain calls: a file, or memory in the simulator.</summary>
internal interface ISegmentBlocks : IDisposable
{
    /// <summary>Fills the block from an offset on; returns how much there was, 0 behind the end.</summary>
    int Read(Span<byte> block, long offset);
}
