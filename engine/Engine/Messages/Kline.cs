namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// One picture of one candle of a monitored symbol: from the venue's history or as it grows. Prices and volume (base
/// currency) in 1e-8, whatever the symbol's own steps are.
/// </summary>
public struct Kline
{
    public long OpenTimeNs;
    public long IntervalNs;
    public long OpenE8;
    public long HighE8;
    public long LowE8;
    public long CloseE8;
    public long VolumeE8;

    /// <summary>The venue's own event time; of a row of its history the close time.</summary>
    public long VenueTimeNs;

    /// <summary>Index in the list of monitored symbols.</summary>
    public byte Symbol;

    /// <summary>1 = these figures are final.</summary>
    public byte IsClosed;
}
