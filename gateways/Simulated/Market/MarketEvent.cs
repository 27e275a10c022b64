using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Market;

/// <summary>One step of the market, in order of <see cref="AtNs"/>: market time since the start of the venue.</summary>
public readonly record struct MarketEvent(long AtNs, bool IsTrade, Quote Quote, MarketTrade Trade);
