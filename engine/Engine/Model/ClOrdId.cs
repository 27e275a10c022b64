using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Model;

/// <summary>
/// Our order id: the durable intent, readable at the venue. 64 bits,
/// <c>instrument 8 | epoch 16 | slot + 2^19 in 20 | side 1 | generation 19</c>; never sent twice.
/// 0 is "no order": epochs start at 1.
/// </summary>
public readonly record struct ClOrdId(ulong Value)
{
    public const int SlotOffset = 1 << 19;
    public const int MaxSlot = SlotOffset - 1;
    public const int MaxEpoch = (1 << 16) - 1;
    public const int MaxGeneration = (1 << 19) - 1;

    /// <summary>Length of the text form: <c>g</c>, bot code (2), 13 base-32 digits, check (2).</summary>
    public const int TextLength = 18;

    private const int CheckModulus = 1021; // the largest prime below 32 × 32: catches any single changed digit
    private static ReadOnlySpan<byte> Digits => "0123456789abcdefghijklmnopqrstuv"u8;

    public bool IsNone => Value == 0;
    public byte Instrument => (byte)(Value >> 56);
    public int Epoch => (int)((Value >> 40) & 0xFFFF);
    public int Slot => (int)((Value >> 20) & 0xFFFFF) - SlotOffset;
    public Side Side => (Side)((Value >> 19) & 1);
    public int Generation => (int)(Value & MaxGeneration);

    /// <summary>Of two orders of one slot: this one was sent after the other.</summary>
    public bool IsLaterThan(ClOrdId other) => (Epoch, Generation).CompareTo((other.Epoch, other.Generation)) > 0;

    /// <summary>Builds an id; the caller has checked the bounds (<see cref="MaxEpoch"/> and its neighbours).</summary>
    public static ClOrdId Create(byte instrument, int epoch, int slot, Side side, int generation) =>
        new(((ulong)instrument << 56) | ((ulong)epoch << 40) | ((ulong)(slot + SlotOffset) << 20)
            | ((ulong)side << 19) | (uint)generation);

    /// <summary>Writes the 18 characters that travel to the venue.</summary>
    public void Format(BotCode bot, Span<byte> text)
    {
        text[0] = (byte)'g';
        bot.CopyTo(text[1..]);
        ulong rest = Value;
        for (int i = 15; i >= 3; i--)
        {
            text[i] = Digits[(int)(rest & 31)];
            rest >>= 5;
        }

        int check = Check(text[..16]);
        text[16] = Digits[check >> 5];
        text[17] = Digits[check & 31];
    }

    /// <summary>Reads one of this bot's ids back; false for every foreign text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, BotCode bot, out ClOrdId id)
    {
        id = default;
        if (text.Length != TextLength || text[0] != (byte)'g' || !bot.IsAt(text[1..])) return false;
        ulong value = 0;
        for (int i = 3; i < 16; i++)
        {
            int digit = DigitOf(text[i]);
            if (digit < 0 || (i == 3 && digit > 15)) return false; // 13 × 5 = 65 bits: the first digit has four
            value = (value << 5) | (uint)digit;
        }

        int check = Check(text[..16]);
        if (text[16] != Digits[check >> 5] || text[17] != Digits[check & 31]) return false;
        id = new ClOrdId(value);
        return !id.IsNone;
    }

    private static int DigitOf(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'v' => character - 'a' + 10,
        _ => -1,
    };

    /// <summary>The text as a number to the base 37, modulo a prime; reduced where it would not fit any more.</summary>
    private static int Check(ReadOnlySpan<byte> text)
    {
        ulong check = 0;
        for (int i = 0; i < text.Length; i++)
        {
            check = check * 37 + text[i];
            if ((i & 7) == 7) check %= CheckModulus;
        }

        return (int)(check % CheckModulus);
    }

    /// <summary>For people: epoch, slot, side, generation, e.g. <c>e3/s-12/B/g4</c>.</summary>
    public override string ToString() =>
        IsNone ? "none" : $"e{Epoch}/s{Slot}/{(Side == Side.Buy ? 'B' : 'S')}/g{Generation}";
}
