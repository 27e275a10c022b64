using System.Text.RegularExpressions;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>What a text value must look like.</summary>
/// <param name="Pattern">A regular expression for the whole value.</param>
/// <param name="Expected">The same in words.</param>
public sealed record TextRule(string Pattern, string Expected)
{
    public static readonly TextRule Symbol = new("[A-Z0-9_-]{1,24}", "a symbol of A-Z, 0-9, _ and - such as ETHUSDT");
    public static readonly TextRule BotCode = new("[a-z0-9]{2}", "two characters of a-z and 0-9");
    public static readonly TextRule Core = new("auto|[0-9]{1,4}", "auto or the number of a processor core");
    public static readonly TextRule HttpAddress =
        new("https?://[^ ]+", "an address that begins with https:// or http://");

    public static readonly TextRule SocketAddress = new("wss?://[^ ]+", "an address that begins with wss:// or ws://");

    public bool Allows(string text) =>
        Regex.IsMatch(text, $"^(?:{Pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
