using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>Which venue is spoken to, where, and in which dialect; the same for a run and for a check.</summary>
public static class VenueConnection
{
    public static IVenueProtocol ProtocolOf(HostConfig config, SimulatedVenue? embedded)
    {
        Credentials keys = embedded is null
            ? config.Credentials!
            : new Credentials(embedded.ApiKey, embedded.ApiSecret, embedded.Passphrase);
        return config.VenueEntry.Create(keys, config.OrderIds, config.Venue.IsTestNetwork);
    }

    public static VenueEndpoints EndpointsOf(HostConfig config, SimulatedVenue? embedded) => embedded is null
        ? config.Venue.ToEndpoints(config.VenueEntry)
        : config.VenueEntry.Under(embedded.BaseAddress.ToString());
}
