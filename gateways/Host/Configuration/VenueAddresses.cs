using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>Where the venue is, as far as it was said; null = the venue's own public address.</summary>
/// <param name="IsTestNetwork">The venue's own addresses are those of its test network.</param>
/// <param name="Url">Sets every address at once; the others then change single ones.</param>
public sealed record VenueAddresses(
    bool IsTestNetwork, string? Url, string? Rest, string? PublicStream, string? MarketStream, string? PrivateStream,
    string? OrderEntry)
{
    /// <summary>Binance's public addresses, as far as nothing else was said.</summary>
    public VenueEndpoints ToEndpoints()
    {
        VenueEndpoints ends = Url is not null ? VenueEndpoints.FromVenueUrl(Url) : IsTestNetwork ? Test : Main;
        return new VenueEndpoints
        {
            Rest = Parsed(Rest) ?? ends.Rest,
            PublicStream = Parsed(PublicStream) ?? ends.PublicStream,
            MarketStream = Parsed(MarketStream) ?? ends.MarketStream,
            PrivateStream = Parsed(PrivateStream) ?? ends.PrivateStream,
            OrderEntry = Parsed(OrderEntry) ?? ends.OrderEntry,
        };
    }

    private static VenueEndpoints Main => Of(
        "https://fapi.binance.com", "wss://fstream.binance.com", "wss://ws-fapi.binance.com/ws-fapi/v1");

    private static VenueEndpoints Test => Of(
        "https://demo-fapi.binance.com", "wss://demo-fstream.binance.com",
        "wss://testnet.binancefuture.com/ws-fapi/v1");

    private static VenueEndpoints Of(string rest, string streams, string orderEntry) => new()
    {
        Rest = VenueAddress.Parse(rest),
        PublicStream = VenueAddress.Parse($"{streams}/public"),
        MarketStream = VenueAddress.Parse($"{streams}/market"),
        PrivateStream = VenueAddress.Parse($"{streams}/private"),
        OrderEntry = VenueAddress.Parse(orderEntry),
    };

    private static VenueAddress? Parsed(string? text) => text is null ? null : VenueAddress.Parse(text);
}
