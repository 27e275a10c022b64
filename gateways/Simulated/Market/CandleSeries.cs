using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Market;

/// <summary>
/// The one-minute candles of one symbol without a gap. Before the venue's start they are a seeded walk that ends at
/// the symbol's price; afterwards the walk goes on, or, for the symbol that is traded, its trades make them.
/// </summary>
public sealed class CandleSeries
{
    public const long MinuteMs = 60_000;

    private const int HistoryMinutes = 7_500; // 1500 candles of five minutes
    private const int MostMinutes = 15_000;
    private const long StepParts = 2_000_000; // a minute moves the price by up to 1000 of so many parts
    private const long TradesOfAMinute = 1_000;

    private readonly List<Candle> _minutes = new(HistoryMinutes);
    private readonly SeededRandom _random;
    private readonly bool _isPlayed;
    private readonly long _basePriceE8;
    private long _priceE8;

    public CandleSeries(ulong seed, long priceE8, long meanVolumeE8, long startMs, bool isPlayed)
    {
        _random = new SeededRandom(seed);
        _basePriceE8 = _priceE8 = priceE8;
        MeanVolumeE8 = meanVolumeE8;
        _isPlayed = isPlayed;
        long openMs = startMs / MinuteMs * MinuteMs;
        for (int i = 0; i < HistoryMinutes; i++)
        {
            openMs -= MinuteMs;
            long before = Step(priceE8);
            _minutes.Add(Walked(openMs, before, priceE8));
            priceE8 = before;
        }

        _minutes.Reverse();
    }

    /// <summary>Usual volume of a minute.</summary>
    public long MeanVolumeE8 { get; }

    private long NextOpenMs => _minutes[^1].OpenMs + MinuteMs;

    /// <summary>Makes the minutes up to a time.</summary>
    public void Advance(long nowMs)
    {
        while (NextOpenMs <= nowMs)
        {
            long before = _priceE8;
            if (!_isPlayed) _priceE8 = Step(before);
            _minutes.Add(_isPlayed ? Candle.Flat(NextOpenMs, before) : Walked(NextOpenMs, before, _priceE8));
        }

        if (_minutes.Count > MostMinutes) _minutes.RemoveRange(0, _minutes.Count - HistoryMinutes);
    }

    /// <summary>A trade of the played market, now.</summary>
    public void Trade(long priceE8, long volumeE8, long nowMs)
    {
        Advance(nowMs);
        Candle last = _minutes[^1];
        Candle trade = Candle.Flat(last.OpenMs, priceE8) with { VolumeE8 = volumeE8, Trades = 1 };
        _minutes[^1] = last.Trades == 0 ? trade : last.With(trade);
        _priceE8 = priceE8;
    }

    /// <summary>The candle that begins at a time, as far as it has gone; null before the history.</summary>
    public Candle? Read(long openMs, long intervalMs, long nowMs)
    {
        long first = (openMs - _minutes[0].OpenMs) / MinuteMs;
        if (openMs < _minutes[0].OpenMs || first >= _minutes.Count) return null;
        Candle sum = Seen(_minutes[(int)first], nowMs);
        long end = long.Min(first + intervalMs / MinuteMs, _minutes.Count);
        for (int i = (int)first + 1; i < end; i++) sum = sum.With(Seen(_minutes[i], nowMs));
        return sum;
    }

    /// <summary>A walked minute is made as a whole and shown as it passes.</summary>
    private Candle Seen(in Candle minute, long nowMs)
    {
        long passedMs = nowMs - minute.OpenMs;
        if (_isPlayed || passedMs >= MinuteMs) return minute;
        long close = minute.OpenE8 + (minute.CloseE8 - minute.OpenE8) * passedMs / MinuteMs;
        return minute with
        {
            HighE8 = long.Max(minute.OpenE8, close),
            LowE8 = long.Min(minute.OpenE8, close),
            CloseE8 = close,
            VolumeE8 = (long)((Int128)minute.VolumeE8 * passedMs / MinuteMs),
            Trades = minute.Trades * passedMs / MinuteMs,
        };
    }

    private Candle Walked(long openMs, long fromE8, long toE8)
    {
        long volume = MeanVolumeE8 / 2 + _random.Below(MeanVolumeE8);
        long high = long.Max(fromE8, toE8);
        return new Candle(openMs, fromE8, high, long.Min(fromE8, toE8), toE8, volume, TradesOfAMinute);
    }

    /// <summary>At most 0.05 percent, and never further than half or double the first price.</summary>
    private long Step(long priceE8)
    {
        long step = (long)((Int128)priceE8 * (_random.Below(2_001) - 1_000) / StepParts);
        return long.Clamp(priceE8 + step, _basePriceE8 / 2, _basePriceE8 * 2);
    }
}
