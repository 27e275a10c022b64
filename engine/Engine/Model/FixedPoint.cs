using System.Runtime.CompilerServices;

namespace OpenSQT.Lmax.Engine.Model;

/// <summary>
/// Decimal text to whole numbers and back, without floating point. The unit is 1e-8 ("E8") unless said otherwise.
/// </summary>
public static class FixedPoint
{
    public const int Decimals = 8;
    public const long One = 100_000_000;

    private static readonly long[] PowersOfTen =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>
    /// Reads a plain decimal (<c>-12.340</c>). False for anything else: empty, exponent, more than eight
    /// significant decimals, or a value beyond ±9.2e10. Trailing zeros do not count.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long valueE8)
    {
        valueE8 = 0;
        int i = 0;
        bool negative = text.Length > 0 && text[0] == (byte)'-';
        if (negative) i = 1;
        ulong whole = 0;
        int start = i;
        for (; i < text.Length && IsDigit(text[i]); i++)
        {
            if (whole > 100_000_000_000UL) return false;
            whole = whole * 10 + (uint)(text[i] - '0');
        }

        int digits = i - start;
        ulong fraction = 0;
        int decimals = 0;
        if (i < text.Length && text[i] == (byte)'.')
        {
            i++;
            for (; i < text.Length && IsDigit(text[i]); i++)
            {
                digits++;
                if (decimals == Decimals)
                {
                    if (text[i] != (byte)'0') return false;
                    continue;
                }

                fraction = fraction * 10 + (uint)(text[i] - '0');
                decimals++;
            }
        }

        if (digits == 0 || i != text.Length || whole > 92_000_000_000UL) return false;
        long value = unchecked((long)(whole * (ulong)One + fraction * (ulong)PowersOfTen[Decimals - decimals]));
        valueE8 = negative ? -value : value;
        return true;
    }

    /// <summary>10 to a power from 0 to 8.</summary>
    public static long PowerOfTen(int power) => PowersOfTen[power];

    /// <summary>
    /// Writes a value in 1e-8 as the shortest plain decimal; returns the length. Needs up to 21 bytes.
    /// </summary>
    public static int Format(long valueE8, Span<byte> destination)
    {
        int length = 0;
        ulong rest = unchecked(valueE8 < 0 ? 0UL - (ulong)valueE8 : (ulong)valueE8);
        if (valueE8 < 0) destination[length++] = (byte)'-';
        ulong whole = rest / (ulong)One;
        ulong fraction = rest % (ulong)One;
        whole.TryFormat(destination[length..], out int written, default, null);
        length += written;
        if (fraction == 0) return length;
        destination[length++] = (byte)'.';
        for (int i = Decimals - 1; fraction != 0; i--)
        {
            ulong power = (ulong)PowersOfTen[i];
            destination[length++] = (byte)('0' + fraction / power);
            fraction %= power;
        }

        return length;
    }

    /// <summary>The text of a value in 1e-8, for people and reports.</summary>
    public static string ToText(long valueE8)
    {
        Span<byte> text = stackalloc byte[21];
        int length = Format(valueE8, text);
        return System.Text.Encoding.ASCII.GetString(text[..length]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';
}
