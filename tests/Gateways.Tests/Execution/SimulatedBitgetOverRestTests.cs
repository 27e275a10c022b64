namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>Orders go by REST only.</summary>
public sealed class SimulatedBitgetOverRestTests() : SimulatedVenueSessionTests("bitget", ordersByRest: true);
