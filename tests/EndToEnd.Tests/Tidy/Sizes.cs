namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>A function fits a screen, a file fits a head, a line fits a window.</summary>
public sealed class Sizes
{
    private const int MaxFileLines = 500;
    private const int MaxMemberLines = 70;
    private const int MaxColumns = 120;

    [Fact]
    public void ShouldKeepFilesShort()
    {
        Rule.Holds(
            from file in SourceTree.CSharp
            let lines = SourceTree.Read(file).AsSpan().TrimEnd('\n').Count('\n') + 1
            where lines > MaxFileLines
            select $"{file}: {lines} lines",
            $"Split the file by what its parts are about; {MaxFileLines} lines are the limit:");
    }

    [Fact]
    public void ShouldKeepFunctionsShort()
    {
        Rule.Holds(
            from file in SourceTree.CSharp
            from member in CodeBlocks.Of(SourceTree.Read(file)).Members
            where member.Lines > MaxMemberLines
            select $"{file}:{member.Line}: {member.Lines} lines: {member.Header}",
            $"Name the steps of the function and call them; {MaxMemberLines} lines are the limit:");
    }

    [Fact]
    public void ShouldKeepLinesShort()
    {
        Rule.Holds(
            from file in SourceTree.CSharp
            from line in SourceTree.Read(file).Split('\n').Index()
            where line.Item.Length > MaxColumns && !IsVenueMessage(line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Length} columns",
            $"Break the line; {MaxColumns} columns are the limit:");

        // A venue's message stays whole, as it came over the wire.
        static bool IsVenueMessage(string line) => line.Contains("\"\"\"", StringComparison.Ordinal);
    }
}
