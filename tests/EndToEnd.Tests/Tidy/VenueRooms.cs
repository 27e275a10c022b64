using OpenSQT.Lmax.Host.Configuration;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>
/// Every venue has the same rooms, recorded messages of the same kinds, and a cell in each row of the page.
/// </summary>
public sealed class VenueRooms
{
    private const string Root = "gateways/Gateways/Venues/";
    private const string Page = "docs/venues.md";

    private static readonly string[] Rooms =
    [
        "Account", "Decoder", "Faults", "Instruments", "Klines", "Limits", "Lists", "OrderEntry", "Orders", "Quotes",
        "Replies", "Signer", "Venue", "Words",
    ];

    private static readonly string[] Fixtures = ["account", "kline", "market", "orders", "rest", "signing"];

    private static string[] Venues => [.. SourceTree.CSharp
        .Where(file => file.StartsWith(Root, StringComparison.Ordinal)
            && file[Root.Length..].Contains('/', StringComparison.Ordinal))
        .Select(file => file[Root.Length..].Split('/')[0]).Distinct()];

    [Fact]
    public void ShouldBeTheSameForEveryVenue()
    {
        HashSet<string> files = [.. SourceTree.Files];
        Rule.Holds(
            from venue in Venues
            from file in Rooms.Select(room => $"{Root}{venue}/{venue}{room}.cs")
                .Append($"{Root}{venue}/RestOrder.cs").Append($"{Root}{venue}/RestFill.cs")
                .Concat(Fixtures.Select(name =>
                    $"tests/Gateways.Tests/Fixtures/{venue.ToLowerInvariant()}/{name}.json"))
            where !files.Contains(file)
            select file,
            "Every venue has these files:");
    }

    [Fact]
    public void ShouldBeInTheCatalogAndHaveItsCapabilities()
    {
        Assert.Equal(Venues.Select(venue => venue.ToLowerInvariant()).Order(),
            VenueCatalog.All.Select(venue => venue.Name).Order());
        string[] lines = SourceTree.Read(Page).Split('\n');
        int header = Array.FindIndex(lines, line => line.StartsWith("| capability |", StringComparison.Ordinal));
        Assert.Equal(VenueCatalog.All.Select(venue => venue.Name).Order(),
            Cells(lines[header])[1..].Select(cell => cell.Split(' ')[0]).Order());
        string[][] rows = [.. lines.Skip(header + 2).TakeWhile(line => line.StartsWith('|')).Select(Cells)];
        Assert.True(rows.Length >= 20, $"{rows.Length} capabilities in {Page}");
        Rule.Holds(
            from cells in rows
            where cells.Length != VenueCatalog.All.Count + 1 || cells.Any(cell => cell.Length == 0)
            select cells[0],
            $"A cell for each venue in {Page} is missing:");
    }

    private static string[] Cells(string line) => [.. line.Split('|')[1..^1].Select(cell => cell.Trim())];
}
