namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// The numbers of the configuration that the engine decides with. The suffix is the unit: E8 = 1e-8 (quote currency
/// or a fraction), Ns = nanoseconds, E3 = 1e-3; no suffix = a count, or 0/1. Stored; append only.
/// </summary>
public enum SettingId : ushort
{
    None = 0,

    /// <summary>0 = the first valid price of the first start.</summary>
    AnchorPriceE8 = 1,
    PriceIntervalE8 = 2,
    OrderQuantityE8 = 3,
    MinOrderValueE8 = 4,
    BuyWindowSize = 5,
    SellWindowSize = 6,
    ReconcileIntervalNs = 7,
    OrderCleanupThreshold = 8,
    CleanupBatchSize = 9,
    OrderCleanupIntervalNs = 10,
    MarginLockDurationNs = 11,
    PositionSafetyCheck = 12,
    Hysteresis = 13,
    LingerNs = 14,
    OrderRetryDelayNs = 15,
    MaxLeverage = 16,
    PriceCollarE8 = 17,
    OrderRateE3 = 18,
    OrderBurst = 19,
    CancelOnExit = 20,
    NewGrid = 21,
    AdoptPosition = 22,
    AdoptBelowCost = 23,
    StopWhenFlat = 24,
    PostOnlyEntriesDowngrade = 25,
    ReconcileHaltPercent = 26,
    StaleMarketDataNs = 27,
    UserStreamGraceNs = 28,
    RequestTimeoutNs = 29,

    /// <summary>Used where the venue cannot tell its fee rates.</summary>
    MakerFeeE8 = 30,
    TakerFeeE8 = 31,

    /// <summary>Most that position and open buys may be worth; 0 = what the account carries at the start.</summary>
    MaxPositionE8 = 32,

    /// <summary>Loss of this run, realised and unrealised, from which on nothing is bought; 0 = off.</summary>
    MaxSessionLossE8 = 33,

    /// <summary>Fall from this run's best result from which on nothing is bought; 0 = off.</summary>
    MaxDrawdownE8 = 34,

    /// <summary>
    /// Distance of the reference from the liquidation price, as a fraction, under which nothing is bought; 0 = off.
    /// </summary>
    LiquidationDistanceE8 = 35,

    /// <summary>Symbols that the volume breaker watches; 0 = it is off.</summary>
    BreakerSymbols = 48,
    BreakerIntervalNs = 49,
    BreakerMultiplierE3 = 50,

    /// <summary>Closed candles in the mean.</summary>
    BreakerAverageWindow = 51,

    /// <summary>0 = all symbols.</summary>
    BreakerTriggerThreshold = 52,

    /// <summary>0 = all symbols.</summary>
    BreakerRecoveryThreshold = 53,
}
