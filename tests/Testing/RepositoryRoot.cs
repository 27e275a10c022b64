namespace OpenSQT.Lmax.Testing;

/// <summary>The folder of the solution, found by walking up from the test assembly.</summary>
public static class RepositoryRoot
{
    private const string Solution = "OpenSQT.Lmax.sln";

    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Solution))) return folder.FullName;
        }

        throw new InvalidOperationException($"no {Solution} above {AppContext.BaseDirectory}");
    }
}
