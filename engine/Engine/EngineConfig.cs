using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine;

/// <summary>The settings that the engine decides with, as they arrived in <see cref="Setting"/> events.</summary>
public sealed class EngineConfig
{
    private const long Second = 1_000_000_000;
    private readonly long[] _values = new long[64];

    public EngineConfig()
    {
        Set(SettingId.BuyWindowSize, 10);
        Set(SettingId.SellWindowSize, 10);
        Set(SettingId.ReconcileIntervalNs, 300 * Second);
        Set(SettingId.OrderCleanupThreshold, 100);
        Set(SettingId.CleanupBatchSize, 10);
        Set(SettingId.OrderCleanupIntervalNs, 60 * Second);
        Set(SettingId.MarginLockDurationNs, 10 * Second);
        Set(SettingId.PositionSafetyCheck, 100);
        Set(SettingId.Hysteresis, -1);
        Set(SettingId.LingerNs, 3 * Second);
        Set(SettingId.OrderRetryDelayNs, Second / 2);
        Set(SettingId.MaxLeverage, 10);
        Set(SettingId.PriceCollarE8, 5_000_000);
        Set(SettingId.OrderRateE3, 25_000);
        Set(SettingId.OrderBurst, 30);
        Set(SettingId.CancelOnExit, 1);
        Set(SettingId.ReconcileHaltPercent, 10);
        Set(SettingId.StaleMarketDataNs, 15 * Second);
        Set(SettingId.UserStreamGraceNs, 3 * Second);
        Set(SettingId.RequestTimeoutNs, 2 * Second);
        Set(SettingId.LiquidationDistanceE8, 5_000_000);
    }

    public long AnchorPriceE8 => this[SettingId.AnchorPriceE8];
    public long PriceIntervalE8 => this[SettingId.PriceIntervalE8];
    public long OrderQuantityE8 => this[SettingId.OrderQuantityE8];
    public long MinOrderValueE8 => this[SettingId.MinOrderValueE8];
    public int BuyWindowSize => (int)this[SettingId.BuyWindowSize];
    public int SellWindowSize => (int)this[SettingId.SellWindowSize];
    public long ReconcileIntervalNs => this[SettingId.ReconcileIntervalNs];
    public int OrderCleanupThreshold => (int)this[SettingId.OrderCleanupThreshold];
    public int CleanupBatchSize => (int)this[SettingId.CleanupBatchSize];
    public long PositionSafetyCheck => this[SettingId.PositionSafetyCheck];
    public long LingerNs => this[SettingId.LingerNs];
    public long MarginLockDurationNs => this[SettingId.MarginLockDurationNs];
    public long MaxPositionE8 => this[SettingId.MaxPositionE8];
    public long MaxSessionLossE8 => this[SettingId.MaxSessionLossE8];
    public long MaxDrawdownE8 => this[SettingId.MaxDrawdownE8];
    public long LiquidationDistanceE8 => this[SettingId.LiquidationDistanceE8];
    public long OrderCleanupIntervalNs => this[SettingId.OrderCleanupIntervalNs];
    public long OrderRetryDelayNs => this[SettingId.OrderRetryDelayNs];
    public long MaxLeverage => this[SettingId.MaxLeverage];
    public long PriceCollarE8 => this[SettingId.PriceCollarE8];
    public long OrderRateE3 => this[SettingId.OrderRateE3];
    public long OrderBurst => this[SettingId.OrderBurst];
    public long ReconcileHaltPercent => this[SettingId.ReconcileHaltPercent];
    public long StaleMarketDataNs => this[SettingId.StaleMarketDataNs];
    public long UserStreamGraceNs => this[SettingId.UserStreamGraceNs];
    public long RequestTimeoutNs => this[SettingId.RequestTimeoutNs];
    public bool CancelOnExit => this[SettingId.CancelOnExit] != 0;
    public bool NewGrid => this[SettingId.NewGrid] != 0;
    public bool AdoptPosition => this[SettingId.AdoptPosition] != 0;
    public bool AdoptBelowCost => this[SettingId.AdoptBelowCost] != 0;
    public bool StopWhenFlat => this[SettingId.StopWhenFlat] != 0;
    public bool PostOnlyEntriesDowngrade => this[SettingId.PostOnlyEntriesDowngrade] != 0;

    /// <summary>How many slots below the window a live buy may lie; by default half the window, at least 1.</summary>
    public int Hysteresis =>
        this[SettingId.Hysteresis] >= 0 ? (int)this[SettingId.Hysteresis] : int.Max(1, BuyWindowSize / 2);

    /// <summary>Most orders that the target set may hold; never below half the threshold.</summary>
    public int TargetSetMax =>
        int.Max(OrderCleanupThreshold - CleanupBatchSize, int.Max(1, OrderCleanupThreshold / 2));

    public long this[SettingId id] => _values[(int)id];

    /// <summary>False when this build does not know the setting: the journal is newer than the program.</summary>
    public bool Set(SettingId id, long value)
    {
        if (id == SettingId.None || (int)id >= _values.Length) return false;
        _values[(int)id] = value;
        return true;
    }

    public ulong Hash()
    {
        ulong hash = 0;
        foreach (long value in _values) hash = Audit.StateHash.Mix(hash, value);
        return hash;
    }
}
