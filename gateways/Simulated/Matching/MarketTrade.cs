using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>A trade between others, in ticks and lots, and which side was the taker.</summary>
public readonly record struct MarketTrade(long PriceTicks, long Lots, Side Taker);
