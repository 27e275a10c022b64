namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// What the venue says about the traded contract: 96 bytes. Tick and lot in 1e-8 of quote and base.
/// </summary>
public struct InstrumentDefinition
{
    public FixedText24 Symbol;
    public FixedText8 QuoteAsset;
    public long TickSizeE8;
    public long LotSizeE8;
    public long MinQtyLots;
    public long MaxQtyLots;

    /// <summary>Smallest price × quantity of an entry, in 1e-8 quote; 0 = none.</summary>
    public long MinNotionalE8;
    public int MaxOpenOrders;

    /// <summary>Smallest quantity of a reduce-only exit, in lots.</summary>
    public int MinExitLots;

    /// <summary>Longest time after which an unanswered request can still come into force (the quarantine).</summary>
    public long QuarantineNs;

    /// <summary>
    /// Order messages that the venue allows, per second over its tightest window, burst taken off, in 1e-3.
    /// </summary>
    public long MaxOrderRateE3;
}
