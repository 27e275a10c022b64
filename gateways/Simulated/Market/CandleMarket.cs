using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Market;

/// <summary>
/// Candles of every symbol of the quote asset that is asked for, on a clock that runs at the market's speed. Symbols
/// other than the traded one are seeded walks: the same seed gives the same walk, counted from the venue's start.
/// </summary>
public sealed class CandleMarket
{
    /// <summary>The intervals that are served, in ms.</summary>
    public static readonly IReadOnlyDictionary<string, long> Intervals = new Dictionary<string, long>
    {
        ["1m"] = CandleSeries.MinuteMs,
        ["3m"] = 3 * CandleSeries.MinuteMs,
        ["5m"] = 5 * CandleSeries.MinuteMs,
    };

    private const int MostSymbols = 256;
    private const int LongestSymbol = 24;
    // A minute of the recording trades 1600, of the walk behind it 2400.
    private const long PlayedVolumeE8 = 2_000 * FixedPoint.One;
    private const long WalkedVolumeE8 = 10_000 * FixedPoint.One;
    private const long NsPerMs = 1_000_000;
    private const int PanicVolume = 10;
    private const int PanicClosePercent = 97;

    private readonly Dictionary<string, CandleSeries> _series = [];
    private readonly List<Panic> _panics = [];
    private readonly string _quoteAsset;
    private readonly ulong _seed;
    private readonly long _startMs;
    private readonly CandleSeries _played;

    public CandleMarket(string symbol, string quoteAsset, ulong seed, long startMs, long priceE8)
    {
        _quoteAsset = quoteAsset;
        _seed = seed;
        _startMs = NowMs = startMs;
        _played = new CandleSeries(SeedOf(symbol), priceE8, PlayedVolumeE8, startMs, isPlayed: true);
        _series.Add(symbol, _played);
    }

    /// <summary>The candle clock.</summary>
    public long NowMs { get; private set; }

    public static long OpenOf(long atMs, long intervalMs) => atMs / intervalMs * intervalMs;

    /// <param name="marketNs">Market time since the start of the venue.</param>
    public void Advance(long marketNs)
    {
        NowMs = long.Max(NowMs, _startMs + marketNs / NsPerMs);
        foreach (CandleSeries series in _series.Values) series.Advance(NowMs);
    }

    /// <summary>A trade of the played market.</summary>
    public void Trade(long priceE8, long volumeE8, long marketNs)
    {
        NowMs = long.Max(NowMs, _startMs + marketNs / NsPerMs);
        _played.Trade(priceE8, volumeE8, NowMs);
    }

    /// <summary>
    /// The present candle and those after it, <paramref name="count"/> in all, close three percent down on more than
    /// ten times the volume, of every symbol; 0 ends that with the present candle.
    /// </summary>
    public void BeginPanic(int count)
    {
        for (int i = 0; i < _panics.Count; i++)
            _panics[i] = _panics[i] with { EndMs = long.Min(_panics[i].EndMs, NowMs) };
        if (count > 0) _panics.Add(new Panic(NowMs, count, long.MaxValue));
    }

    /// <summary>False for a symbol that this venue does not list.</summary>
    public bool Lists(string symbol) => Find(symbol) is not null;

    /// <summary>One candle as it is now; null before the history, and for a symbol that is not listed.</summary>
    public Candle? Read(string symbol, long openMs, long intervalMs)
    {
        if (Find(symbol) is not { } series || series.Read(openMs, intervalMs, NowMs) is not { } candle) return null;
        if (!_panics.Exists(panic => panic.Covers(openMs, intervalMs))) return candle;
        long close = candle.CloseE8 / 100 * PanicClosePercent;
        return candle with
        {
            LowE8 = long.Min(candle.LowE8, close),
            CloseE8 = close,
            VolumeE8 = candle.VolumeE8 + PanicVolume * series.MeanVolumeE8 * (intervalMs / CandleSeries.MinuteMs),
        };
    }

    private CandleSeries? Find(string symbol)
    {
        if (_series.TryGetValue(symbol, out CandleSeries? series)) return series;
        bool isListed = symbol.Length <= LongestSymbol && symbol.Length > _quoteAsset.Length
            && symbol.EndsWith(_quoteAsset, StringComparison.Ordinal) && symbol.All(char.IsAsciiLetterOrDigit);
        if (!isListed || _series.Count == MostSymbols) return null;
        ulong seed = SeedOf(symbol);
        long priceE8 = (1 + (long)(seed % 1_000)) * FixedPoint.One;
        series = new CandleSeries(seed, priceE8, WalkedVolumeE8, _startMs, isPlayed: false);
        series.Advance(NowMs);
        _series.Add(symbol, series);
        return series;
    }

    /// <summary>FNV-1a over the symbol, so that each has a walk of its own.</summary>
    private ulong SeedOf(string symbol)
    {
        ulong hash = 14_695_981_039_346_656_037UL ^ _seed;
        foreach (char c in symbol) hash = unchecked((hash ^ c) * 1_099_511_628_211UL);
        return hash;
    }

    private readonly record struct Panic(long StartMs, int Count, long EndMs)
    {
        public bool Covers(long openMs, long intervalMs)
        {
            long first = OpenOf(StartMs, intervalMs);
            return openMs >= first && openMs < first + Count * intervalMs && openMs <= EndMs;
        }
    }
}
