using System.Text.RegularExpressions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>What the documents promise exists: the files that they link to and the commands that they show.</summary>
public sealed partial class Documents
{
    [Fact]
    public void ShouldLinkToFilesThatExist()
    {
        Rule.Holds(
            from document in SourceTree.Documents
            let text = SourceTree.Read(document)
            from Match link in RelativeLink().Matches(text)
            let target = link.Groups["target"].Value
            let path = Path.Combine(SourceTree.FolderOf(document), Uri.UnescapeDataString(target))
            where !File.Exists(SourceTree.Full(path)) && !Directory.Exists(SourceTree.Full(path))
            select $"{Rule.Place(document, text, link.Index)}: {target}",
            "Correct the link; it is relative to its document:");
    }

    [Fact]
    public void ShouldShowCommandsThatExist()
    {
        HashSet<string> verbs = [.. VerbsOfScript(), .. WordsOfHost()];
        Rule.Holds(
            from document in SourceTree.Documents
            let text = SourceTree.Read(document)
            from Match command in Command().Matches(text)
            let verb = command.Groups["verb"].Value
            where verb.Length > 0 && !verbs.Contains(verb)
            select $"{Rule.Place(document, text, command.Index)}: ./run.sh {verb}",
            "No such verb in run.sh or gateways/Host; correct the document or build the verb:");
    }

    [Fact]
    public void ShouldNameTestsThatExist()
    {
        HashSet<string> tests =
        [
            .. from file in SourceTree.CSharp
               where file.StartsWith("tests/", StringComparison.Ordinal)
               from Match test in TestMethod().Matches(SourceTree.Read(file))
               select $"{Path.GetFileNameWithoutExtension(file)}.{test.Groups["name"].Value}",
        ];
        Rule.Holds(
            from document in SourceTree.Documents
            let text = SourceTree.Read(document)
            from Match name in NamedTest().Matches(text)
            where !tests.Contains(name.Groups["test"].Value)
            select $"{Rule.Place(document, text, name.Index)}: {name.Value}",
            "No such test; correct the document or write the test:");
    }

    [Fact]
    public void ShouldHaveVerbsToCheckAgainst()
    {
        Assert.Equal(["build", "format", "bench", "benchmarks", "test"], VerbsOfScript());
        Assert.DoesNotContain("no-such-verb", WordsOfHost());
    }

    [Theory]
    [InlineData("[a](docs/a.md)", "docs/a.md")]
    [InlineData("[a](a.md#part)", "a.md")]
    [InlineData("![a](a.png)", "a.png")]
    [InlineData("[a](https://example.org)", null)]
    [InlineData("[a](#part)", null)]
    public void ShouldHaveTheirLinksRecognized(string text, string? target)
    {
        Match link = RelativeLink().Match(text);
        Assert.Equal(target, link.Success ? link.Groups["target"].Value : null);
    }

    private static IEnumerable<string> VerbsOfScript() =>
        ScriptVerb().Matches(SourceTree.Read("run.sh")).Select(m => m.Groups["verb"].Value);

    /// <summary>Every word that stands alone in a string of the host's code; its verbs are among them.</summary>
    private static IEnumerable<string> WordsOfHost() =>
        from file in SourceTree.CSharp
        where file.StartsWith("gateways/Host/", StringComparison.Ordinal)
        from Match word in QuotedWord().Matches(CodeText.Of(SourceTree.Read(file), keepStrings: true))
        select word.Groups["word"].Value;

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)(?<target>[^)#\s]+)[^)]*\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex(@"^\s*(?:\$ )?\./run\.sh(?:[ \t]+(?<verb>[a-z][a-z-]*))?", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"\bpublic (async )?(void|Task) (?<name>Should\w+)\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"`(?<test>[A-Z]\w+\.Should\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^    (?<verb>[a-z]+)\)", RegexOptions.Multiline)]
    private static partial Regex ScriptVerb();

    [GeneratedRegex(@"""(?<word>[a-z][a-z-]*)""")]
    private static partial Regex QuotedWord();
}
