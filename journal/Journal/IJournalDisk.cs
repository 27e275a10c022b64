using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// What the journal asks of a disk besides storing into mapped pages. The real one is <see cref="PosixDisk"/>; tests
/// have disks that are full, slow or failing, and one that remembers what a power loss would leave.
/// </summary>
internal interface IJournalDisk
{
    long FreeBytes(string directory);

    /// <summary>Allocates real blocks and sets the length. Returns 0 or the error number.</summary>
    int Allocate(SafeFileHandle file, long bytes);

    /// <exception cref="IOException">The disk is full or does not take it.</exception>
    void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Waits until the file's bytes and its length survive a power loss.</summary>
    /// <exception cref="IOException">The disk failed: what was written before may be lost.</exception>
    void Sync(SafeFileHandle file, string path);

    /// <summary>Waits until the names in a directory survive a power loss.</summary>
    void SyncDirectory(string directory);
}
