using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The durable copy of a segment: the same bytes at the same offsets, but written by calls and synced, and no longer
/// than its records. Written by one thread.
/// </summary>
internal sealed class ArchiveFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly IJournalDisk _disk;
    private readonly uint _salt;

    private ArchiveFile(string path, SafeFileHandle file, IJournalDisk disk, uint salt)
    {
        Path = path;
        _file = file;
        _disk = disk;
        _salt = salt;
    }

    public string Path { get; }

    /// <summary>
    /// Creates the file with a header page, or opens the one that a dead process (with a header) or a dead machine
    /// (perhaps without) has left.
    /// </summary>
    public static ArchiveFile Open(string path, in SegmentHeader header, IJournalDisk disk)
    {
        bool isNew = !File.Exists(path);
        SafeFileHandle file = isNew
            ? MappedSegment.Create(path)
            : File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        ArchiveFile archive = new(path, file, disk, header.Salt);
        ulong magic = 0;
        if (!isNew) RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<ulong>(ref magic)), 0);
        if (magic != 0) return archive;
        byte[] page = new byte[SegmentHeader.PageBytes];
        MemoryMarshal.Write(page, in header);
        archive.Write(page, 0);
        archive.Sync();
        disk.SyncDirectory(System.IO.Path.GetDirectoryName(path)!);
        return archive;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => _disk.Write(_file, Path, bytes, offset);

    public void Sync() => _disk.Sync(_file, Path);

    /// <summary>
    /// Notes that everything up to a record has been synced. The note itself gets to the disk with the next sync.
    /// </summary>
    public void Mark(long durableSequence)
    {
        DurableMark mark = DurableMark.Create(durableSequence, _salt);
        Write(MemoryMarshal.AsBytes(new ReadOnlySpan<DurableMark>(in mark)), DurableMark.Offset);
    }

    /// <summary>Nothing follows behind this offset.</summary>
    public void SetLength(long bytes)
    {
        if (RandomAccess.GetLength(_file) != bytes) RandomAccess.SetLength(_file, bytes);
    }

    public void Dispose() => _file.Dispose();
}
