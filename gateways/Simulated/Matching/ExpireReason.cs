namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>
/// Why an order ended without a user's cancel: field <c>er</c> of ORDER_TRADE_UPDATE, with its numbers.
/// </summary>
public enum ExpireReason : byte
{
    None = 0,
    SelfTradePrevention = 1,
    ImmediateOrCancelRest = 2,

    /// <summary>A reduce-only order that the position no longer covers.</summary>
    ReduceOnlyKnockedOut = 4,

    /// <summary>A market order that found too little to trade with.</summary>
    MarketOrderRest = 9,

    /// <summary>A post-only order that would take, where a venue accepts it first.</summary>
    WouldTake = 11,
}
