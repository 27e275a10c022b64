using System.Globalization;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>
/// The engines of this user on this machine, so that nobody has to type a data directory while one runs. A folder
/// of links, named by process id; what a crash left behind is removed by the next one who looks.
/// </summary>
public static class RunningEngines
{
    private static string Folder => Path.Combine(Path.GetTempPath(), $"opensqt-engines-{Environment.UserName}");

    /// <summary>Null = this machine has no safe place for it; the data directory has to be named then.</summary>
    public static IDisposable? Announce(string dataDirectory)
    {
        if (!TryOpen()) return null;
        string link = Path.Combine(Folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            + "-" + Path.GetRandomFileName());
        Directory.CreateSymbolicLink(link, Path.GetFullPath(dataDirectory));
        return new Entry(link);
    }

    /// <summary>Data directories of the engines that run now.</summary>
    public static IReadOnlyList<string> Find()
    {
        if (!TryOpen()) return [];
        var found = new List<string>();
        foreach (string link in Directory.EnumerateFileSystemEntries(Folder))
        {
            string pid = Path.GetFileName(link).Split('-')[0];
            if (!Directory.Exists("/proc/" + pid)) File.Delete(link);
            else if (new FileInfo(link).LinkTarget is { } target) found.Add(target);
        }

        return [.. found.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>A folder that somebody else made or may change is not used.</summary>
    private static bool TryOpen()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            Directory.CreateDirectory(Folder, ControlAddress.OwnerFolder);
            if (new DirectoryInfo(Folder).LinkTarget is not null) return false;
            File.SetUnixFileMode(Folder, ControlAddress.OwnerFolder); // refused unless it is ours
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class Entry(string link) : IDisposable
    {
        public void Dispose() => File.Delete(link);
    }
}
