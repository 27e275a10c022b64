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

    public static readonly TextRule DashboardPort = new(
        "auto|off|[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]",
        "auto, off, or a TCP port from 0 (any free one) to 65535");

    public static readonly TextRule Token =
        new("[A-Za-z0-9_-]{32,128}", "32 to 128 characters of A-Z, a-z, 0-9, _ and -");

    public static readonly TextRule IpAddress = new("[0-9a-fA-F.:]{2,45}", "an IP address such as 127.0.0.1");
    public static readonly TextRule HostName = new("[A-Za-z0-9.-]{1,253}", "a host name such as bot.example.org");

    public bool Allows(string text) =>
        Regex.IsMatch(text, $"^(?:{Pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
