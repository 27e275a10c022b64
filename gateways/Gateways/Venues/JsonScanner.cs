using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>
/// Walks over one JSON text in the order in which it is written, without allocation and without exceptions: the
/// caller enters objects, gets their keys as they come and takes or skips each value. Keys and string values are
/// given raw, escapes untouched: no field that we take contains one, so an escaped text simply matches nothing.
/// <para>
/// A text that is not JSON, or not of the expected shape, makes the scanner <see cref="IsBroken"/>; from then on
/// every call says "nothing more", so loops end and one check at the end is enough. It never reads past the text.
/// </para>
/// </summary>
public ref struct JsonScanner
{
    private const int MaxSkippedDepth = 64;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private bool _afterValue;

    public JsonScanner(ReadOnlySpan<byte> text)
    {
        _text = text;
        _at = 0;
    }

    public bool IsBroken { get; private set; }

    /// <summary>The text was read to its end and held exactly one value.</summary>
    public bool IsWhole
    {
        get
        {
            Peek();
            return !IsBroken && _at == _text.Length;
        }
    }

    public bool EnterObject() => Enter((byte)'{');

    public bool EnterArray() => Enter((byte)'[');

    /// <summary>The next key of the object; false at its end, which is consumed.</summary>
    public bool NextKey(out ReadOnlySpan<byte> key)
    {
        // The usual way, without white space and escapes: one look at each byte, one store of the position.
        ReadOnlySpan<byte> text = _text;
        int start = _at + (_afterValue ? 2 : 1);
        if (start < text.Length && text[start - 1] == (byte)'"' && (!_afterValue || text[start - 2] == (byte)','))
        {
            // Stream frames have keys of one letter: those need no search.
            int end = start + 1;
            bool isLetter = end < text.Length && char.IsAsciiLetter((char)text[start]) && text[end] == (byte)'"';
            if (!isLetter) end = FindSpecial(text, start);
            if (end + 1 < text.Length && text[end] == (byte)'"' && text[end + 1] == (byte)':')
            {
                key = text[start..end];
                _at = end + 2;
                _afterValue = false;
                return true;
            }
        }

        return NextKeyAnyway(out key);
    }

    /// <summary>Whether the array has another item; false at its end, which is consumed.</summary>
    public bool NextItem() => NextEntry((byte)']');

    /// <summary>A string without its quotes, or a number, true, false or null as written.</summary>
    public ReadOnlySpan<byte> Scalar()
    {
        ReadOnlySpan<byte> text = _text;
        int start = _at;
        if (start < text.Length && text[start] == (byte)'"')
        {
            int end = FindSpecial(text, ++start);
            if (end < text.Length && text[end] == (byte)'"')
            {
                _at = end + 1;
                _afterValue = true;
                return text[start..end];
            }
        }

        return ScalarAnyway();
    }

    /// <summary>Passes over one value of any kind and returns its text.</summary>
    public ReadOnlySpan<byte> Skip()
    {
        byte first = Peek();
        int start = _at;
        if (first is not ((byte)'{' or (byte)'['))
        {
            Scalar();
            return IsBroken ? default : _text[start.._at];
        }

        SkipNested(first);
        return IsBroken ? default : _text[start.._at];
    }

    /// <summary>Like <see cref="Scalar"/>, but an object or array is passed over and gives an empty text.</summary>
    public ReadOnlySpan<byte> ScalarOrNothing()
    {
        byte first = Peek();
        if (first is not ((byte)'{' or (byte)'[')) return Scalar();
        SkipNested(first);
        return default;
    }

    /// <summary>A whole number out of a scalar; false when it is none or does not fit.</summary>
    public static bool TryReadLong(ReadOnlySpan<byte> scalar, out long value)
    {
        value = 0;
        bool negative = scalar.Length > 0 && scalar[0] == (byte)'-';
        int start = negative ? 1 : 0;
        if (scalar.Length - start is < 1 or > 19) return false;
        ulong sum = 0;
        int i = start;
        for (; EightDigits.TryRead(scalar[i..], out uint eight); i += EightDigits.Length)
            sum = sum * EightDigits.Scale + eight;
        for (; i < scalar.Length; i++)
        {
            if (!IsDigit(scalar[i])) return false;
            sum = sum * 10 + (uint)(scalar[i] - '0');
        }

        if (sum > long.MaxValue) return false;
        value = negative ? -(long)sum : (long)sum;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool NextKeyAnyway(out ReadOnlySpan<byte> key)
    {
        key = default;
        if (!NextEntry((byte)'}')) return false;
        if (!ReadString(out key) || Peek() != (byte)':') return Break();
        _at++;
        _afterValue = false;
        return true;
    }

    private ReadOnlySpan<byte> ScalarAnyway()
    {
        byte first = Peek();
        _afterValue = true;
        if (first == (byte)'"')
        {
            ReadString(out ReadOnlySpan<byte> value);
            return value;
        }

        int start = _at;
        bool isRead = first == (byte)'-' || IsDigit(first) ? ReadNumber() : ReadWord();
        if (isRead) return _text[start.._at];
        Break();
        return default;
    }

    private void SkipNested(byte first)
    {
        ulong objects = 0; // one bit a level: 1 = object, 0 = array
        int depth = 0;
        bool isObject = first == (byte)'{';
        Enter(first);
        while (true)
        {
            while (!(isObject ? NextKey(out _) : NextItem()))
            {
                if (IsBroken || depth == 0) return;
                depth--;
                isObject = (objects & 1) != 0;
                objects >>= 1;
            }

            byte next = Peek();
            if (next is not ((byte)'{' or (byte)'['))
            {
                Scalar();
                continue;
            }

            if (++depth == MaxSkippedDepth)
            {
                Break();
                return;
            }

            objects = (objects << 1) | (isObject ? 1UL : 0UL);
            isObject = next == (byte)'{';
            Enter(next);
        }
    }

    private bool Enter(byte open)
    {
        if (Peek() != open) return Break();
        _at++;
        _afterValue = false;
        return true;
    }

    private bool NextEntry(byte close)
    {
        byte next = Peek();
        if (next == close)
        {
            _at++;
            _afterValue = true;
            return false;
        }

        if (!_afterValue) return next != 0 || Break();
        if (next != (byte)',') return Break();
        _at++;
        _afterValue = false;
        return Peek() != close || Break();
    }

    /// <summary>The next byte that is not white space; 0 at the end. A real zero byte is no JSON either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Peek()
    {
        int at = _at;
        if ((uint)at >= (uint)_text.Length) return 0;
        byte b = _text[at];
        return b > (byte)' ' ? b : PeekBehindSpace();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte PeekBehindSpace()
    {
        while ((uint)_at < (uint)_text.Length)
        {
            byte b = _text[_at];
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')) return b;
            _at++;
        }

        return 0;
    }

    private bool ReadString(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Peek() != (byte)'"') return Break();
        ReadOnlySpan<byte> text = _text;
        int start = _at + 1;
        for (int i = FindSpecial(text, start); i < text.Length; i = FindSpecial(text, i))
        {
            if (text[i] == (byte)'"')
            {
                value = text[start..i];
                _at = i + 1;
                return true;
            }

            int escape = text[i] == (byte)'\\' ? EscapeLength(text[i..]) : 0;
            if (escape == 0) break;
            i += escape;
        }

        return Break();
    }

    /// <summary>
    /// The first quote, backslash or control character from here on, or the end: eight bytes at a time. In each mask
    /// the lowest set bit is exact; bits above it may be wrong, and are not used.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindSpecial(ReadOnlySpan<byte> text, int from)
    {
        const ulong Ones = 0x0101_0101_0101_0101;
        const ulong Tops = 0x8080_8080_8080_8080;
        int i = from;
        while (BitConverter.IsLittleEndian && text.Length - i >= sizeof(ulong))
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), i));
            ulong quotes = word ^ (Ones * '"');
            ulong slashes = word ^ (Ones * '\\');
            ulong found = ((quotes - Ones) & ~quotes) | ((slashes - Ones) & ~slashes) | ((word - Ones * ' ') & ~word);
            if ((found & Tops) != 0) return i + BitOperations.TrailingZeroCount(found & Tops) / 8;
            i += sizeof(ulong);
        }

        while (i < text.Length && text[i] >= (byte)' ' && text[i] != (byte)'"' && text[i] != (byte)'\\') i++;
        return i;
    }

    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2) return 0;
        if ("\"\\/bfnrt"u8.Contains(text[1])) return 2;
        if (text[1] != (byte)'u' || text.Length < 6) return 0;
        for (int i = 2; i < 6; i++)
        {
            if (!char.IsAsciiHexDigit((char)text[i])) return 0;
        }

        return 6;
    }

    private bool ReadNumber()
    {
        ReadOnlySpan<byte> text = _text;
        int at = _at;
        while ((uint)at < (uint)text.Length && IsDigit(text[at])) at++;
        bool isPlain = at > _at && (uint)at < (uint)text.Length && text[at] is (byte)',' or (byte)'}' or (byte)']';
        if (isPlain && (text[_at] != (byte)'0' || at == _at + 1))
        {
            _at = at; // a whole number, as nearly all of them are
            return true;
        }

        if (_text[_at] == (byte)'-') _at++;
        int start = _at;
        int digits = ReadDigits();
        if (digits == 0 || (digits > 1 && _text[start] == (byte)'0')) return false;
        if (At() == (byte)'.')
        {
            _at++;
            if (ReadDigits() == 0) return false;
        }

        if (At() is not ((byte)'e' or (byte)'E')) return true;
        _at++;
        if (At() is (byte)'+' or (byte)'-') _at++;
        return ReadDigits() > 0;
    }

    private int ReadDigits()
    {
        int start = _at;
        while ((uint)_at < (uint)_text.Length && IsDigit(_text[_at])) _at++;
        return _at - start;
    }

    private readonly byte At() => (uint)_at < (uint)_text.Length ? _text[_at] : (byte)0;

    private bool ReadWord()
    {
        ReadOnlySpan<byte> rest = _text[_at..];
        int length = rest.StartsWith("true"u8) || rest.StartsWith("null"u8) ? 4 : rest.StartsWith("false"u8) ? 5 : 0;
        _at += length;
        return length > 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    private bool Break()
    {
        IsBroken = true;
        _at = _text.Length;
        _afterValue = true;
        return false;
    }
}
