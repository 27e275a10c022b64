using System.Net;
using OpenSQT.Lmax.Dashboard.Access;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>Where the dashboard listens and who may use it.</summary>
public sealed record DashboardOptions
{
    /// <summary>Tried first when <see cref="Port"/> is null, so that a tunnel or a bookmark works again.</summary>
    public const int UsualPort = 8780;

    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Null = <see cref="UsualPort"/>, or any free one where that is taken; 0 = any free one.</summary>
    public int? Port { get; init; }
    public AccessToken Token { get; init; } = AccessToken.Generate();

    /// <summary>PEM files; null = plain HTTP.</summary>
    public string? CertificateFile { get; init; }
    public string? KeyFile { get; init; }

    /// <summary>Something else encrypts (a reverse proxy, a VPN): plain HTTP for other machines is meant.</summary>
    public bool AllowPlainText { get; init; }

    /// <summary>Host names, besides localhost and plain addresses, under which the page may be opened.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>The page's language before the reader chooses: one of <see cref="Languages"/>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Languages of the columns of <see cref="Texts"/>.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["en"];

    /// <summary>Every text of the page by its key, and the names of the engine's states.</summary>
    public IReadOnlyDictionary<string, string[]> Texts { get; init; } = new Dictionary<string, string[]>();

    public bool UsesTls => CertificateFile is not null;

    /// <summary>A token in plain text on a network is everybody's token; null = no such danger.</summary>
    public string? Danger => IPAddress.IsLoopback(Listen) || UsesTls || AllowPlainText
        ? null
        : $"{Listen} is reachable from other machines and the dashboard would be plain HTTP: listen on 127.0.0.1 and "
            + "use an SSH tunnel, or give dashboard.tls_certificate and dashboard.tls_key, or set "
            + "dashboard.allow_plain_text: true where something else encrypts";
}
