using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Gateways.Venues.Bitget;
using OpenSQT.Lmax.Gateways.Venues.Gate;
using OpenSQT.Lmax.Simulated.Bitget;
using OpenSQT.Lmax.Simulated.Gate;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>The venues of the seeds, as data.</summary>
public static class VenueTable
{
    private const ulong OwnDice = 0x7665_6E75_6573;

    internal static IReadOnlyList<VenueRow> Rows { get; } =
    [
        new("binance", (keys, bot) => new BinanceVenue(keys, bot),
            (rules, options) => new BinanceSide(rules, options)),
        new("bitget", (keys, bot) => new BitgetVenue(keys, bot),
            (rules, options) => new FrontSide(new BitgetProtocol(rules, options, startMs: 0))),
        new("gate", (keys, bot) => new GateVenue(keys, bot),
            (rules, options) => new FrontSide(new GateProtocol(rules, options, startMs: 0))),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Rows.Select(row => row.Name)];

    /// <summary>
    /// The venue of a seed. Dice of its own: a seed of a venue that is named is the run that it draws by itself.
    /// </summary>
    internal static VenueRow Of(ulong seed, string? name) => name is null
        ? Rows[(int)new SeededRandom(seed ^ OwnDice).Below(Rows.Count)]
        : Rows.First(row => row.Name == name);
}
