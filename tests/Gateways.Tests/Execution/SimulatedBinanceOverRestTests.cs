namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>Orders go by REST only.</summary>
public sealed class SimulatedBinanceOverRestTests() : SimulatedVenueSessionTests("binance", ordersByRest: true);
