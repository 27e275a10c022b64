using Microsoft.Win32.SafeHandles;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// A data directory that this process owns: locked, read to its end, ready for a new run. The order is: lock, find
/// the ends, (the host replays,) start the writers. Old files are never repaired; a new run begins new ones.
/// </summary>
public sealed class JournalDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OpenToAll = OwnerOnly | UnixFileMode.StickyBit
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const string LockName = "journal.lock";
    private readonly JournalOptions _options;
    private readonly JournalLock _directoryLock;
    private readonly JournalLock? _accountLock;
    private readonly SegmentName _lastEvents;
    private readonly SegmentName _lastCommands;

    private JournalDirectory(string path, JournalOptions options)
    {
        Path = path;
        _options = options;
        _directoryLock = JournalLock.Acquire(
            System.IO.Path.Combine(path, LockName), $"the data directory {path}", JournalLock.OwnerOnly);
        try
        {
            if (options.AccountFingerprint != 0) _accountLock = LockAccount(options);
            SegmentCatalog catalog = SegmentCatalog.Load(path);
            catalog.RequireOwner(options.Bot, options.AccountFingerprint);
            Posix.SyncDirectory(path);
            Events = FindTail(catalog.Of(JournalStream.Events), out _lastEvents, out _);
            Commands = FindTail(catalog.Of(JournalStream.Commands), out _lastCommands, out long lastCause);
            RequireCause(catalog, lastCause);
            RunNumber = catalog.LastRun + 1;
            foreach (string leftover in catalog.Leftovers) File.Delete(leftover);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Number of the run that begins now; 1 for an empty directory.</summary>
    public long RunNumber { get; }

    /// <summary>Where the events end.</summary>
    public JournalTail Events { get; }

    /// <summary>Where the commands end.</summary>
    public JournalTail Commands { get; }

    /// <summary>
    /// Creates the directory if need be (0700), locks it and the account, and finds where the last run ended.
    /// Checks every header, but only the records of the last segment: the replay checks the others.
    /// </summary>
    /// <exception cref="JournalRefusedException">Locked by another process; foreign, incomplete or damaged.</exception>
    /// <exception cref="JournalException">The directory cannot be used, or the options are impossible.</exception>
    public static JournalDirectory Open(string path, JournalOptions options)
    {
        options.Validate();
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Prepare(path);
            return new JournalDirectory(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"Cannot use the data directory {path}: {e.Message}", "Name a directory that you may write", e);
        }
    }

    /// <summary>The recorded events of all runs before this one.</summary>
    public JournalReader<InboundEvent> ReadEvents() => JournalReader<InboundEvent>.Open(Path, _options.BootId);

    /// <summary>The recorded commands of all runs before this one.</summary>
    public JournalReader<OutboundCommand> ReadCommands() => JournalReader<OutboundCommand>.Open(Path, _options.BootId);

    /// <summary>Begins this run's first segment of events, durably. Once, after reading.</summary>
    /// <exception cref="JournalException">No space, or the disk fails.</exception>
    public JournalWriter<InboundEvent> StartEvents() =>
        new(new RunPlan(Path, JournalStream.Events, RunNumber, _options), _lastEvents, Events);

    /// <summary>Begins this run's first segment of commands, durably. Once, after reading.</summary>
    /// <exception cref="JournalException">No space, or the disk fails.</exception>
    public JournalWriter<OutboundCommand> StartCommands() =>
        new(new RunPlan(Path, JournalStream.Commands, RunNumber, _options), _lastCommands, Commands);

    /// <summary>Gives the locks back. After the writers are disposed.</summary>
    public void Dispose()
    {
        _accountLock?.Dispose();
        _directoryLock.Dispose();
    }

    private static void Prepare(string path)
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("The journal runs on Linux only");
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerOnly);
            Posix.SyncDirectory(System.IO.Path.GetDirectoryName(path) ?? path);
            return;
        }

        if ((File.GetUnixFileMode(path) & ~OwnerOnly) == 0) return;
        bool ours = File.Exists(System.IO.Path.Combine(path, LockName));
        if (!ours && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new JournalException(
                $"{path} is not a data directory: it holds other files and is open to other users",
                "Name an empty directory or one that does not exist yet");
        }

        File.SetUnixFileMode(path, OwnerOnly);
    }

    private static JournalLock LockAccount(JournalOptions options)
    {
        string directory = options.LockDirectory;
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("The journal runs on Linux only");
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            File.SetUnixFileMode(directory, OpenToAll);
        }

        if (new DirectoryInfo(directory).LinkTarget is { } target)
        {
            throw new JournalRefusedException(
                $"The lock directory {directory} is a link to {target}", "Remove the link, or name another directory");
        }

        string account = options.AccountFingerprint.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        return JournalLock.Acquire(
            System.IO.Path.Combine(directory, $"account-{account}.lock"),
            $"the account with fingerprint {account}",
            JournalLock.Everybody);
    }

    private JournalTail FindTail(List<SegmentFile> segments, out SegmentName last, out long lastCause)
    {
        last = default;
        lastCause = 0;
        if (segments.Count == 0) return default;
        SegmentFile file = segments[^1];
        last = file.Header.Name;

        // Nothing may be built on what the disk does not have yet: what is read below must outlive a power loss.
        using (SafeFileHandle handle = SegmentFile.OpenHandle(file.Path)) Posix.Sync(handle);
        return SegmentTail.Find(file, _options.BootId, out lastCause);
    }

    /// <summary>
    /// A command is written after the event that caused it. If only the process has died, both are there; a command
    /// without its cause then means that the newest file of events was taken away.
    /// </summary>
    private void RequireCause(SegmentCatalog catalog, long lastCause)
    {
        if (lastCause <= Events.Sequence) return;
        SegmentFile commands = catalog.Of(JournalStream.Commands)[^1];
        if (commands.Header.BootId != _options.BootId || _options.BootId == Guid.Empty) return;
        throw new JournalDamagedException(
            Path, 0, Events.Sequence + 1, $"the commands were caused by events up to {lastCause}, which are missing");
    }
}
