using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>Where the venue is, as far as it was said; null = the venue's own public address.</summary>
/// <param name="Url">Sets every address at once; the others then change single ones.</param>
public sealed record VenueAddresses(
    string? Url, string? Rest, string? PublicStream, string? MarketStream, string? PrivateStream, string? OrderEntry)
{
    /// <summary>Binance's public addresses, as far as nothing else was said.</summary>
    public VenueEndpoints ToEndpoints()
    {
        VenueEndpoints ends = Url is null ? Public : VenueEndpoints.FromVenueUrl(Url);
        return new VenueEndpoints
        {
            Rest = Parsed(Rest) ?? ends.Rest,
            PublicStream = Parsed(PublicStream) ?? ends.PublicStream,
            MarketStream = Parsed(MarketStream) ?? ends.MarketStream,
            PrivateStream = Parsed(PrivateStream) ?? ends.PrivateStream,
            OrderEntry = Parsed(OrderEntry) ?? ends.OrderEntry,
        };
    }

    private static VenueEndpoints Public => new()
    {
        Rest = VenueAddress.Parse("https://fapi.binance.com"),
        PublicStream = VenueAddress.Parse("wss://fstream.binance.com/public"),
        MarketStream = VenueAddress.Parse("wss://fstream.binance.com/market"),
        PrivateStream = VenueAddress.Parse("wss://fstream.binance.com/private"),
        OrderEntry = VenueAddress.Parse("wss://ws-fapi.binance.com/ws-fapi/v1"),
    };

    private static VenueAddress? Parsed(string? text) => text is null ? null : VenueAddress.Parse(text);
}
