using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>Decimals as JSON strings with a fixed number of places, as the venue writes them.</summary>
internal static class JsonDecimals
{
    private const int Places = 8;
    private const ulong One = 100_000_000;

    /// <summary>Writes a value in 1e-8 with the given places; finer digits are cut off.</summary>
    public static void Decimal(this Utf8JsonWriter json, string name, long valueE8, int places = Places)
    {
        Span<byte> text = stackalloc byte[32];
        json.WriteString(name, text[..Format(valueE8, places, text)]);
    }

    /// <summary>An item of an array, in 1e-8.</summary>
    public static void DecimalValue(this Utf8JsonWriter json, long valueE8)
    {
        Span<byte> text = stackalloc byte[32];
        json.WriteStringValue(text[..Format(valueE8, Places, text)]);
    }

    public static void Price(this Utf8JsonWriter json, string name, long ticks, InstrumentRules rules) =>
        json.Decimal(name, ticks * rules.TickSizeE8, rules.PriceDecimals);

    public static void Quantity(this Utf8JsonWriter json, string name, long lots, InstrumentRules rules) =>
        json.Decimal(name, lots * rules.LotSizeE8, rules.QuantityDecimals);

    /// <summary>Average price of a sum of tick × lot over lots; "0" without a fill.</summary>
    public static void AveragePrice(
        this Utf8JsonWriter json, string name, Int128 units, long lots, InstrumentRules rules)
    {
        long valueE8 = lots == 0 ? 0 : (long)((2 * units * rules.TickSizeE8 + lots) / (2 * lots));
        json.Decimal(name, valueE8);
    }

    public static int Format(long valueE8, int places, Span<byte> text)
    {
        int length = 0;
        if (valueE8 < 0) text[length++] = (byte)'-';
        ulong rest = (ulong)Int128.Abs(valueE8);
        (rest / One).TryFormat(text[length..], out int written, default, CultureInfo.InvariantCulture);
        length += written;
        if (places == 0) return length;
        text[length++] = (byte)'.';
        ulong fraction = rest % One;
        ulong power = One / 10;
        for (int i = 0; i < places; i++, power /= 10)
        {
            text[length++] = (byte)('0' + fraction / power);
            fraction %= power;
        }

        return length;
    }
}
