namespace OpenSQT.Lmax.Engine.Model;

/// <summary>
/// Two characters <c>[a-z0-9]</c> that tell the order ids of one bot from another's on the same account.
/// </summary>
public readonly record struct BotCode
{
    private readonly byte _first;
    private readonly byte _second;

    private BotCode(byte first, byte second)
    {
        _first = first;
        _second = second;
    }

    public static bool TryParse(string text, out BotCode code)
    {
        code = default;
        if (text is not { Length: 2 } || !IsAllowed(text[0]) || !IsAllowed(text[1])) return false;
        code = new BotCode((byte)text[0], (byte)text[1]);
        return true;
    }

    public void CopyTo(Span<byte> text)
    {
        text[0] = _first;
        text[1] = _second;
    }

    public bool IsAt(ReadOnlySpan<byte> text) => text[0] == _first && text[1] == _second;

    public override string ToString() => $"{(char)_first}{(char)_second}";

    private static bool IsAllowed(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
