using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>
/// Where a venue is: configuration, not code. Binance's own are <c>https://fapi.binance.com</c>,
/// <c>wss://fstream.binance.com/public</c>, <c>…/market</c>, <c>…/private</c> and
/// <c>wss://ws-fapi.binance.com/ws-fapi/v1</c>.
/// </summary>
public sealed record VenueEndpoints
{
    public required VenueAddress Rest { get; init; }

    /// <summary>Order-book class streams: quotes.</summary>
    public required VenueAddress PublicStream { get; init; }

    /// <summary>Trade and price class streams.</summary>
    public required VenueAddress MarketStream { get; init; }

    /// <summary>The user stream.</summary>
    public required VenueAddress PrivateStream { get; init; }

    /// <summary>Order entry over WebSocket.</summary>
    public required VenueAddress OrderEntry { get; init; }

    /// <summary>
    /// Every address from one: REST there, streams at /public, /market, /private, order entry at /ws-fapi/v1.
    /// </summary>
    public static VenueEndpoints FromVenueUrl(string url)
    {
        VenueAddress root = VenueAddress.Parse(url);
        return new VenueEndpoints
        {
            Rest = root,
            PublicStream = root.Below("/public"),
            MarketStream = root.Below("/market"),
            PrivateStream = root.Below("/private"),
            OrderEntry = root.Below("/ws-fapi/v1"),
        };
    }
}
