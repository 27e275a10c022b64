using System.Text.Json;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Streams;

/// <summary>
/// The streams <c>symbol@kline_interval</c> of /market, for every symbol that somebody listens to: each candle's end,
/// and the present candle four times a second.
/// </summary>
internal sealed class CandleFrames(StreamHub hub, CandleMarket candles)
{
    private const string Marker = "@kline_";
    private const long PushEveryMs = 250;
    private const long MostClosedAtOnce = 100; // a listener that comes back reads the history instead

    private readonly JsonFrame _frame = new();
    private readonly Dictionary<string, long> _openByName = [];
    private long _pushedMs;
    private long _tickedMs = candles.NowMs;

    /// <summary>To be called often; does something when a candle ended or the next push is due.</summary>
    public void Tick(long wallMs)
    {
        bool hasEnded = candles.NowMs / CandleSeries.MinuteMs != _tickedMs / CandleSeries.MinuteMs;
        if (!hasEnded && wallMs - _pushedMs < PushEveryMs) return;
        foreach (string name in hub.NamesOf(StreamClass.Market, Marker)) Publish(name);
        _pushedMs = wallMs;
        _tickedMs = candles.NowMs;
    }

    private void Publish(string name)
    {
        int at = name.IndexOf(Marker, StringComparison.Ordinal);
        string symbol = name[..at].ToUpperInvariant();
        string interval = name[(at + Marker.Length)..];
        bool isServed = CandleMarket.Intervals.TryGetValue(interval, out long intervalMs)
            && !name[..at].Any(char.IsAsciiLetterUpper) && candles.Lists(symbol);
        if (!isServed) return;
        long present = CandleMarket.OpenOf(candles.NowMs, intervalMs);
        // Who came since the last tick is told of a candle that ended since then, too.
        long open = _openByName.GetValueOrDefault(name, CandleMarket.OpenOf(_tickedMs, intervalMs));
        open = long.Max(open, present - MostClosedAtOnce * intervalMs);
        for (; open < present; open += intervalMs) Publish(name, symbol, interval, open, intervalMs, isClosed: true);
        Publish(name, symbol, interval, present, intervalMs, isClosed: false);
        _openByName[name] = present;
    }

    private void Publish(string name, string symbol, string interval, long openMs, long intervalMs, bool isClosed)
    {
        if (candles.Read(symbol, openMs, intervalMs) is not { } candle) return;
        Utf8JsonWriter json = _frame.Start();
        json.WriteStartObject();
        json.WriteString("e"u8, "kline"u8);
        json.WriteNumber("E"u8, candles.NowMs);
        json.WriteString("s"u8, symbol);
        json.WriteStartObject("k"u8);
        json.WriteNumber("t"u8, openMs);
        json.WriteNumber("T"u8, openMs + intervalMs - 1);
        json.WriteString("s"u8, symbol);
        json.WriteString("i"u8, interval);
        json.Decimal("o", candle.OpenE8);
        json.Decimal("c", candle.CloseE8);
        json.Decimal("h", candle.HighE8);
        json.Decimal("l", candle.LowE8);
        json.Decimal("v", candle.VolumeE8);
        json.WriteNumber("n"u8, candle.Trades);
        json.WriteBoolean("x"u8, isClosed);
        json.WriteEndObject();
        json.WriteEndObject();
        hub.Publish(StreamClass.Market, name, _frame.ToArray());
    }
}
