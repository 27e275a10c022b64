using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>The machine's own disk.</summary>
internal sealed class PosixDisk : IJournalDisk
{
    public static readonly PosixDisk Instance = new();

    private PosixDisk()
    {
    }

    public long FreeBytes(string directory) => new DriveInfo(directory).AvailableFreeSpace;

    public int Allocate(SafeFileHandle file, long bytes) => Posix.Allocate(file, bytes);

    public void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset) =>
        RandomAccess.Write(file, bytes, offset);

    public void Sync(SafeFileHandle file, string path) => Posix.SyncData(file);

    public void SyncDirectory(string directory) => Posix.SyncDirectory(directory);
}
