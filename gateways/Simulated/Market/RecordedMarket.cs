using System.IO.Compression;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Market;

/// <summary>
/// A recording of bookTicker and trade frames (<c>&lt;local ns&gt; &lt;frame&gt;</c> a line, gzip), read once into an
/// array. Prices and sizes are rounded to the instrument's own steps; other frames are skipped.
/// </summary>
public sealed class RecordedMarket
{
    public const string DefaultFileName = "binance-usdm-ethusdt-20240808.frames.gz";

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<
        (string Path, long TickE8, long LotE8), Lazy<RecordedMarket>> Loaded = new();

    private RecordedMarket(MarketEvent[] events) => Events = events;

    public ReadOnlyMemory<MarketEvent> Events { get; }

    /// <summary>The recording that comes with the project.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "Recordings", DefaultFileName);

    /// <summary>As <see cref="Load"/>, but read only once in a process: a recording never changes.</summary>
    public static RecordedMarket Shared(string path, InstrumentRules rules) =>
        Loaded.GetOrAdd((path, rules.TickSizeE8, rules.LotSizeE8),
            static (key, rules) => new Lazy<RecordedMarket>(() => Load(key.Path, rules)), rules).Value;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// No quote in it, or a line that cannot be read; the text names it.
    /// </exception>
    public static RecordedMarket Load(string path, InstrumentRules rules)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"market recording not found: {path}; build again or name another file", path);
        }
        var events = new List<MarketEvent>(70_000);
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress),
            System.Text.Encoding.ASCII, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        long firstNs = -1;
        int number = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            bool isTrade = line.Contains("\"e\":\"trade\"", StringComparison.Ordinal);
            if (!isTrade && !line.Contains("\"e\":\"bookTicker\"", StringComparison.Ordinal)) continue;
            long atNs = StampOf(line, path, number);
            if (firstNs < 0 && isTrade) continue; // the market begins with a quote
            if (firstNs < 0) firstNs = atNs;
            Fields fields = new(line, path, number);
            events.Add(isTrade
                ? new MarketEvent(atNs - firstNs, true, default, TradeOf(fields, rules))
                : new MarketEvent(atNs - firstNs, false, QuoteOf(fields, rules), default));
        }

        if (events.Count == 0) throw new InvalidDataException($"{path}: no bookTicker frame in it");
        return new RecordedMarket([.. events]);
    }

    private static long StampOf(string line, string path, int number)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0 && long.TryParse(line.AsSpan(0, space), out long ns)) return ns;
        throw new InvalidDataException($"{path}, line {number}: does not begin with a time in nanoseconds");
    }

    private static Quote QuoteOf(in Fields fields, InstrumentRules rules)
    {
        long bid = long.Max(1, Steps(fields.E8("b"), rules.TickSizeE8));
        long ask = long.Max(bid + 1, Steps(fields.E8("a"), rules.TickSizeE8));
        return new Quote(bid, Lots(fields.E8("B"), rules), ask, Lots(fields.E8("A"), rules));
    }

    private static MarketTrade TradeOf(in Fields fields, InstrumentRules rules) =>
        new(long.Max(1, Steps(fields.E8("p"), rules.TickSizeE8)), Lots(fields.E8("q"), rules),
            fields.BuyerIsMaker ? Side.Sell : Side.Buy);

    private static long Lots(long quantityE8, InstrumentRules rules) => long.Max(1, quantityE8 / rules.LotSizeE8);

    private static long Steps(long valueE8, long stepE8) => (valueE8 + stepE8 / 2) / stepE8;

    private readonly struct Fields(string line, string path, int number)
    {
        public bool BuyerIsMaker => line.Contains("\"m\":true", StringComparison.Ordinal);

        public long E8(string key)
        {
            string marker = $"\"{key}\":\"";
            int start = line.LastIndexOf(marker, StringComparison.Ordinal);
            int end = start < 0 ? -1 : line.IndexOf('"', start + marker.Length);
            if (end > 0)
            {
                ReadOnlySpan<char> text = line.AsSpan(start + marker.Length, end - start - marker.Length);
                Span<byte> bytes = stackalloc byte[32];
                if (text.Length <= bytes.Length
                    && FixedPoint.TryParse(bytes[..System.Text.Encoding.ASCII.GetBytes(text, bytes)], out long value))
                    return value;
            }

            throw new InvalidDataException($"{path}, line {number}: no decimal \"{key}\"");
        }
    }
}
