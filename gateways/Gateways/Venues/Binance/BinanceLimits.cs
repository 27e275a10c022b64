using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// The venue's limits, as its instrument list states them, and how much of them is used, as every reply states it:
/// headers <c>X-MBX-USED-WEIGHT-1M</c>, <c>X-MBX-ORDER-COUNT-10S</c>, <c>…-1M</c>, or <c>rateLimits</c> of a WebSocket
/// reply. IP and account are shared with others, so our own count would not do. Any thread.
/// </summary>
internal sealed class BinanceLimits
{
    /// <summary>Percent of a limit from which on we are silent until its window ends: a ban is worse.</summary>
    private const int HoldAtPercent = 95;

    private const long Second = 1_000_000_000;

    private static readonly (byte[] Header, byte[] Type, long WindowNs)[] Headers =
    [
        ("x-mbx-used-weight-1m"u8.ToArray(), "REQUEST_WEIGHT"u8.ToArray(), 60 * Second),
        ("x-mbx-order-count-10s"u8.ToArray(), "ORDERS"u8.ToArray(), 10 * Second),
        ("x-mbx-order-count-1m"u8.ToArray(), "ORDERS"u8.ToArray(), 60 * Second),
    ];

    private readonly List<(byte[] Type, long WindowNs, long Limit)> _known = [];
    private readonly ToldOnce _held = new();

    /// <summary>Takes <c>exchangeInfo.rateLimits</c>; before any other reply is read.</summary>
    public void Learn(ReadOnlySpan<byte> rows)
    {
        _known.Clear();
        var scanner = new JsonScanner(rows);
        bool isArray = scanner.EnterArray();
        while (isArray && scanner.NextItem())
        {
            RateLimitRow row = RateLimitRow.Read(ref scanner);
            if (row.IsUsable) _known.Add((row.Type.ToArray(), row.WindowNs, row.Limit));
        }
    }

    /// <summary>How long to be silent because a limit is nearly used up; 0 = not, or said already.</summary>
    /// <param name="reply">Any reply.</param>
    /// <param name="venueAheadNs">Venue clock minus ours: windows begin with the venue's minutes.</param>
    public long HoldBackNs(in VenueReply reply, long venueAheadNs)
    {
        if (reply.Usage.IsEmpty) return 0;
        long windowNs = reply.Usage[0] == (byte)'[' ? FullInRows(reply.Usage) : FullInHeaders(reply.Usage);
        if (windowNs == 0) return 0;
        return _held.Tell(windowNs - (reply.NowNs + venueAheadNs) % windowNs, reply.NowNs);
    }

    /// <summary>The longest window whose limit is nearly used up; 0 = none.</summary>
    private long FullInHeaders(ReadOnlySpan<byte> lines)
    {
        long full = 0;
        var headers = new HeaderLines(lines);
        while (headers.TryNext(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (!JsonScanner.TryReadLong(value, out long used)) continue;
            foreach ((byte[] header, byte[] type, long windowNs) in Headers)
            {
                if (!Ascii.EqualsIgnoreCase(name, header)) continue;
                if (IsNearlyUsed(used, LimitOf(type, windowNs))) full = Math.Max(full, windowNs);
            }
        }

        return full;
    }

    private static long FullInRows(ReadOnlySpan<byte> json)
    {
        long full = 0;
        var scanner = new JsonScanner(json);
        if (!scanner.EnterArray()) return 0;
        while (scanner.NextItem())
        {
            RateLimitRow row = RateLimitRow.Read(ref scanner);
            if (row.IsUsable && IsNearlyUsed(row.Used, row.Limit)) full = Math.Max(full, row.WindowNs);
        }

        return full;
    }

    private static bool IsNearlyUsed(long used, long limit) => limit > 0 && used * 100 >= limit * HoldAtPercent;

    private long LimitOf(ReadOnlySpan<byte> type, long windowNs)
    {
        foreach ((byte[] known, long knownNs, long limit) in _known)
            if (knownNs == windowNs && type.SequenceEqual(known)) return limit;
        return 0;
    }
}
