using System.Text.RegularExpressions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>Names say what a thing is; one public type per file, and the file has its name.</summary>
public sealed partial class Names
{
    [Fact]
    public void ShouldNotHideWhatAThingIs()
    {
        Rule.Holds(
            from file in SourceTree.CSharp
            from name in CodeBlocks.Of(SourceTree.Read(file)).TypeNames.Append(Path.GetFileNameWithoutExtension(file))
            where EmptyWord().IsMatch(name)
            select $"{file}: {name}",
            "Call the thing by what it is or does:");
    }

    [Fact]
    public void ShouldBeThoseOfTheirFiles()
    {
        List<string> violations = [];
        foreach (string file in SourceTree.CSharp)
        {
            CodeBlocks blocks = CodeBlocks.Of(SourceTree.Read(file));
            string[] types = [.. blocks.TopTypes.Where(t => t.IsPublic).Select(t => t.Name)];
            string expected = Path.GetFileName(file).Split('.')[0];
            if (types.Length > 1) violations.Add($"{file}: {string.Join(", ", types)}");
            else if (types.Length == 1 && types[0] != expected) violations.Add($"{file}: {types[0]}");
        }

        Rule.Holds(violations, "One public type per file, and the file has its name:");
    }

    [Theory]
    [InlineData("OrderManager", true)]
    [InlineData("JsonHelpers", true)]
    [InlineData("UtilityBelt", true)]
    [InlineData("TradeService", true)]
    [InlineData("Info", true)]
    [InlineData("MarketData", true)]
    [InlineData("ServiceLevel", false)]
    [InlineData("DataFolder", false)]
    [InlineData("Utilization", false)]
    public void ShouldBeJudgedByWholeWords(string name, bool isEmpty)
    {
        Assert.Equal(isEmpty, EmptyWord().IsMatch(name));
    }

    [GeneratedRegex(@"(Manager|Helper|Util|Utility|Utilities)s?(?![a-z])|(Service|Info|Data)$")]
    private static partial Regex EmptyWord();
}
