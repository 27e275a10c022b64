using System.Net;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// Where to connect: host, port, TLS or not, and the path that everything lies below. Plain text is accepted for
/// loopback addresses only; there is no switch for it, and none that turns certificate checks off.
/// </summary>
public sealed record VenueAddress
{
    private VenueAddress(string host, int port, bool isTls, string basePath)
    {
        Host = host;
        Port = port;
        IsTls = isTls;
        BasePath = basePath;
    }

    public string Host { get; }
    public int Port { get; }
    public bool IsTls { get; }

    /// <summary>Empty, or a path that starts with a slash and does not end with one.</summary>
    public string BasePath { get; }

    /// <summary>For HTTP's Host header.</summary>
    public string HostHeader =>
        (Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)
        + (Port == (IsTls ? 443 : 80) ? "" : $":{Port}");

    /// <summary>Reads an http, https, ws or wss address.</summary>
    public static VenueAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0
            || uri.Scheme is not ("http" or "https" or "ws" or "wss"))
            throw new VenueException(
                $"'{text}' is not an address: write https://host, wss://host or http://127.0.0.1:port");
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0)
            throw new VenueException("a venue address has neither user nor query: keys belong into the environment");
        bool isTls = uri.Scheme is "https" or "wss";
        if (!isTls && !IsLoopback(uri.DnsSafeHost))
            throw new VenueException($"'{text}' would send keys and orders in plain text: use "
                + $"{(uri.Scheme == "ws" ? "wss" : "https")}:// (plain text is accepted for loopback addresses only)");
        int port = uri.Port > 0 ? uri.Port : isTls ? 443 : 80;
        return new VenueAddress(uri.DnsSafeHost, port, isTls, uri.AbsolutePath.TrimEnd('/'));
    }

    /// <summary>The same place, with a path added below.</summary>
    public VenueAddress Below(string path) => new(Host, Port, IsTls, BasePath + path);

    /// <summary>
    /// Where the host is found, in the order to try. Plain text is checked again against what it resolves to.
    /// </summary>
    public IPAddress[] Resolve()
    {
        IPAddress[] found = IPAddress.TryParse(Host, out IPAddress? literal) ? [literal] : Dns.GetHostAddresses(Host);
        if (!IsTls && !found.All(IPAddress.IsLoopback))
            throw new VenueException($"{Host} is not a loopback address: plain text is refused");
        return found;
    }

    public override string ToString() => $"{(IsTls ? "https" : "http")}://{HostHeader}{BasePath}";

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
