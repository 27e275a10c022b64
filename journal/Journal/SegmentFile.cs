using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>A begun segment, on disk unless it is a simulation's, and its header, which has been checked.</summary>
internal record SegmentFile(string Path, SegmentHeader Header)
{
    /// <summary>Opens it for reading.</summary>
    public virtual ISegmentBlocks OpenBlocks() => new FileBlocks(OpenHandle(Path));

    /// <summary>Reads and checks a header. Null for a file that was allocated but never begun.</summary>
    /// <exception cref="JournalRefusedException">The file is damaged, or of a format that we cannot read.</exception>
    public static SegmentFile? Read(string path, SegmentName name)
    {
        using SafeFileHandle file = OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length < JournalOptions.MinSegmentBytes)
            throw new JournalDamagedException(path, length, 0, $"the file was truncated to {length} bytes");
        SegmentHeader header = ReadHeader(file);
        if (header.Magic == 0)
        {
            if (IsEmpty(file, length)) return null;
            header = ReadHeader(file); // a live writer may have begun it while we looked
        }

        if (header.FindDamage(name, length) is { } damage)
            throw new JournalDamagedException(path, 0, header.BaseSequence, damage);
        if (header.FindForeign() is { } foreign)
        {
            throw new JournalRefusedException(
                $"The journal segment {path} {foreign}",
                "Use the program that wrote it, or another data directory");
        }

        return new SegmentFile(path, header);
    }

    /// <summary>Opens for reading while another process may write. Takes no lock.</summary>
    public static SafeFileHandle OpenHandle(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static SegmentHeader ReadHeader(SafeFileHandle file)
    {
        SegmentHeader header = default;
        RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<SegmentHeader>(ref header)), 0);
        return header;
    }

    /// <summary>Whether there is no record. A header is stored before the first one.</summary>
    private static bool IsEmpty(SafeFileHandle file, long length)
    {
        byte[] block = new byte[1 << 16];
        for (long at = SegmentHeader.PageBytes; at < length;)
        {
            int read = RandomAccess.Read(file, block, at);
            if (read == 0) break;
            if (block.AsSpan(0, read).ContainsAnyExcept((byte)0)) return false;
            at += read;
        }

        return true;
    }
}
