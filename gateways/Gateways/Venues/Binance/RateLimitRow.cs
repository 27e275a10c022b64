namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>A row of <c>rateLimits</c>: in exchangeInfo the limit, in a WebSocket reply its use as well.</summary>
internal ref struct RateLimitRow
{
    private const long Second = 1_000_000_000;

    public ReadOnlySpan<byte> Type;
    public long WindowNs;
    public long Limit;
    public long Used;

    /// <summary>Whether it states a limit and a window.</summary>
    public readonly bool IsUsable => WindowNs > 0 && Limit is > 0 and <= 1_000_000_000_000;

    public static RateLimitRow Read(ref JsonScanner scanner)
    {
        RateLimitRow row = default;
        ReadOnlySpan<byte> interval = default, number = default, limit = default, used = default;
        if (!scanner.EnterObject()) return row;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("rateLimitType"u8)) row.Type = value;
            else if (key.SequenceEqual("interval"u8)) interval = value;
            else if (key.SequenceEqual("intervalNum"u8)) number = value;
            else if (key.SequenceEqual("limit"u8)) limit = value;
            else if (key.SequenceEqual("count"u8)) used = value;
        }

        if (!JsonScanner.TryReadLong(number, out long count) || count is < 1 or > 1_000_000) return row;
        row.WindowNs = LengthNs(interval) * count;
        JsonScanner.TryReadLong(limit, out row.Limit);
        JsonScanner.TryReadLong(used, out row.Used);
        return row;
    }

    private static long LengthNs(ReadOnlySpan<byte> interval) =>
        interval.SequenceEqual("SECOND"u8) ? Second
        : interval.SequenceEqual("MINUTE"u8) ? 60 * Second
        : interval.SequenceEqual("HOUR"u8) ? 3_600 * Second
        : interval.SequenceEqual("DAY"u8) ? 86_400 * Second
        : 0;
}
