namespace OpenSQT.Lmax.Simulated.Market;

/// <summary>One candle; prices, and volume in base currency, in 1e-8; times on the candle clock.</summary>
public readonly record struct Candle(
    long OpenMs, long OpenE8, long HighE8, long LowE8, long CloseE8, long VolumeE8, long Trades)
{
    public static Candle Flat(long openMs, long priceE8) => new(openMs, priceE8, priceE8, priceE8, priceE8, 0, 0);

    /// <summary>This candle and a later one as one.</summary>
    public Candle With(in Candle later) => this with
    {
        HighE8 = long.Max(HighE8, later.HighE8),
        LowE8 = long.Min(LowE8, later.LowE8),
        CloseE8 = later.CloseE8,
        VolumeE8 = VolumeE8 + later.VolumeE8,
        Trades = Trades + later.Trades,
    };
}
