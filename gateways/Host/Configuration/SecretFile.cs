using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>A file that holds one secret; refused unless its owner alone may read it.</summary>
public static class SecretFile
{
    private const int MostBytes = 4096;
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <param name="folder">A relative path starts here: the folder of the configuration.</param>
    /// <param name="text">The secret without the line's end; on failure what is wrong.</param>
    public static bool TryRead(string path, string? folder, out string text)
    {
        string full = Path.Combine(folder ?? "", path);
        try
        {
            if (!OperatingSystem.IsLinux() || !File.Exists(full))
            {
                text = Words.Of("secret.noFile", full);
                return false;
            }

            if ((File.GetUnixFileMode(full) & Others) != 0)
            {
                text = Words.Of("secret.readable", full);
                return false;
            }

            text = new FileInfo(full).Length > MostBytes
                ? Words.Of("secret.tooLarge", full, MostBytes)
                : File.ReadAllText(full).TrimEnd('\n', '\r');
            return new FileInfo(full).Length <= MostBytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            text = e.Message;
            return false;
        }
    }
}
