namespace OpenSQT.Lmax.Engine.Model;

/// <summary>
/// Divides by one positive number many times, exactly and toward zero: two multiplications instead of a division.
/// </summary>
internal readonly struct Divisor(long size)
{
    private readonly ulong _reciprocal = ulong.MaxValue / (ulong)size;

    public long DivRem(long value, out long remainder)
    {
        if (value < 0)
        {
            (long whole, remainder) = long.DivRem(value, size);
            return whole;
        }

        // Too small by less than one, because the reciprocal is.
        ulong quotient = (ulong)(ulong.BigMul((ulong)value, _reciprocal) >> 64);
        long rest = value - (long)quotient * size;
        bool isOneMore = rest >= size;
        remainder = isOneMore ? rest - size : rest;
        return (long)quotient + (isOneMore ? 1 : 0);
    }
}
