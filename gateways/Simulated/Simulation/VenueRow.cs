using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>A venue that a seed can be traded on: both ends of its wire.</summary>
/// <param name="Name">As the configuration spells it.</param>
/// <param name="Client">Our protocol.</param>
/// <param name="Side">The venue's end of it.</param>
internal sealed record VenueRow(
    string Name,
    Func<Credentials, BotCode, IVenueProtocol> Client,
    Func<InstrumentRules, SimulatedVenueOptions, VenueSide> Side);
