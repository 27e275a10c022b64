using System.Text;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Moves a journal that is over into a directory below its own. A note names it until all has moved, so that a start
/// after a crash in between goes on moving before it looks at anything.
/// </summary>
internal static class JournalAside
{
    public const string NoteName = "journal.aside";
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] Extensions =
    [
        SegmentName.Extension, SegmentName.ArchiveExtension, SegmentName.TornExtension, Snapshot.Extension,
        SegmentName.UnfinishedExtension,
    ];

    /// <summary>Returns the directory in which the journal is now.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static string Move(string directory, int logicVersion, IJournalDisk disk)
    {
        string name = $"logic-{logicVersion}";
        for (int i = 2; Directory.Exists(Path.Combine(directory, name)); i++) name = $"logic-{logicVersion}-{i}";
        DurableFile.Replace(Path.Combine(directory, NoteName), Encoding.UTF8.GetBytes(name), disk);
        Finish(directory, disk);
        return Path.Combine(directory, name);
    }

    /// <summary>Goes on where a process died; nothing if none did.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static void Finish(string directory, IJournalDisk disk)
    {
        string note = Path.Combine(directory, NoteName);
        if (!OperatingSystem.IsLinux() || !File.Exists(note)) return;
        string target = Path.Combine(directory, Path.GetFileName(File.ReadAllText(note)));
        Directory.CreateDirectory(target, OwnerOnly);
        foreach (string path in Directory.GetFiles(directory))
        {
            string file = Path.GetFileName(path);
            bool isOfJournal = file == JournalBeginning.FileName || Extensions.Contains(Path.GetExtension(file));
            if (isOfJournal) File.Move(path, Path.Combine(target, file), overwrite: true);
        }

        disk.SyncDirectory(target);
        disk.SyncDirectory(directory);
        File.Delete(note);
        disk.SyncDirectory(directory);
    }
}
