using System.Text.RegularExpressions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>
/// Nothing is left lying about: no notes to oneself, no paths of one machine, no file that nobody uses.
/// </summary>
public sealed class LeftOvers
{
    // Put together at run time, so that this file does not name what it forbids.
    private static readonly string Notes = $@"\b({"TO" + "DO"}|{"FIX" + "ME"}|{"HA" + "CK"}|{"XX" + "X"})\b";
    private const string MachinePaths = @"(?<![\w./])(/(home|root|Users|work|tmp/w)/\w|[A-Z]:\\\w)";

    private static readonly string[] Expected =
    [
        ".ci/run", ".editorconfig", ".gitattributes", ".gitignore", "ARCHITECTURE.md", "CHANGELOG.md",
        "Directory.Build.props", "Directory.Packages.props", "LICENSE", "OpenSQT.Lmax.sln", "README.md", "global.json",
        "run.sh", "tests/Directory.Build.props",
    ];

    [Fact]
    public void ShouldNotBeNotesToOneself()
    {
        Rule.Holds(Matches(Notes), "Do it, or write an issue:");
    }

    [Fact]
    public void ShouldNotBePathsOfOneMachine()
    {
        Rule.Holds(Matches(MachinePaths), "Use a path relative to the repository, an option or a temporary folder:");
    }

    [Theory]
    [InlineData("see /home/me/x", true)]
    [InlineData("\"C:\\temp\"", true)]
    [InlineData("https://example.org/home/page", false)]
    [InlineData("../work/x", false)]
    public void ShouldBeToldFromAddresses(string text, bool isPath)
    {
        Assert.Equal(isPath, Regex.IsMatch(text, MachinePaths));
    }

    /// <summary>
    /// A C# file is used by the project above it, a README.md by whoever opens its folder; any other file has to be
    /// named somewhere, or taken by a wildcard of a csproj.
    /// </summary>
    [Fact]
    public void ShouldNotBeFilesThatNobodyUses()
    {
        Dictionary<string, string> texts = SourceTree.Texts.ToDictionary(f => f, SourceTree.Read);
        string[] projectFolders = [.. SourceTree.Projects.Select(p => SourceTree.FolderOf(p) + "/")];
        Regex[] wildcards = [.. SourceTree.Projects.SelectMany(Wildcards)];

        Rule.Holds(
            from file in SourceTree.Files
            where !Expected.Contains(file)
            let inProject = projectFolders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))
            where !(inProject && file.EndsWith(".cs", StringComparison.Ordinal))
            let name = Path.GetFileName(file)
            where name != "README.md"
            where !wildcards.Any(w => w.IsMatch(file))
            where !texts.Any(t => t.Key != file && t.Value.Contains(name, StringComparison.Ordinal))
            select file,
            "Use the file, name it in a document or delete it:");
    }

    private static IEnumerable<string> Matches(string pattern) =>
        from file in SourceTree.Texts
        where !file.EndsWith("/LeftOvers.cs", StringComparison.Ordinal)
        let text = SourceTree.Read(file)
        from Match match in Regex.Matches(text, pattern)
        select $"{Rule.Place(file, text, match.Index)}: {match.Value}";

    /// <summary>
    /// The wildcards in a project's items, such as Recordings/*.gz, as patterns over repository paths.
    /// </summary>
    private static IEnumerable<Regex> Wildcards(string project) =>
        from Match item in Regex.Matches(SourceTree.Read(project), @"(?:Include|Update)=""([^""]*\*[^""]*)""")
        let path = SourceTree.FolderOf(project) + "/" + item.Groups[1].Value.Replace('\\', '/')
        let pattern = Regex.Escape(path)
            .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal)
            .Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
        select new Regex($"^{pattern}$");
}
