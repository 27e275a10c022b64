using Microsoft.Win32.SafeHandles;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// Remembers what was synced, and makes a directory as a power loss could leave it: of what was synced everything, of
/// the rest any pages, lengths and names.
/// </summary>
internal sealed class PowerLossDisk(Random random) : IJournalDisk
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _synced = [];
    private HashSet<string> _names = [];

    public long FreeBytes(string directory) => long.MaxValue;

    public int Allocate(SafeFileHandle file, long bytes) => PosixDisk.Instance.Allocate(file, bytes);

    public void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset) =>
        PosixDisk.Instance.Write(file, path, bytes, offset);

    public void Sync(SafeFileHandle file, string path)
    {
        byte[] bytes = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, bytes, 0);
        lock (_gate) _synced[NameOf(path)] = bytes;
    }

    public void SyncDirectory(string directory)
    {
        lock (_gate) _names = [.. Directory.GetFiles(directory).Select(path => Path.GetFileName(path))];
    }

    /// <summary>The power goes: makes <paramref name="target"/> out of the directory as it is now.</summary>
    public void Fail(string directory, string target, int pageBytes)
    {
        Directory.CreateDirectory(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        int kept = random.Next(3) switch { 0 => 0, 1 => 100, _ => 50 };
        foreach (string path in Directory.GetFiles(directory))
        {
            string name = Path.GetFileName(path);
            if (!_names.Contains(name) && random.Next(2) == 0) continue;
            byte[] now = File.ReadAllBytes(path);
            byte[] synced = _synced.GetValueOrDefault(NameOf(name), []);
            int length = now.Length != synced.Length && random.Next(2) == 0 ? synced.Length : now.Length;
            byte[] left = new byte[length];
            synced.AsSpan(0, int.Min(length, synced.Length)).CopyTo(left);
            for (int at = 0; at < length; at += pageBytes)
            {
                if (random.Next(100) >= kept) continue;
                int bytes = int.Min(pageBytes, int.Min(length, now.Length) - at);
                if (bytes > 0) now.AsSpan(at, bytes).CopyTo(left.AsSpan(at));
            }

            File.WriteAllBytes(Path.Combine(target, name), left);
        }
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith(SegmentName.UnfinishedExtension, StringComparison.Ordinal) ? name[..^4] : name;
    }
}
