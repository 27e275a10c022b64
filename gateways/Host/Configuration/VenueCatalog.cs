using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Gateways.Venues.Bitget;
using OpenSQT.Lmax.Gateways.Venues.Gate;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>The venues that can be traded: protocol, and addresses in public or below one server of ours.</summary>
public static class VenueCatalog
{
    /// <param name="Name">As <c>app.current_exchange</c> spells it.</param>
    /// <param name="Create">Its protocol; the last argument = keys of the test network.</param>
    /// <param name="Main">Its own addresses.</param>
    /// <param name="Under">All of them below one server that speaks its protocol.</param>
    /// <param name="Test">Those of its test network.</param>
    /// <param name="HasPassphrase">Its keys have a third part.</param>
    /// <param name="OrdersByRest">
    /// Order entry over WebSocket is a permission that it gives on application: REST unless told otherwise.
    /// </param>
    /// <param name="HasDeadMansSwitch">It can cancel by itself when it hears nothing of us.</param>
    public sealed record Entry(
        string Name, Func<Credentials, ClOrdIdText, bool, IVenueProtocol> Create, VenueEndpoints Main,
        Func<string, VenueEndpoints> Under, VenueEndpoints Test, bool HasPassphrase, bool OrdersByRest,
        bool HasDeadMansSwitch);

    public static readonly IReadOnlyList<Entry> All =
    [
        new("binance", (keys, ids, _) => new BinanceVenue(keys, ids),
            Binance("https://fapi.binance.com", "wss://fstream.binance.com", "wss://ws-fapi.binance.com/ws-fapi/v1"),
            VenueEndpoints.FromVenueUrl,
            Binance("https://demo-fapi.binance.com", "wss://demo-fstream.binance.com",
                "wss://testnet.binancefuture.com/ws-fapi/v1"),
            HasPassphrase: false, OrdersByRest: false, HasDeadMansSwitch: true),
        new("gate", (keys, ids, _) => new GateVenue(keys, ids),
            OneSocket("https://api.gateio.ws", "wss://fx-ws.gateio.ws/v4/ws/usdt"),
            url => OneSocket(url, $"{url.TrimEnd('/')}/v4/ws/usdt"),
            OneSocket("https://api-testnet.gateapi.io", "wss://ws-testnet.gate.com/v4/ws/futures/usdt"),
            HasPassphrase: false, OrdersByRest: false, HasDeadMansSwitch: true),
        new("bitget", (keys, ids, isTest) => new BitgetVenue(keys, ids, isDemo: isTest),
            TwoSockets("https://api.bitget.com", "wss://ws.bitget.com"),
            url => TwoSockets(url, url.TrimEnd('/')),
            TwoSockets("https://api.bitget.com", "wss://wspap.bitget.com"),
            HasPassphrase: true, OrdersByRest: true, HasDeadMansSwitch: false),
    ];

    public static Entry? Find(string name) => All.FirstOrDefault(venue => venue.Name == name);

    private static VenueEndpoints Binance(string rest, string streams, string orderEntry) => new()
    {
        Rest = VenueAddress.Parse(rest),
        PublicStream = VenueAddress.Parse($"{streams}/public"),
        MarketStream = VenueAddress.Parse($"{streams}/market"),
        PrivateStream = VenueAddress.Parse($"{streams}/private"),
        OrderEntry = VenueAddress.Parse(orderEntry),
    };

    private static VenueEndpoints TwoSockets(string rest, string sockets) => new()
    {
        Rest = VenueAddress.Parse(rest),
        PublicStream = VenueAddress.Parse($"{sockets}/v2/ws/public"),
        MarketStream = VenueAddress.Parse($"{sockets}/v2/ws/public"),
        PrivateStream = VenueAddress.Parse($"{sockets}/v2/ws/private"),
        OrderEntry = VenueAddress.Parse($"{sockets}/v2/ws/private"),
    };

    private static VenueEndpoints OneSocket(string rest, string socket) => new()
    {
        Rest = VenueAddress.Parse(rest),
        PublicStream = VenueAddress.Parse(socket),
        MarketStream = VenueAddress.Parse(socket),
        PrivateStream = VenueAddress.Parse(socket),
        OrderEntry = VenueAddress.Parse(socket),
    };
}
