using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>A begun segment on disk and its header, which has been checked.</summary>
internal sealed record SegmentFile(string Path, SegmentHeader Header)
{
    /// <summary>Reads and checks a header. Null for a file that was allocated but never begun.</summary>
    /// <exception cref="JournalRefusedException">The file is damaged or was written by a program we cannot read.</exception>
    public static SegmentFile? Read(string path, SegmentName name)
    {
        using SafeFileHandle file = OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length < JournalOptions.MinSegmentBytes)
            throw new JournalDamagedException(path, length, 0, $"the file was truncated to {length} bytes");
        SegmentHeader header = default;
        RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<SegmentHeader>(ref header)), 0);
        if (header.Magic == 0)
        {
            RequireEmpty(file, path, length);
            return null;
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

    /// <summary>A header is stored before the first record: records without one are a lost header.</summary>
    private static void RequireEmpty(SafeFileHandle file, string path, long length)
    {
        byte[] block = new byte[1 << 16];
        for (long at = SegmentHeader.PageBytes; at < length;)
        {
            int read = RandomAccess.Read(file, block, at);
            if (read == 0) return;
            int used = block.AsSpan(0, read).IndexOfAnyExcept((byte)0);
            if (used >= 0)
                throw new JournalDamagedException(path, at + used, 0, "there are records, but the header is gone");
            at += read;
        }
    }
}
