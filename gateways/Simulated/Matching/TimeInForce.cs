namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>How long an order lives. Stored in the books.</summary>
public enum TimeInForce : byte
{
    GoodTillCancel = 0,

    /// <summary>Post-only: refused when it would take (Binance GTX).</summary>
    PostOnly = 1,

    /// <summary>Takes what is there, the rest expires.</summary>
    ImmediateOrCancel = 2,

    /// <summary>Takes everything at once or is refused.</summary>
    FillOrKill = 3,
}
