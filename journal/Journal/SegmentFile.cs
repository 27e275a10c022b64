using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// A begun segment and its header, which has been checked. While it is written, and after the death of its writer, it
/// has two files with the same bytes at the same offsets: the hot one, which a power loss leaves in any state, and
/// the archive, which is durable as far as it has been synced. Afterwards there is only the archive.
/// </summary>
internal record SegmentFile(SegmentHeader Header, string HotPath, string ArchivePath, bool IsArchived)
{
    /// <summary>The file to be named to people.</summary>
    public string Path => File.Exists(HotPath) ? HotPath : ArchivePath;

    public bool IsHot => File.Exists(HotPath);

    /// <summary>The archive first, since it is durable; but opened last, since the hot file may go meanwhile.</summary>
    public virtual SegmentSource[] OpenSources()
    {
        SafeFileHandle? hot = TryOpenHandle(HotPath);
        SafeFileHandle? archive = TryOpenHandle(ArchivePath);
        List<SegmentSource> sources = [];
        if (archive is not null) sources.Add(new SegmentSource(ArchivePath, new FileBlocks(archive), true));
        if (hot is not null) sources.Add(new SegmentSource(HotPath, new FileBlocks(hot), false));
        return [.. sources];
    }

    /// <summary>
    /// Whether the segment that it continues must be whole, since that was durable before this one came: a new run
    /// begins, and an archive begins, only then. If neither, only a machine that did not die has kept it whole.
    /// </summary>
    public bool ProvesPrevious(Guid bootId) =>
        IsArchived || Header.Run != Header.PreviousRun || Header.IsOfBoot(bootId);

    /// <summary>Reads and checks the header. Null for a segment that was allocated but never begun.</summary>
    /// <exception cref="JournalRefusedException">A file is damaged, or of a format that we cannot read.</exception>
    public static SegmentFile? Read(string directory, SegmentName name)
    {
        SegmentFile? file = Read(directory, name, out bool isHeadless);
        return isHeadless ? throw HeaderGone(directory, name) : file;
    }

    /// <param name="directory">Where it is.</param>
    /// <param name="name">Which one.</param>
    /// <param name="isHeadless">There are records, but no header: only a power loss may have taken it.</param>
    /// <exception cref="JournalRefusedException">A file is damaged, or of a format that we cannot read.</exception>
    public static SegmentFile? Read(string directory, SegmentName name, out bool isHeadless)
    {
        string hotPath = System.IO.Path.Combine(directory, name.HotFile);
        string archivePath = System.IO.Path.Combine(directory, name.ArchiveFile);

        // The hot file first: it goes only after its archive has become whole.
        (SegmentHeader Header, bool IsEmpty)? hot = ReadHeader(hotPath, name, isArchive: false);
        (SegmentHeader Header, bool IsEmpty)? archive = ReadHeader(archivePath, name, isArchive: true);
        isHeadless = false;
        if (hot is null or { IsEmpty: true } && archive is null or { IsEmpty: true }) return null;
        bool hotHas = hot is { Header.Magic: not 0 };
        bool archiveHas = archive is { Header.Magic: not 0 };
        isHeadless = !hotHas && !archiveHas;
        if (isHeadless) return null;
        SegmentHeader header = archiveHas ? archive!.Value.Header : hot!.Value.Header;
        if (hotHas && archiveHas && hot!.Value.Header.Crc != header.Crc)
        {
            throw new JournalDamagedException(
                archivePath, 0, header.BaseSequence, $"it is not the archive of {hotPath}");
        }

        return new SegmentFile(header, hotPath, archivePath, archiveHas);
    }

    public static JournalDamagedException HeaderGone(string directory, SegmentName name) => new(
        System.IO.Path.Combine(directory, name.HotFile), 0, 0, "there are records, but the header is gone");

    /// <summary>Opens for reading while another process may write. Takes no lock. Null: no such file.</summary>
    public static SafeFileHandle? TryOpenHandle(string path)
    {
        if (!File.Exists(path)) return null; // an exception takes longer
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Null where there is no file. A header of zeros was not begun, or a power loss has taken it.
    /// </summary>
    private static (SegmentHeader Header, bool IsEmpty)? ReadHeader(string path, SegmentName name, bool isArchive)
    {
        using SafeFileHandle? file = TryOpenHandle(path);
        if (file is null) return null;
        long length = RandomAccess.GetLength(file);
        if (length < JournalOptions.MinSegmentBytes && !isArchive)
            throw new JournalDamagedException(path, length, 0, $"the file was truncated to {length} bytes");
        SegmentHeader header = ReadHeader(file);
        if (header.Magic == 0)
        {
            if (IsEmpty(file, length)) return (default, true);
            header = ReadHeader(file); // a live writer may have begun it while we looked
            if (header.Magic == 0) return (default, false);
        }

        Require(path, header, name, length, isArchive);
        return (header, false);
    }

    private static void Require(string path, SegmentHeader header, SegmentName name, long length, bool isArchive)
    {
        if (header.FindDamage(name, length, isArchive) is { } damage)
            throw new JournalDamagedException(path, 0, header.BaseSequence, damage);
        if (header.FindForeign() is not { } foreign) return;
        throw new JournalRefusedException(
            $"The journal segment {path} {foreign}", "Use the program that wrote it, or another data directory");
    }

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
