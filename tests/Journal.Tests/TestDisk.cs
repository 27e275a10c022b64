using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>The machine's disk with whatever trouble a test wants. Any thread may change it at any time.</summary>
internal sealed class TestDisk : IJournalDisk
{
    private const int NoSpace = 28;
    private int _syncs;

    /// <summary>Free bytes that are told.</summary>
    public Func<long> Free { get; set; } = () => long.MaxValue;

    /// <summary>Answer to every allocation; 0 = it is made.</summary>
    public volatile int AllocationError;

    /// <summary>Every write finds the disk full.</summary>
    public volatile bool IsFull;

    /// <summary>The sync with this number (from 1) and all behind it fail; 0 = none.</summary>
    public volatile int FailingSync;

    /// <summary>How long every sync of an archive takes.</summary>
    public volatile int SyncMs;

    public int Syncs => Volatile.Read(ref _syncs);

    public long FreeBytes(string directory) => Free();

    public int Allocate(SafeFileHandle file, long bytes) =>
        AllocationError != 0 ? AllocationError : PosixDisk.Instance.Allocate(file, bytes);

    public void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        if (IsFull) throw new IOException("No space left on device", NoSpace);
        PosixDisk.Instance.Write(file, path, bytes, offset);
    }

    public void Sync(SafeFileHandle file, string path)
    {
        CountSync();
        if (path.EndsWith(SegmentName.ArchiveExtension, StringComparison.Ordinal)) Thread.Sleep(SyncMs);
        PosixDisk.Instance.Sync(file, path);
    }

    public void SyncDirectory(string directory)
    {
        CountSync();
        PosixDisk.Instance.SyncDirectory(directory);
    }

    private void CountSync()
    {
        int number = Interlocked.Increment(ref _syncs);
        if (FailingSync != 0 && number >= FailingSync) throw new IOException("fdatasync: Input/output error", 5);
    }
}
