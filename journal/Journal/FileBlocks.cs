using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>A segment file.</summary>
internal sealed class FileBlocks(SafeFileHandle file) : ISegmentBlocks
{
    public int Read(Span<byte> block, long offset) => RandomAccess.Read(file, block, offset);

    public void Dispose() => file.Dispose();
}
