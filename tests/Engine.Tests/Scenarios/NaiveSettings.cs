namespace OpenSQT.Lmax.Engine.Tests.Scenarios;

/// <summary>The settings of <see cref="NaiveGrid"/>, in the words and with the defaults of the trading rules.</summary>
internal sealed record NaiveSettings
{
    /// <summary>Ticks of 0.01.</summary>
    public required long Anchor { get; init; }
    public long Interval { get; init; } = 100;
    public decimal OrderQuantity { get; init; } = 30;
    public int BuyWindow { get; init; } = 10;
    public int SellWindow { get; init; } = 10;
    public int CleanupThreshold { get; init; } = 100;
    public int CleanupBatch { get; init; } = 10;
    public decimal LingerSeconds { get; init; } = 3;
    public decimal Collar { get; init; } = 0.05m;
    public decimal OrdersPerSecond { get; init; } = 25;
    public decimal Burst { get; init; } = 30;
    public decimal MakerFee { get; init; } = 0.0001m;
    public decimal MinNotional { get; init; } = 20;

    public int Hysteresis => Math.Max(1, BuyWindow / 2);
    public int SetSize => Math.Max(CleanupThreshold - CleanupBatch, CleanupThreshold / 2);
}
