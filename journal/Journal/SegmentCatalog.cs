using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The segments of a directory, in the order of writing, with every header checked and each one joined to the one
/// that it says it continues. Records are not looked at.
/// </summary>
internal sealed class SegmentCatalog
{
    private const int Attempts = 4;
    private readonly List<SegmentFile> _events = [];
    private readonly List<SegmentFile> _commands = [];

    private readonly JournalBeginning _beginning;

    private SegmentCatalog(JournalBeginning beginning) => _beginning = beginning;

    /// <summary>
    /// Files that are no part of the journal: allocated ahead by a process that died, not even finished, or given up
    /// by retention.
    /// </summary>
    public List<string> Leftovers { get; } = [];

    /// <summary>
    /// Hot files of a run that ended with the machine, begun behind records that were lost with it: no part of the
    /// journal.
    /// </summary>
    public List<string> Stranded { get; } = [];

    /// <summary>Highest run number of any file name; 0 for an empty directory.</summary>
    public long LastRun { get; private set; }

    /// <exception cref="JournalRefusedException">A file is missing, damaged or foreign.</exception>
    public static SegmentCatalog Load(string directory, Guid bootId)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return LoadOnce(directory, bootId);
            }
            catch (JournalDamagedException) when (attempt < Attempts)
            {
                continue; // a writer may have begun segments while we looked at others; damage is found again
            }
        }
    }

    private static SegmentCatalog LoadOnce(string directory, Guid bootId)
    {
        SegmentCatalog catalog = new(JournalBeginning.Read(directory)); // before the names: it only moves forward
        SortedSet<SegmentName> names = [];
        foreach (string path in Directory.EnumerateFiles(directory))
        {
            string file = Path.GetFileName(path);
            if (file.EndsWith(SegmentName.Extension + SegmentName.UnfinishedExtension, StringComparison.Ordinal)
                || file.EndsWith(Snapshot.Extension + SegmentName.UnfinishedExtension, StringComparison.Ordinal)
                || file == JournalBeginning.FileName + SegmentName.UnfinishedExtension)
                catalog.Leftovers.Add(path);
            if (!SegmentName.Claims(file)) continue;
            if (!SegmentName.TryParse(file, out SegmentName name))
            {
                throw new JournalRefusedException(
                    $"{path} is not named like a journal segment", "Move it out of the data directory");
            }

            if (catalog._beginning.IsBefore(name)) catalog.Leftovers.Add(path);
            else names.Add(name);
        }

        SegmentName previous = default;
        foreach (SegmentName name in names)
        {
            catalog.RequireNeighbour(directory, previous, name);
            catalog.Add(directory, name, bootId);
            catalog.LastRun = long.Max(catalog.LastRun, name.Run);
            previous = name;
        }

        foreach (JournalStream stream in (JournalStream[])[JournalStream.Events, JournalStream.Commands])
        {
            if (!catalog._beginning.IsWhole && catalog.Of(stream).Count == 0)
                throw Missing(directory, catalog._beginning.NameOf(stream));
        }

        return catalog;
    }

    public List<SegmentFile> Of(JournalStream stream) => stream == JournalStream.Events ? _events : _commands;

    /// <summary>The first record of a stream; above 1 when retention has deleted older ones.</summary>
    public long FirstSequence(JournalStream stream) => _beginning.SequenceOf(stream);

    /// <summary>Refuses the journal of another bot or account.</summary>
    public void RequireOwner(BotCode bot, ulong accountFingerprint)
    {
        foreach (SegmentFile file in _events.Concat(_commands))
        {
            SegmentHeader header = file.Header;
            if (header.Bot == bot && header.AccountFingerprint == accountFingerprint) continue;
            throw new JournalRefusedException(
                $"{file.Path} belongs to bot {header.Bot} on account {header.AccountFingerprint:x16}, " +
                $"not to bot {bot} on account {accountFingerprint:x16}",
                "Use the data directory of this bot and account, or an empty one");
        }
    }

    private void RequireNeighbour(string directory, SegmentName previous, SegmentName name)
    {
        if (!_beginning.IsWhole && previous.Stream != name.Stream)
        {
            SegmentName first = _beginning.NameOf(name.Stream);
            if (name != first) throw Missing(directory, first);
            return;
        }

        bool sameRun = previous.Stream == name.Stream && previous.Run == name.Run;
        long expected = sameRun ? previous.Segment + 1 : 1;
        if (name.Segment != expected) throw Missing(directory, name with { Segment = expected });
    }

    private static JournalDamagedException Missing(string directory, SegmentName name) =>
        new(Path.Combine(directory, name.ArchiveFile), 0, 0, "the file is missing");

    private void Add(string directory, SegmentName name, Guid bootId)
    {
        List<SegmentFile> files = Of(name.Stream);
        SegmentFile? file = SegmentFile.Read(directory, name, out bool isHeadless);
        SegmentHeader last = files.Count > 0 ? files[^1].Header : default;
        bool mayBeLost = file?.IsArchived != true && last.Run == name.Run && !last.IsOfBoot(bootId);
        if (isHeadless && !mayBeLost) throw SegmentFile.HeaderGone(directory, name);
        if (isHeadless)
        {
            Stranded.Add(Path.Combine(directory, name.HotFile));
            return;
        }

        if (file is null)
        {
            Leftovers.Add(Path.Combine(directory, name.HotFile));
            Leftovers.Add(Path.Combine(directory, name.ArchiveFile));
            return;
        }

        SegmentHeader header = file.Header;
        SegmentName claimed = new(name.Stream, header.PreviousRun, header.PreviousSegment);
        bool begins = files.Count == 0 && name == _beginning.NameOf(name.Stream);
        if (!begins && (claimed.Run, claimed.Segment) != (last.Run, last.Segment))
        {
            if (mayBeLost)
            {
                Stranded.Add(file.HotPath);
                return;
            }

            throw new JournalDamagedException(
                Path.Combine(directory, claimed.ArchiveFile), 0, header.BaseSequence - 1,
                $"{name} continues it, but it is missing or was never begun");
        }

        bool follows = files.Count == 0
            ? header.BaseSequence == _beginning.SequenceOf(name.Stream)
            : header.BaseSequence >= last.BaseSequence && header.BaseSequence <= last.LastPossibleSequence + 1;
        if (!follows)
        {
            throw new JournalDamagedException(
                file.Path, 0, header.BaseSequence, "its first sequence does not follow the segment before it");
        }

        files.Add(file);
    }
}
