namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>Orders go over WebSocket.</summary>
public sealed class SimulatedBinanceOverWebSocketTests() : SimulatedVenueSessionTests("binance", ordersByRest: false);
