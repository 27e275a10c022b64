namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>Orders go by REST only.</summary>
public sealed class SimulatedGateOverRestTests() : SimulatedVenueSessionTests("gate", ordersByRest: true);
