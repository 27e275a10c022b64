using System.Net.Sockets;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>
/// Where the control socket of a data directory is: <c>control/socket</c> below it, in a folder that only its owner
/// may enter, so that no moment exists in which others could connect. The kernel takes no more than 107 bytes of
/// path, so a longer one is reached through a short link.
/// </summary>
public static class ControlAddress
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    private const int LongestPath = 100;

    public static string FolderOf(string dataDirectory) => Path.Combine(dataDirectory, "control");

    public static string PathOf(string dataDirectory) => Path.Combine(FolderOf(dataDirectory), "socket");

    /// <summary>Binds or connects by a path that is short enough.</summary>
    public static async Task UseAsync(string dataDirectory, Func<UnixDomainSocketEndPoint, Task> use)
    {
        string path = Path.GetFullPath(PathOf(dataDirectory));
        if (System.Text.Encoding.UTF8.GetByteCount(path) <= LongestPath)
        {
            await use(new UnixDomainSocketEndPoint(path));
            return;
        }

        string folder = Directory.CreateTempSubdirectory("opensqt-link-").FullName;
        string link = Path.Combine(folder, "c");
        try
        {
            Directory.CreateSymbolicLink(link, Path.GetFullPath(FolderOf(dataDirectory)));
            await use(new UnixDomainSocketEndPoint(Path.Combine(link, Path.GetFileName(path))));
        }
        finally
        {
            if (Directory.Exists(link)) Directory.Delete(link); // the link, not what it points to
            Directory.Delete(folder);
        }
    }
}
