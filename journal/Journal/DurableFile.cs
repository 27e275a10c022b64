using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal;

/// <summary>Small files that are there as a whole or not at all, whatever happens to the machine meanwhile.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file beside the one that it replaces, and gives it the name once it is on the disk.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="disk">Takes it.</param>
    /// <param name="verify">Looks at the file before it gets its name; throws to leave the old one.</param>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes, IJournalDisk disk, Action<string>? verify = null)
    {
        string unfinished = path + SegmentName.UnfinishedExtension;
        File.Delete(unfinished);
        using (SafeFileHandle file = MappedSegment.Create(unfinished))
        {
            disk.Write(file, unfinished, bytes, 0);
            disk.Sync(file, unfinished);
        }

        verify?.Invoke(unfinished);
        File.Move(unfinished, path, overwrite: true);
        disk.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
