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
    /// <summary>The venue's own addresses, as far as nothing else was said.</summary>
    public VenueEndpoints ToEndpoints(VenueCatalog.Entry venue)
    {
        VenueEndpoints ends = Url is not null ? venue.Under(Url) : IsTestNetwork ? venue.Test : venue.Main;
        return new VenueEndpoints
        {
            Rest = Parsed(Rest) ?? ends.Rest,
            PublicStream = Parsed(PublicStream) ?? ends.PublicStream,
            MarketStream = Parsed(MarketStream) ?? ends.MarketStream,
            PrivateStream = Parsed(PrivateStream) ?? ends.PrivateStream,
            OrderEntry = Parsed(OrderEntry) ?? ends.OrderEntry,
        };
    }

    private static VenueAddress? Parsed(string? text) => text is null ? null : VenueAddress.Parse(text);
}
