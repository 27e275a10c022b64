using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>A journal segment that lives in memory: the same bytes as in a file.</summary>
internal sealed record MemorySegment(string Path, SegmentHeader Header, byte[] Bytes) : SegmentFile(Path, Header)
{
    public const int Size = 256 << 10;

    /// <summary>Bytes that a power loss cannot take any more.</summary>
    public long DurableBytes { get; set; }

    /// <summary>Bytes in use.</summary>
    public long UsedBytes { get; set; } = SegmentHeader.PageBytes;

    public override ISegmentBlocks OpenBlocks() => new Blocks(Bytes);

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
