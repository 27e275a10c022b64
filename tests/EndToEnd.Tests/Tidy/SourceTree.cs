using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>Every file that belongs to the repository: built and ignored ones are left out. Paths use '/'.</summary>
internal static class SourceTree
{
    private static readonly string[] IgnoredFolders = [".git", "bin", "obj", ".vs", "TestResults", "node_modules"];
    private static readonly string[] IgnoredRootFolders = ["data"];
    private static readonly string[] IgnoredEndings = [".user", ".jnl"];

    public static IReadOnlyList<string> Files { get; } = [.. Walk(RepositoryRoot.Path).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> CSharp => Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> Projects => Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal));

    public static IEnumerable<string> Documents => Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal));

    public static IEnumerable<string> Texts => Files.Where(IsText);

    public static string Full(string file) => Path.Combine(RepositoryRoot.Path, file);

    public static string Read(string file) => File.ReadAllText(Full(file));

    public static string FolderOf(string file) => file.Contains('/') ? file[..file.LastIndexOf('/')] : "";

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
        {
            string name = Path.GetFileName(path);
            if (IgnoredFolders.Contains(name)) continue;
            if (folder == RepositoryRoot.Path && IgnoredRootFolders.Contains(name)) continue;
            if (Directory.Exists(path))
            {
                foreach (string file in Walk(path)) yield return file;
            }
            else if (!IgnoredEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal)))
            {
                yield return Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/');
            }
        }
    }

    private static bool IsText(string file)
    {
        using FileStream stream = File.OpenRead(Full(file));
        byte[] head = new byte[4096];
        return head.AsSpan(0, stream.Read(head)).IndexOf((byte)0) < 0;
    }
}
