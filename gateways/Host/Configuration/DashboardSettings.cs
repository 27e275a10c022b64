using System.Globalization;
using System.Net;
using OpenSQT.Lmax.Dashboard;
using OpenSQT.Lmax.Dashboard.Access;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>The section <c>dashboard</c> as the web page's options, with what contradicts in it.</summary>
public sealed class DashboardSettings
{
    private const string Certificate = "dashboard.tls_certificate";
    private const string Key = "dashboard.tls_key";

    private static readonly string[] PageKeys =
    [
        "page.", "verb.", "Side.", "Reason.", "SlotState.", "GateCause.", "EnginePhase.", "TradingState.",
    ];

    private readonly List<(string Path, string Fault)> _faults = [];

    public DashboardSettings(ConfigValues values)
    {
        string port = values.Text("dashboard.port")!;
        if (!IPAddress.TryParse(values.Text("dashboard.listen")!, out IPAddress? listen))
        {
            _faults.Add(("dashboard.listen", TextRule.IpAddress.Expected));
            listen = IPAddress.Loopback;
        }

        if (values.IsGiven(Certificate) != values.IsGiven(Key))
            _faults.Add((values.IsGiven(Key) ? Key : Certificate, Words.Of("config.together", Certificate, Key)));
        var options = new DashboardOptions
        {
            Listen = listen,
            Port = port is "auto" or "off" ? null : int.Parse(port, CultureInfo.InvariantCulture),
            Token = values.Text("dashboard.token") is { } token ? new AccessToken(token) : AccessToken.Generate(),
            CertificateFile = values.Text(Certificate),
            KeyFile = values.Text(Key),
            AllowPlainText = values.Flag("dashboard.allow_plain_text"),
            HostNames = values.Text("dashboard.hosts")?.Split(',') ?? [],
            Language = Words.Language,
            Languages = Words.Languages,
            Texts = Words.Table
                .Where(row => PageKeys.Any(prefix => row.Key.StartsWith(prefix, StringComparison.Ordinal)))
                .ToDictionary(row => row.Key, row => row.Value),
        };
        if (port == "off") return;
        if (options.Danger is { } danger) _faults.Add(("dashboard.listen", danger));
        Options = options;
    }

    /// <summary>Null = the page is off.</summary>
    public DashboardOptions? Options { get; }

    /// <summary>Contradictions, each with the key that it is about.</summary>
    public IReadOnlyList<(string Path, string Fault)> Faults => _faults;
}
