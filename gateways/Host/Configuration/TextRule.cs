using System.Text.RegularExpressions;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>What a text value must look like.</summary>
/// <param name="Pattern">A regular expression for the whole value.</param>
/// <param name="Key">Of the same in words, in the table of texts.</param>
public sealed record TextRule(string Pattern, string Key)
{
    public static readonly TextRule Symbol = new("[A-Z0-9_-]{1,24}", "rule.symbol");
    public static readonly TextRule BotCode = new("[a-z0-9]{2}", "rule.botCode");
    public static readonly TextRule BrokerPrefix = new("[A-Za-z0-9_-]{1,10}", "rule.brokerPrefix");
    public static readonly TextRule Core = new("auto|[0-9]{1,4}", "rule.core");
    public static readonly TextRule AlertKind =
        new("start|stop|state|fills|rejects|reconcile|disconnect|journal|daily", "rule.alertKind");

    public static readonly TextRule HttpAddress =
        new("https?://[^ ]+", "rule.http");

    public static readonly TextRule SocketAddress = new("wss?://[^ ]+", "rule.socket");

    public static readonly TextRule DashboardPort = new(
        "auto|off|[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]",
        "rule.dashboardPort");

    public static readonly TextRule Token =
        new("[A-Za-z0-9_-]{32,128}", "rule.token");

    public static readonly TextRule IpAddress = new("[0-9a-fA-F.:]{2,45}", "rule.ip");
    public static readonly TextRule HostName = new("[A-Za-z0-9.-]{1,253}", "rule.host");

    public string Expected => Words.Of(Key);

    public bool Allows(string text) =>
        Regex.IsMatch(text, $"^(?:{Pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
