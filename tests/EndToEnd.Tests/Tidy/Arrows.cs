using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>Each csproj lists exactly the arrows of the table "Folders and arrows" in ARCHITECTURE.md.</summary>
public sealed partial class Arrows
{
    [Fact]
    public void ShouldBeThoseOfTheArchitecturePage()
    {
        Dictionary<string, string[]> table = ReadTable();
        List<string> violations = [];
        foreach (string project in SourceTree.Projects.Where(p => !IsTest(p)))
        {
            string folder = SourceTree.FolderOf(project);
            if (!table.Remove(folder, out string[]? allowed))
            {
                violations.Add($"{project}: its folder has no row in the table");
                continue;
            }

            string[] used = [.. References(project).Select(Path.GetFileNameWithoutExtension).OfType<string>()];
            foreach (string name in used.Except(allowed)) violations.Add($"{project}: must not reference {name}");
            foreach (string name in allowed.Except(used)) violations.Add($"{project}: does not reference {name}");
        }

        violations.AddRange(table.Keys.Select(folder => $"ARCHITECTURE.md: no project in {folder}"));
        Rule.Holds(violations, "Change the reference, or the table in ARCHITECTURE.md if the design has changed:");
    }

    [Fact]
    public void ShouldNotLeadIntoTests()
    {
        Rule.Holds(
            from project in SourceTree.Projects
            where !IsTest(project)
            from reference in References(project)
            where reference.Contains("tests/", StringComparison.Ordinal)
            select $"{project}: references {reference}",
            "Move what is shared out of tests/:");
    }

    [Fact]
    public void ShouldReachEveryProjectFromTheSolution()
    {
        string solution = SourceTree.Read("OpenSQT.Lmax.sln").Replace('\\', '/');
        Rule.Holds(
            SourceTree.Projects.Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal)),
            "Add the project to the solution (dotnet sln add); no build or test sees it:");
    }

    /// <summary>Folder → the projects that it may use, and must.</summary>
    private static Dictionary<string, string[]> ReadTable()
    {
        Dictionary<string, string[]> table = [];
        List<string> above = [];
        foreach (Match row in TableRow().Matches(SourceTree.Read("ARCHITECTURE.md")))
        {
            string folder = row.Groups["folder"].Value;
            string uses = row.Groups["uses"].Value.Trim();
            if (folder.StartsWith("tests/", StringComparison.Ordinal)) continue; // tests use what they test
            table[folder] = uses switch
            {
                "nothing" => [],
                "all above" => [.. above],
                _ => uses.Split(',', StringSplitOptions.TrimEntries),
            };
            above.Add(Path.GetFileName(folder));
        }

        Assert.True(table.Count >= 7, $"ARCHITECTURE.md: only {table.Count} rows of the arrow table could be read");
        return table;
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Parse(SourceTree.Read(project)).Descendants("ProjectReference")
            .Select(r => r.Attribute("Include")!.Value.Replace('\\', '/'));

    private static bool IsTest(string file) => file.StartsWith("tests/", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `(?<folder>\w+/[\w*]+)` \|[^|]*\| (?<uses>[^|]+)\|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
