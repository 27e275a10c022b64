using OpenSQT.Lmax.Host.Configuration;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>Every venue has the same rooms, recorded messages of the same kinds, and a row in the matrix.</summary>
public sealed class VenueRooms
{
    private const string Root = "gateways/Gateways/Venues/";
    private const string Matrix = "docs/venues-matrix.md";

    private static readonly string[] Rooms =
    [
        "Account", "Decoder", "Faults", "Instruments", "Klines", "Lists", "OrderEntry", "Orders", "Quotes", "Replies",
        "Signer", "Venue", "Words",
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
    public void ShouldBeInTheCatalogAndInTheMatrix()
    {
        Assert.Equal(Venues.Select(venue => venue.ToLowerInvariant()).Order(),
            VenueCatalog.All.Select(venue => venue.Name).Order());
        string[] lines = SourceTree.Read(Matrix).Split('\n');
        int cells = lines.First(line => line.StartsWith("| venue ", StringComparison.Ordinal)).Split('|').Length;
        Rule.Holds(
            from venue in VenueCatalog.All
            where !lines.Any(line => line.StartsWith($"| {venue.Name} ", StringComparison.Ordinal)
                && line.Split('|').Length == cells && line.Split('|')[1..^1].All(cell => cell.Trim().Length > 0))
            select venue.Name,
            $"A whole row in {Matrix} is missing:");
    }
}
