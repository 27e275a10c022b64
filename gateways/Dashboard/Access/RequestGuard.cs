using System.Net;
using Microsoft.AspNetCore.Http;

namespace OpenSQT.Lmax.Dashboard.Access;

/// <summary>
/// Refuses what did not come from the dashboard's own page or from a program with the token: a foreign host name
/// (DNS rebinding), a foreign origin (a page of somebody else in the operator's browser), a missing token.
/// </summary>
internal sealed class RequestGuard(DashboardOptions options)
{
    /// <summary>Of every answer: nothing but our own files runs, and nobody frames or keeps the page.</summary>
    public static readonly (string Name, string Value)[] Headers =
    [
        ("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
        ("Cache-Control", "no-store"),
    ];

    /// <summary>Null = the request may go on; else the status and the text of the refusal.</summary>
    public (int Status, string Why)? Refuse(HttpRequest request, bool needsToken)
    {
        if (!IsOurHost(request.Host.Host))
        {
            return (StatusCodes.Status403Forbidden,
                "this host name is not known here: open the page by its address, or add the name to dashboard.hosts");
        }

        if (!IsSameOrigin(request)) return (StatusCodes.Status403Forbidden, "requests of other sites are refused");
        if (!needsToken || options.Token.Opens(request.Headers.Authorization)) return null;
        return (StatusCodes.Status401Unauthorized, "the header 'Authorization: Bearer TOKEN' is missing or wrong");
    }

    /// <summary>An address cannot be rebound; of the names only those that the operator gave are ours.</summary>
    private bool IsOurHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host, out _)
        || options.HostNames.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Browsers name the origin of every POST; other programs send no such header.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        if (origin is not null)
        {
            return Uri.TryCreate(origin, UriKind.Absolute, out Uri? address)
                && HostString.FromUriComponent(address.Authority).Equals(WithoutUsualPort(request.Host, address));
        }

        string? site = request.Headers["Sec-Fetch-Site"];
        return HttpMethods.IsGet(request.Method) || site is null or "same-origin";
    }

    private static HostString WithoutUsualPort(HostString host, Uri origin) =>
        origin.IsDefaultPort && host.Port == origin.Port ? new HostString(host.Host) : host;
}
