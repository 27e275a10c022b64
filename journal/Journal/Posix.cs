using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The system calls that .NET has no words for. Constants are those of 64-bit Linux, the same on x64 and arm64.
/// Interrupted calls are repeated: the runtime itself sends signals to its threads.
/// </summary>
internal static unsafe partial class Posix
{
    public const int NoSpace = 28; // ENOSPC
    private const int Interrupted = 4; // EINTR
    private const int InvalidArgument = 22; // EINVAL: this kernel has no MADV_POPULATE_WRITE
    private const int ReadWrite = 1 | 2; // PROT_READ | PROT_WRITE
    private const int Shared = 1; // MAP_SHARED
    private const int PopulateWrite = 23; // MADV_POPULATE_WRITE, Linux 5.14
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint Blocks = 0x400; // STATX_BLOCKS
    private const int StatxBytes = 256;
    private const int StatxBlocksOffset = 48; // the same on every architecture, unlike struct stat

    /// <summary>Allocates real blocks and sets the length. Returns 0 or the error number.</summary>
    public static int Allocate(SafeFileHandle file, long bytes)
    {
        int error;
        do error = PosixFallocate(file, 0, bytes);
        while (error == Interrupted);
        return error;
    }

    /// <summary>Bytes that the file really occupies.</summary>
    public static long AllocatedBytes(SafeFileHandle file)
    {
        byte* answer = stackalloc byte[StatxBytes];
        Require(() => Statx(file, "", EmptyPath, Blocks, answer), "statx");
        return *(long*)(answer + StatxBlocksOffset) * 512;
    }

    public static byte* Map(SafeFileHandle file, long bytes)
    {
        nint address = Mmap(0, (nuint)bytes, ReadWrite, Shared, file, 0);
        if (address == -1) throw Failure("mmap");
        return (byte*)address;
    }

    public static void Unmap(byte* address, long bytes) => Require(() => Munmap(address, (nuint)bytes), "munmap");

    /// <summary>
    /// Takes the write faults of a fresh mapping now. False where the kernel cannot: the caller touches the pages.
    /// </summary>
    public static bool TryPopulate(byte* address, long bytes)
    {
        while (Madvise(address, (nuint)bytes, PopulateWrite) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == InvalidArgument) return false;
            if (error != Interrupted) throw Failure("madvise");
        }

        return true;
    }

    public static void Sync(SafeFileHandle file) => Require(() => Fsync(file), "fsync");

    /// <summary>Bytes and length, without the times of the file.</summary>
    public static void SyncData(SafeFileHandle file) => Require(() => Fdatasync(file), "fdatasync");

    /// <summary>Makes the names in a directory durable.</summary>
    public static void SyncDirectory(string directory)
    {
        using SafeFileHandle handle = OpenUnlocked(directory);
        Sync(handle);
    }

    /// <summary>
    /// Opens a directory, or a file that somebody has locked, for reading: .NET can do neither, since it locks
    /// whatever it opens. Flags 0, because O_DIRECTORY differs between architectures.
    /// </summary>
    public static SafeFileHandle OpenUnlocked(string path)
    {
        int descriptor = -1;
        Require(() => descriptor = Open(path, 0), $"open {path}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Require(Func<int> call, string name)
    {
        while (call() < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) throw Failure(name);
        }
    }

    private static IOException Failure(string call) =>
        new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFallocate(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, byte* answer);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Mmap(
        nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Munmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Madvise(byte* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Fdatasync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
