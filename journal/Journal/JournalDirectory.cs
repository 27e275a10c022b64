using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// A data directory that this process owns: locked, read to its end, ready for a new run. The order is: lock, find
/// the ends, (the host replays,) start the writers. Old files are never repaired; a new run begins new ones.
/// </summary>
public sealed unsafe class JournalDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OpenToAll = OwnerOnly | UnixFileMode.StickyBit
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const string LockName = "journal.lock";
    private readonly JournalLock _directoryLock;
    private readonly JournalLock? _accountLock;
    private SegmentCatalog _catalog;
    private JournalArchiver? _archiver;
    private JournalWriter<InboundEvent>? _events;
    private JournalWriter<OutboundCommand>? _commands;

    private JournalDirectory(string path, JournalOptions options)
    {
        Path = path;
        Options = options;
        _directoryLock = JournalLock.Acquire(
            System.IO.Path.Combine(path, LockName), $"the data directory {path}", JournalLock.OwnerOnly);
        try
        {
            if (options.AccountFingerprint != 0) _accountLock = LockAccount(options);
            JournalAside.Finish(path, options.Disk);
            Handover = GridHandover.Read(path) is { } grid && grid.IsOf(options) ? grid : null;
            Find();
            bool isOfOtherLogic = Events.Sequence > 0 && Events.EngineLogicVersion != options.EngineLogicVersion;
            if (isOfOtherLogic && Handover?.IsEndOf(Events) == true)
            {
                SetAside = JournalAside.Move(path, Events.EngineLogicVersion, options.Disk);
                Find();
            }

            RunNumber = _catalog.LastRun + 1;
            foreach (string leftover in _catalog.Leftovers) File.Delete(leftover);
            foreach (string stranded in _catalog.Stranded) SegmentSettler.SetAside(stranded);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>As it was opened.</summary>
    public JournalOptions Options { get; }

    /// <summary>Number of the run that begins now; 1 for an empty directory.</summary>
    public long RunNumber { get; }

    /// <summary>Where the events end.</summary>
    public JournalTail Events { get; private set; }

    /// <summary>Where the commands end.</summary>
    public JournalTail Commands { get; private set; }

    /// <summary>What the last clean end has left for a new journal to begin with; null = nothing.</summary>
    public GridHandover? Handover { get; }

    /// <summary>Where the journal of another engine logic was moved just now; null = there was none.</summary>
    public string? SetAside { get; }

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

    /// <summary>The recorded events of all runs before this one, or those behind a snapshot.</summary>
    public JournalReader<InboundEvent> ReadEvents(Snapshot? after = null) =>
        Read<InboundEvent>((after?.EventSequence ?? 0) + 1, Events.Sequence);

    /// <summary>The recorded commands of all runs before this one, or those behind a snapshot.</summary>
    public JournalReader<OutboundCommand> ReadCommands(Snapshot? after = null) =>
        Read<OutboundCommand>((after?.CommandSequence ?? 0) + 1, Commands.Sequence);

    /// <summary>The newest snapshot that the journal goes on from; null = replay from the beginning.</summary>
    /// <param name="complain">Gets a line for each one that cannot be used.</param>
    /// <exception cref="JournalDamagedException">The journal ends before a snapshot, which was durable.</exception>
    /// <exception cref="JournalRefusedException">Older records are deleted, and no snapshot leads to these.</exception>
    public Snapshot? FindSnapshot(Action<string> complain)
    {
        foreach (string path in Snapshot.In(Path))
        {
            if (Snapshot.Read(path, out string why) is not { } snapshot)
            {
                complain($"the snapshot {path} is not used: {why}");
                continue;
            }

            if (snapshot.EventSequence > Events.Sequence || snapshot.CommandSequence > Commands.Sequence)
            {
                throw new JournalDamagedException(
                    Path, 0, Events.Sequence + 1, $"the snapshot {path} was taken of later records, which are missing");
            }

            using JournalReader<InboundEvent> events = ReadEvents(snapshot);
            using JournalReader<OutboundCommand> commands = ReadCommands(snapshot);
            if (snapshot.IsContinuedBy(events, commands)) return snapshot;
            complain($"the snapshot {path} is not used: it is not of this journal");
        }

        long first = _catalog.FirstSequence(JournalStream.Events);
        return first == 1 ? null : throw RecordedJournal.Unreachable(Path, first);
    }

    /// <summary>Makes the files of the runs before durable, then begins this run's events. After reading.</summary>
    /// <exception cref="JournalException">No space, or the disk fails.</exception>
    public JournalWriter<InboundEvent> StartEvents() =>
        _events = Start<InboundEvent>(JournalStream.Events, Events);

    /// <summary>The same for the commands; after the events, whose effects they are.</summary>
    /// <exception cref="JournalException">No space, or the disk fails.</exception>
    public JournalWriter<OutboundCommand> StartCommands() =>
        _commands = Start<OutboundCommand>(JournalStream.Commands, Commands);

    /// <summary>Makes durable what the writers store; from <see cref="StartEvents"/> on.</summary>
    public JournalArchiver Archiver => _archiver ??= new JournalArchiver();

    /// <summary>Any thread may ask, once both writers have been started.</summary>
    public JournalHealth Health()
    {
        JournalException? supply = _events?.SupplyFailure ?? _commands?.SupplyFailure;
        bool isOut = supply is not null && (_events is { IsNearlyOut: true } || _commands is { IsNearlyOut: true });
        return new JournalHealth(
            Archiver.DurableEvent,
            Archiver.DurableCommand,
            Archiver.LagMs,
            Archiver.Failure?.Message ?? Archiver.FullDisk ?? supply?.Message,
            Archiver.HasFailed || isOut);
    }

    internal JournalReader<InboundEvent> FollowEvents(long after) =>
        JournalReader<InboundEvent>.Open(Path, Options.BootId, after + 1);

    internal JournalReader<OutboundCommand> FollowCommands(long after) =>
        JournalReader<OutboundCommand>.Open(Path, Options.BootId, after + 1);

    /// <summary>Adds a snapshot.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    internal void WriteSnapshot(TradingEngine engine, SnapshotHeader header)
    {
        header.Bot = Options.Bot;
        header.AccountFingerprint = Options.AccountFingerprint;
        header.EngineLogicVersion = Options.EngineLogicVersion;
        Snapshot.Write(Path, header, engine, Options.Disk);
    }

    /// <summary>
    /// Leaves the grid for a program of another engine logic; nothing where orders may still be on their way. After the
    /// writers are closed.
    /// </summary>
    /// <exception cref="JournalException">The disk is full or fails.</exception>
    public void WriteHandover(EngineState state)
    {
        try
        {
            GridHandover.Of(state, Options, _events!.LastSequence, _events.LastCrc)?.Write(Path, Options.Disk);
        }
        catch (IOException e)
        {
            throw new JournalException($"The grid could not be written to {Path}: {e.Message}", "Check the disk", e);
        }
    }

    /// <summary>Deletes what <see cref="JournalOptions.RetentionDays"/> and the like no longer keep.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="JournalException">What would have to be kept is damaged: nothing was deleted.</exception>
    internal RetentionResult Retain(long nowNs) => new JournalRetention(Path, Options).Apply(nowNs);

    /// <summary>Gives the locks back. After the writers are disposed.</summary>
    public void Dispose()
    {
        _archiver?.Dispose();
        _accountLock?.Dispose();
        _directoryLock.Dispose();
    }

    [MemberNotNull(nameof(_catalog))]
    private void Find()
    {
        _catalog = SegmentCatalog.Load(Path, Options.BootId);
        _catalog.RequireOwner(Options.Bot, Options.AccountFingerprint);
        Options.Disk.SyncDirectory(Path);
        Events = FindTail(_catalog.Of(JournalStream.Events), lastCause: null);
        Commands = FindTail(_catalog.Of(JournalStream.Commands), Events.Sequence);
    }

    /// <summary>The headers have been checked when the directory was opened: a long journal has thousands.</summary>
    private JournalReader<TRecord> Read<TRecord>(long from, long until)
        where TRecord : unmanaged =>
        new(Path, [.. _catalog.Of(StreamOf.Record<TRecord>())], Options.BootId, from, until);

    private JournalWriter<TRecord> Start<TRecord>(JournalStream stream, in JournalTail tail)
        where TRecord : unmanaged
    {
        List<SegmentFile> segments = _catalog.Of(stream);
        long next = tail.Sequence + 1;
        SegmentFile? last = segments.FindLast(segment => segment.Header.BaseSequence <= next);
        try
        {
            for (int i = 0; i < segments.Count; i++)
                SegmentSettler.Settle(segments[i], segments.ElementAtOrDefault(i + 1), tail.Sequence, Options);
        }
        catch (IOException e)
        {
            throw new JournalException(
                $"The journal of the run before cannot be made durable: {e.Message}",
                "Check the disk and its free space", e);
        }

        SegmentName previous = last?.Header.Name ?? default;
        return new JournalWriter<TRecord>(new RunPlan(Path, stream, RunNumber, Options), previous, tail, Archiver);
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

    /// <param name="segments">Of one stream.</param>
    /// <param name="lastCause">For commands: the last event that there is.</param>
    private JournalTail FindTail(List<SegmentFile> segments, long? lastCause)
    {
        if (segments.Count == 0) return default;
        int at = segments.Count - 1;
        while (at > 0 && !segments[at].ProvesPrevious(Options.BootId)) at--;
        byte[] buffer = GC.AllocateUninitializedArray<byte>(SegmentCursor.BufferBytes, pinned: true);
        JournalTail tail = default;
        for (; at < segments.Count && (tail == default || segments[at].Header.BaseSequence == tail.Sequence + 1); at++)
            tail = FindTail(segments[at], lastCause, buffer);
        return tail;
    }

    private JournalTail FindTail(SegmentFile file, long? lastCause, byte[] buffer)
    {
        using SegmentCursor cursor = new(file, null, Options.BootId, buffer);
        JournalTail tail = TailAt(file, cursor);
        long orphans = 0;
        while (cursor.MoveNext())
        {
            if (lastCause is { } limit && Unsafe.AsRef<OutboundCommand>(cursor.Record).CauseSequence > limit)
            {
                RequireMachineDeath(file, cursor, limit);
                orphans++;
            }
            else
            {
                tail = TailAt(file, cursor);
            }
        }

        return tail with { StrandedRecords = cursor.StrandedRecords + orphans };
    }

    private static JournalTail TailAt(SegmentFile file, SegmentCursor cursor) => new(
        cursor.LastSequence, cursor.LastCrc, cursor.LastTimeNs, file.Header.EngineLogicVersion, StrandedRecords: 0);

    /// <summary>
    /// A command is written after the event that caused it, and made durable after it. Only a machine that died can
    /// have kept the command and lost the event; otherwise the newest file of events was taken away.
    /// </summary>
    private void RequireMachineDeath(SegmentFile commands, SegmentCursor cursor, long lastEvent)
    {
        if (!commands.Header.IsOfBoot(Options.BootId) && cursor.LastSequence > cursor.DurableSequence) return;
        throw new JournalDamagedException(
            Path, 0, lastEvent + 1, $"command {cursor.LastSequence} was caused by a later event, which is missing");
    }
}
