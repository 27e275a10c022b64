using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// One lock file, held until disposed or until the process ends, however it ends. The holder's pid is inside, for
/// the message to the next one. The file is never deleted: a lock on a deleted file excludes nobody.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>For the machine-wide directory: another user must be able to find out that it is locked.</summary>
    public const UnixFileMode Everybody = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const int Attempts = 5;
    private const int PauseMs = 50; // a holder that is just ending gets a quarter of a second
    private const int WouldBlock = 11; // EAGAIN, which .NET puts into HResult as it is
    private const string LockingSwitch = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";

    /// <summary>A collected handle would drop the lock without a word: held locks are reachable from here.</summary>
    private static readonly HashSet<JournalLock> Held = [];
    private readonly FileStream _file;

    private JournalLock(FileStream file) => _file = file;

    /// <exception cref="JournalRefusedException">Another process holds it, or locks do not work here.</exception>
    public static JournalLock Acquire(string path, string purpose, UnixFileMode mode)
    {
        RequireWorkingLocks(Environment.GetEnvironmentVariable(LockingSwitch));
        FileStream file = Open(path, purpose, mode);
        if (TryOpen(path) is { } second)
        {
            second.Dispose();
            file.Dispose();
            throw new JournalRefusedException(
                $"The file system of {path} does not keep locks", "Choose a directory on a local file system");
        }

        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        file.Flush();
        JournalLock held = new(file);
        lock (Held) Held.Add(held);
        return held;
    }

    /// <summary>Refuses when the runtime was told not to lock files.</summary>
    internal static void RequireWorkingLocks(string? setting)
    {
        bool off = AppContext.TryGetSwitch("System.IO.DisableFileLocking", out bool disabled) && disabled;
        if (!off && setting is null or "" or "0" or "false") return;
        throw new JournalRefusedException(
            "File locking is switched off, so nothing would stop a second engine on the same account",
            $"Remove {LockingSwitch} from the environment");
    }

    public void Dispose()
    {
        lock (Held) Held.Remove(this);
        _file.Dispose();
    }

    private static FileStream Open(string path, string purpose, UnixFileMode mode)
    {
        try
        {
            CreateIfMissing(path, mode);
            for (int attempt = 1; attempt <= Attempts; attempt++)
            {
                if (TryOpen(path) is { } file) return file;
                if (attempt < Attempts) Thread.Sleep(PauseMs);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new JournalRefusedException(
                $"Cannot use the lock of {purpose}: {e.Message}",
                $"Start as the user who owns {path}", e);
        }

        throw new JournalRefusedException(
            $"Another engine uses {purpose}: process {ReadHolder(path)} holds {path}",
            "Stop that process first, or use another data directory and another API key");
    }

    private static void CreateIfMissing(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("The journal runs on Linux only");
        if (File.Exists(path)) return;
        try
        {
            using FileStream created = new(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                UnixCreateMode = mode,
            });
            File.SetUnixFileMode(created.SafeFileHandle, mode); // the process's umask has taken bits off
        }
        catch (IOException) when (File.Exists(path))
        {
            return; // another process was faster: its file serves as well
        }
    }

    /// <summary>Null while another handle, of whatever process, holds the lock.</summary>
    private static FileStream? TryOpen(string path)
    {
        try
        {
            // Open, not OpenOrCreate: in a sticky directory the kernel refuses O_CREAT on another user's file.
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    private static string ReadHolder(string path)
    {
        using SafeFileHandle file = Posix.OpenUnlocked(path);
        Span<byte> bytes = stackalloc byte[16];
        string text = Encoding.ASCII.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : "(unknown)";
    }
}
