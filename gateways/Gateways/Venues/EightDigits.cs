using System.Buffers.Binary;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>Eight decimal digits at once: the times and ids of venues have thirteen and more.</summary>
internal static class EightDigits
{
    public const int Length = 8;
    public const uint Scale = 100_000_000;

    private const ulong HighHalves = 0xF0F0_F0F0_F0F0_F0F0;
    private const ulong Zeros = 0x3030_3030_3030_3030;
    private const ulong BeyondNine = 0x0606_0606_0606_0606;
    private const ulong Pairs = 0x0000_00FF_0000_00FF;

    /// <summary>The value of the first eight bytes; false when one is no digit, or there are fewer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        if (text.Length < Length) return false;
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(text);
        if ((word & HighHalves) != Zeros || ((word + BeyondNine) & HighHalves) != Zeros) return false;

        // The first digit is in the lowest byte. Neighbours are joined: digits to pairs, then all pairs to one number.
        ulong digits = word - Zeros;
        ulong pairs = digits * 10 + (digits >> 8);
        ulong first = (pairs & Pairs) * (100 + (1_000_000UL << 32));
        ulong second = ((pairs >> 16) & Pairs) * (1 + (10_000UL << 32));
        value = (uint)((first + second) >> 32);
        return true;
    }
}
