using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Verbs;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>The configuration's words for the simulated venue, in the venue's own.</summary>
public static class EmbeddedVenue
{
    /// <exception cref="BadInputException">The port or the books are in use, or an option is impossible.</exception>
    public static async Task<SimulatedVenue> StartAsync(SimulatedVenueOptions options)
    {
        try
        {
            return await SimulatedVenue.StartAsync(options);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FileNotFoundException)
        {
            throw new BadInputException(Words.Of("venue.problem", e.Message));
        }
    }

    /// <param name="dataDirectory">Its books live in a folder of it; null = in memory.</param>
    public static SimulatedVenueOptions OptionsOf(
        SimulatedMarket market, string symbol, string? dataDirectory, int port) => new()
        {
            Instrument = new InstrumentRules
            {
                Symbol = symbol,
                TickSizeE8 = market.TickSizeE8,
                LotSizeE8 = market.LotSizeE8,
                MinNotionalE8 = market.MinNotionalE8,
                MakerFeeE8 = market.MakerFeeE8,
                TakerFeeE8 = market.TakerFeeE8,
                FundingRateE8 = market.FundingRateE8,
                FundingPeriodMs = market.FundingIntervalNs / 1_000_000,
            },
            StartBalanceE8 = market.BalanceE8,
            Leverage = market.Leverage,
            Speed = market.SpeedE3 / 1000d,
            Seed = (ulong)market.Seed,
            Port = port,
            ApiKey = KeyOf(dataDirectory, port),
            BooksDirectory = dataDirectory is null ? null : Path.Combine(dataDirectory, "venue"),
        };

    /// <summary>
    /// A key of its own for every venue of the machine, so that the lock per account does not take two of them for
    /// one; the same again for a venue that comes back with its books, or at its port.
    /// </summary>
    private static string KeyOf(string? dataDirectory, int port)
    {
        string venue = dataDirectory is not null ? Path.GetFullPath(dataDirectory)
            : port != 0 ? port.ToString(CultureInfo.InvariantCulture)
            : Guid.NewGuid().ToString();
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(venue));
        return $"{SimulatedVenueOptions.DemoApiKey}-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
    }
}
