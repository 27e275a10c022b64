using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// A hot segment: a file that this process writes through a mapping and that nobody ever syncs, since a sync would
/// write-protect the pages under the writer. Every block is allocated before the file gets its name: a store into a
/// mapping whose disk is full kills the process, and nothing could catch that.
/// </summary>
internal sealed unsafe class MappedSegment : IDisposable
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Free space that allocating asks for: this segment, its archive, as much for others.</summary>
    private const int FreeSegments = 4;
    private readonly SafeFileHandle _file;
    private readonly long _bytes;
    private byte* _address;

    private MappedSegment(string path, SafeFileHandle file, long bytes)
    {
        Path = path;
        _file = file;
        _bytes = bytes;
        _address = Posix.Map(file, bytes);
    }

    public string Path { get; }

    public byte* Start => _address;

    public byte* FirstRecord => _address + SegmentHeader.PageBytes;

    public byte* End => _address + _bytes;

    public SegmentHeader* Header => (SegmentHeader*)_address;

    /// <summary>Whether <see cref="Begin"/> was called; a segment that was not holds nothing.</summary>
    public bool IsBegun => Header->Magic != 0;

    /// <summary>
    /// Creates, allocates, names, maps and touches a file. Milliseconds; never on the hot thread while trading.
    /// </summary>
    /// <exception cref="JournalException">No space, or the file system does not keep what it allocates.</exception>
    public static MappedSegment Allocate(string path, long bytes, IJournalDisk disk)
    {
        string unfinished = path + SegmentName.UnfinishedExtension;
        SafeFileHandle? file = null;
        bool named = false;
        try
        {
            string directory = System.IO.Path.GetDirectoryName(path)!;
            RequireFreeSpace(directory, bytes, disk);
            file = Create(unfinished);
            AllocateBlocks(file, path, bytes, disk);
            disk.Sync(file, unfinished);
            File.Move(unfinished, path, overwrite: false);
            named = true;
            disk.SyncDirectory(directory);
            MappedSegment segment = new(path, file, bytes);
            segment.Touch(segment.Start, bytes);
            return segment;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalException)
        {
            file?.Dispose();
            File.Delete(named ? path : unfinished);
            if (e is JournalException) throw;
            throw new JournalException(
                $"Cannot create the journal segment {path}: {e.Message}",
                "Check the disk and the permissions of the data directory", e);
        }
    }

    /// <summary>Stores the header; from here on the segment is part of the journal.</summary>
    public void Begin(SegmentHeader header)
    {
        header.Seal();
        ulong magic = header.Magic;
        header.Magic = 0;
        *Header = header;
        Volatile.Write(ref Header->Magic, magic);
    }

    /// <summary>
    /// Takes the write faults of some pages now, beside a thread that may be storing there: nothing is changed.
    /// </summary>
    public void Touch(byte* from, long bytes)
    {
        byte* page = from - (from - _address) % SegmentHeader.PageBytes;
        byte* end = from + bytes < End ? from + bytes : End;
        if (page >= end || Posix.TryPopulate(page, end - page)) return;
        for (; page < end; page += SegmentHeader.PageBytes) Interlocked.CompareExchange(ref *(int*)page, 0, 0);
    }

    /// <summary>Unmaps without a sync; a segment that was never begun is deleted.</summary>
    public void Dispose()
    {
        if (_address == null) return;
        bool begun = IsBegun;
        Posix.Unmap(_address, _bytes);
        _address = null;
        _file.Dispose();
        if (!begun) File.Delete(Path);
    }

    internal static SafeFileHandle Create(string path)
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("The journal runs on Linux only");
        FileStream stream = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete, // readers follow while we write
            UnixCreateMode = OwnerOnly,
            BufferSize = 0,
        });
        return stream.SafeFileHandle;
    }

    private static void RequireFreeSpace(string directory, long bytes, IJournalDisk disk)
    {
        long needed = FreeSegments * bytes;
        long free = disk.FreeBytes(directory);
        if (free >= needed) return;
        throw new JournalException(
            $"The disk of {directory} has {free} bytes free; a journal segment needs {needed}",
            "Free some space, or choose smaller segments or another data directory");
    }

    private static void AllocateBlocks(SafeFileHandle file, string path, long bytes, IJournalDisk disk)
    {
        int error = disk.Allocate(file, bytes);
        if (error != 0)
        {
            string remedy = error == Posix.NoSpace
                ? "Free some space, or choose smaller segments or another data directory"
                : "Choose a data directory on a local file system that can preallocate (ext4, xfs, tmpfs)";
            throw new JournalException(
                $"Cannot allocate {bytes} bytes for the journal segment {path} (error {error})", remedy);
        }

        if (Posix.AllocatedBytes(file) >= bytes) return;

        // Some file systems agree and allocate nothing. Zeros written by a call fail with an error, not a signal.
        byte[] zeros = new byte[1 << 20];
        for (long at = 0; at < bytes; at += zeros.Length)
            disk.Write(file, path, zeros.AsSpan(0, (int)long.Min(zeros.Length, bytes - at)), at);
        disk.Sync(file, path);
        if (Posix.AllocatedBytes(file) >= bytes) return;
        throw new JournalException(
            $"The file system of {path} does not keep allocated space (compressing or copy-on-write?)",
            "Choose a data directory on ext4, xfs or tmpfs");
    }
}
