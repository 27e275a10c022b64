using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>Which venue is spoken to, where, and in which dialect; the same for a run and for a check.</summary>
public static class VenueConnection
{
    public static BinanceVenue ProtocolOf(HostConfig config, SimulatedVenue? embedded) => new BinanceVenue(
        embedded is null ? config.Credentials! : new Credentials(embedded.ApiKey, embedded.ApiSecret), config.BotCode);

    public static VenueEndpoints EndpointsOf(HostConfig config, SimulatedVenue? embedded) => embedded is null
        ? config.Venue.ToEndpoints()
        : VenueEndpoints.FromVenueUrl(embedded.BaseAddress.ToString());
}
