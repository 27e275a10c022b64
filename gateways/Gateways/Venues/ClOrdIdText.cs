using System.Text;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>
/// How our order ids look at a venue: the broker's prefix, where one is agreed with the venue, then the text of
/// <see cref="ClOrdId"/>. An id is read whatever stands before it, so that orders of before a change of the prefix
/// stay ours; bot code and check digits keep foreign texts out.
/// </summary>
public readonly struct ClOrdIdText
{
    /// <summary>Of a whole text: Gate takes 28 bytes after its own <c>t-</c>, Binance 36 in all.</summary>
    public const int MaxLength = 28;

    public const int MaxPrefixLength = MaxLength - ClOrdId.TextLength;

    private readonly BotCode _bot;
    private readonly byte[] _prefix;

    /// <param name="bot">Whose orders are ours.</param>
    /// <param name="prefix">ASCII, at most <see cref="MaxPrefixLength"/>; empty = none.</param>
    public ClOrdIdText(BotCode bot, string prefix)
    {
        if (prefix.Length > MaxPrefixLength)
            throw new ArgumentException($"longer than {MaxPrefixLength}: '{prefix}'", nameof(prefix));
        _bot = bot;
        _prefix = Encoding.ASCII.GetBytes(prefix);
    }

    public static implicit operator ClOrdIdText(BotCode bot) => new(bot, "");

    /// <summary>Writes the text and returns its length.</summary>
    public int Format(ulong clOrdId, Span<byte> text)
    {
        _prefix.CopyTo(text);
        new ClOrdId(clOrdId).Format(_bot, text[_prefix.Length..]);
        return _prefix.Length + ClOrdId.TextLength;
    }

    /// <summary>The same for people.</summary>
    public string TextOf(ulong clOrdId)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Format(clOrdId, text)]);
    }

    /// <summary>One of this bot's ids; false for every foreign text.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, out ClOrdId id)
    {
        id = default;
        return text.Length >= ClOrdId.TextLength && ClOrdId.TryParse(text[^ClOrdId.TextLength..], _bot, out id);
    }
}
