using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>History of candles: rows from the oldest to the present, unfinished one.</summary>
internal static class CandleEndpoints
{
    private const long DefaultLimit = 500;
    private const long MostRows = 1_500;

    public static VenueError Klines(ApiCall call)
    {
        RequestParameters asked = call.Parameters;
        CandleMarket candles = call.Exchange.Candles;
        if (asked["symbol"] is not { } symbol) return VenueErrors.Missing("symbol");
        if (asked["interval"] is not { } interval) return VenueErrors.Missing("interval");
        if (!CandleMarket.Intervals.TryGetValue(interval, out long intervalMs)) return VenueErrors.InvalidInterval;
        if (!candles.Lists(symbol)) return VenueErrors.InvalidSymbol;
        if (!asked.TryOptionalLong("startTime", out long? startMs)) return VenueErrors.Missing("startTime");
        if (!asked.TryOptionalLong("endTime", out long? endMs)) return VenueErrors.Missing("endTime");
        if (!asked.TryOptionalLong("limit", out long? limit) || limit is < 1 or > MostRows)
            return VenueErrors.Missing("limit");
        long rows = limit ?? DefaultLimit;
        long last = CandleMarket.OpenOf(long.Clamp(endMs ?? long.MaxValue, 0, candles.NowMs), intervalMs);
        long first = last - (rows - 1) * intervalMs;
        if (startMs is { } from)
        {
            first = CandleMarket.OpenOf(long.Clamp(from, 0, candles.NowMs) + intervalMs - 1, intervalMs);
            last = long.Min(last, first + (rows - 1) * intervalMs);
        }

        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        for (long openMs = first; openMs <= last; openMs += intervalMs)
        {
            if (candles.Read(symbol, openMs, intervalMs) is { } candle) WriteRow(json, candle, intervalMs);
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    private static void WriteRow(Utf8JsonWriter json, in Candle candle, long intervalMs)
    {
        long quoteVolumeE8 = Value(candle.VolumeE8, candle.CloseE8);
        json.WriteStartArray();
        json.WriteNumberValue(candle.OpenMs);
        json.DecimalValue(candle.OpenE8);
        json.DecimalValue(candle.HighE8);
        json.DecimalValue(candle.LowE8);
        json.DecimalValue(candle.CloseE8);
        json.DecimalValue(candle.VolumeE8);
        json.WriteNumberValue(candle.OpenMs + intervalMs - 1);
        json.DecimalValue(quoteVolumeE8);
        json.WriteNumberValue(candle.Trades);
        json.DecimalValue(candle.VolumeE8 / 2);
        json.DecimalValue(quoteVolumeE8 / 2);
        json.WriteStringValue("0"u8);
        json.WriteEndArray();
    }

    private static long Value(long quantityE8, long priceE8) =>
        (long)Int128.Min((Int128)quantityE8 * priceE8 / FixedPoint.One, long.MaxValue);
}
