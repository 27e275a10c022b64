using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>Numbers and times as several venues write them, read without allocation.</summary>
internal static class WireText
{
    private const long NsPerMs = 1_000_000;
    private const long FirstMs = 100_000_000_000; // smaller whole numbers of a time are seconds

    public static bool IsTrue(ReadOnlySpan<byte> word) => word.SequenceEqual("true"u8);

    public static bool IsAbsent(ReadOnlySpan<byte> word) => word.IsEmpty || word.SequenceEqual("null"u8);

    /// <summary>An order or trade id: up to 20 digits, on some venues more than a signed number holds.</summary>
    public static bool TryReadId(ReadOnlySpan<byte> word, out VenueId id)
    {
        id = default;
        if (word.Length is < 1 or > 20) return false;
        ulong sum = 0;
        foreach (byte b in word)
        {
            uint digit = (uint)(b - '0');
            if (digit > 9 || sum > (ulong.MaxValue - digit) / 10) return false;
            sum = sum * 10 + digit;
        }

        id = new VenueId(sum, 0);
        return true;
    }

    /// <summary>Milliseconds since 1970 as nanoseconds.</summary>
    public static bool TryReadMs(ReadOnlySpan<byte> word, out long timeNs)
    {
        bool isRead = JsonScanner.TryReadLong(word, out long timeMs) && timeMs is >= 0 and <= long.MaxValue / NsPerMs;
        timeNs = isRead ? timeMs * NsPerMs : 0;
        return isRead;
    }

    /// <summary>Seconds with or without a fraction, or milliseconds, told apart by their size.</summary>
    public static bool TryReadMoment(ReadOnlySpan<byte> word, out long timeNs)
    {
        if (JsonScanner.TryReadLong(word, out long whole) && whole >= FirstMs) return TryReadMs(word, out timeNs);
        bool isRead = TryReadDecimal(word, out long secondsE8) && secondsE8 is >= 0 and < long.MaxValue / 10;
        timeNs = isRead ? secondsE8 * 10 : 0;
        return isRead;
    }

    /// <summary>A decimal in 1e-8; digits beyond the eighth are cut off, as no venue of ours settles them.</summary>
    public static bool TryReadDecimal(ReadOnlySpan<byte> word, out long valueE8)
    {
        int point = word.IndexOf((byte)'.');
        int excess = point < 0 ? 0 : word.Length - (point + 1 + FixedPoint.Decimals);
        if (excess <= 0) return FixedPoint.TryParse(word, out valueE8);
        valueE8 = 0;
        return !word[^excess..].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && FixedPoint.TryParse(word[..^excess], out valueE8);
    }

    /// <summary>A figure of the account; a missing one is zero.</summary>
    public static bool TryReadMoney(ReadOnlySpan<byte> word, out long valueE8)
    {
        valueE8 = 0;
        return IsAbsent(word) || TryReadDecimal(word, out valueE8);
    }

    /// <summary>
    /// A price as whole ticks, rounded toward zero: averages and prices of foreign orders need not lie on one.
    /// </summary>
    public static bool TryReadPrice(Instrument instrument, ReadOnlySpan<byte> word, out long ticks)
    {
        bool isRead = TryReadDecimal(word, out long priceE8);
        ticks = instrument.WholeTicks(priceE8);
        return isRead;
    }

    /// <summary>One value of an object: a scalar without quotes, or the whole text of an object or array.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json, ReadOnlySpan<byte> wanted)
    {
        ReadOnlySpan<byte> found = default;
        var scanner = new JsonScanner(json);
        if (!scanner.EnterObject()) return default;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.Skip();
            if (key.SequenceEqual(wanted)) found = value;
        }

        return Unquoted(found);
    }

    public static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> value) =>
        value.Length >= 2 && value[0] == (byte)'"' ? value[1..^1] : value;

    /// <summary>Copies a name into a record's fixed text.</summary>
    public static void CopyName(ReadOnlySpan<byte> text, Span<byte> destination, string symbol)
    {
        if (text.IsEmpty || text.Length > destination.Length)
            throw new Ports.VenueException(
                $"{symbol}: a name of {text.Length} bytes does not fit a record of {destination.Length}");
        text.CopyTo(destination);
    }
}
