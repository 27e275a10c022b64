using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The segments of a directory, in the order of writing, with every header checked and each one joined to the one
/// that it says it continues. Records are not looked at.
/// </summary>
internal sealed class SegmentCatalog
{
    private readonly List<SegmentFile> _events = [];
    private readonly List<SegmentFile> _commands = [];

    private SegmentCatalog()
    {
    }

    /// <summary>Files that hold nothing: allocated ahead by a process that died, or not even finished.</summary>
    public List<string> Leftovers { get; } = [];

    /// <summary>Highest run number of any file name; 0 for an empty directory.</summary>
    public long LastRun { get; private set; }

    /// <exception cref="JournalRefusedException">A file is missing, damaged or foreign.</exception>
    public static SegmentCatalog Load(string directory)
    {
        SegmentCatalog catalog = new();
        List<SegmentName> names = [];
        foreach (string path in Directory.EnumerateFiles(directory))
        {
            string file = Path.GetFileName(path);
            if (file.EndsWith(SegmentName.Extension + SegmentName.UnfinishedExtension, StringComparison.Ordinal))
                catalog.Leftovers.Add(path);
            if (!file.EndsWith(SegmentName.Extension, StringComparison.Ordinal)) continue;
            if (!SegmentName.TryParse(file, out SegmentName name))
            {
                throw new JournalRefusedException(
                    $"{path} is not named like a journal segment", "Move it out of the data directory");
            }

            names.Add(name);
        }

        names.Sort();
        SegmentName previous = default;
        foreach (SegmentName name in names)
        {
            RequireNeighbour(directory, previous, name);
            catalog.Add(Path.Combine(directory, name.ToString()), name);
            catalog.LastRun = long.Max(catalog.LastRun, name.Run);
            previous = name;
        }

        return catalog;
    }

    public List<SegmentFile> Of(JournalStream stream) => stream == JournalStream.Events ? _events : _commands;

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

    private static void RequireNeighbour(string directory, SegmentName previous, SegmentName name)
    {
        bool sameRun = previous.Stream == name.Stream && previous.Run == name.Run;
        long expected = sameRun ? previous.Segment + 1 : 1;
        if (name.Segment == expected) return;
        SegmentName missing = name with { Segment = expected };
        throw new JournalDamagedException(Path.Combine(directory, missing.ToString()), 0, 0, "the file is missing");
    }

    private void Add(string path, SegmentName name)
    {
        List<SegmentFile> files = Of(name.Stream);
        SegmentFile? file = SegmentFile.Read(path, name);
        if (file is null)
        {
            Leftovers.Add(path);
            return;
        }

        SegmentHeader header = file.Header;
        SegmentHeader last = files.Count > 0 ? files[^1].Header : default;
        SegmentName claimed = new(name.Stream, header.PreviousRun, header.PreviousSegment);
        if ((claimed.Run, claimed.Segment) != (last.Run, last.Segment))
        {
            throw new JournalDamagedException(
                Path.Combine(Path.GetDirectoryName(path)!, claimed.ToString()), 0, header.BaseSequence - 1,
                $"{name} continues it, but it is missing or was never begun");
        }

        bool follows = files.Count == 0
            ? header.BaseSequence == 1
            : header.BaseSequence >= last.BaseSequence && header.BaseSequence <= last.LastPossibleSequence + 1;
        if (!follows)
        {
            throw new JournalDamagedException(
                path, 0, header.BaseSequence, "its first sequence does not follow the segment before it");
        }

        files.Add(file);
    }
}
