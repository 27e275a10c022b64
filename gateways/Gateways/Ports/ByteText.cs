using System.Buffers.Text;

namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>A text of bounded length that is written again and again without allocation.</summary>
public sealed class ByteText(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Adds bytes; throws when the bound is exceeded, which only a wrong bound can cause.</summary>
    public ByteText Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
        return this;
    }

    public ByteText Add(long number)
    {
        if (!Utf8Formatter.TryFormat(number, _bytes.AsSpan(Length),
            out int written)) throw new ArgumentException("full");
        Length += written;
        return this;
    }

    /// <summary>Room to write into; follow with <see cref="Advance"/>.</summary>
    public Span<byte> Free => _bytes.AsSpan(Length);

    public void Advance(int count) => Length += count;

    /// <summary>Percent-encodes everything but letters, digits and <c>-._~</c> (RFC 3986).</summary>
    public ByteText AddEscaped(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "-._~"u8.Contains(b))
            {
                _bytes[Length++] = b;
                continue;
            }

            _bytes[Length++] = (byte)'%';
            _bytes[Length++] = "0123456789ABCDEF"u8[b >> 4];
            _bytes[Length++] = "0123456789ABCDEF"u8[b & 15];
        }

        return this;
    }
}
