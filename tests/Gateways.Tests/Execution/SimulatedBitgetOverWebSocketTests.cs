namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>Orders go over WebSocket.</summary>
public sealed class SimulatedBitgetOverWebSocketTests() : SimulatedVenueSessionTests("bitget", ordersByRest: false);
