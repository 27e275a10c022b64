using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>A journal segment that lives in memory: the same bytes as in a file.</summary>
internal sealed record MemorySegment(SegmentHeader Header, byte[] Bytes)
    : SegmentFile(Header, Header.Name.ToString(), "", IsArchived: false)
{
    public const int Size = 256 << 10;

    /// <summary>Bytes that a power loss cannot take any more.</summary>
    public long DurableBytes { get; set; }

    /// <summary>Bytes in use.</summary>
    public long UsedBytes { get; set; } = SegmentHeader.PageBytes;

    public override SegmentSource[] OpenSources() => [new SegmentSource(HotPath, new Blocks(Bytes), false)];

    private sealed class Blocks(byte[] bytes) : ISegmentBlocks
    {
        public int Read(Span<byte> block, long offset)
        {
            ReadOnlySpan<byte> there = bytes.AsSpan((int)long.Min(offset, bytes.Length));
            int count = int.Min(block.Length, there.Length);
            there[..count].CopyTo(block);
            return count;
        }

        public void Dispose()
        {
            // memory stays where it is
        }
    }
}
