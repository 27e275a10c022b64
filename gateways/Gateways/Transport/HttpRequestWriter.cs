using System.Text;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// Lays a request out as HTTP/1.1 bytes in one piece, so that it leaves in one write. Used by one thread.
/// </summary>
public sealed class HttpRequestWriter
{
    private static readonly byte[][] Verbs = ["GET "u8.ToArray(), "POST "u8.ToArray(), "PUT "u8.ToArray(),
        "DELETE "u8.ToArray()];

    private readonly ByteText _bytes = new(8 * 1024);
    private readonly byte[] _basePath;
    private readonly byte[] _afterTarget;

    public HttpRequestWriter(VenueAddress address)
    {
        _basePath = Encoding.ASCII.GetBytes(address.BasePath);
        _afterTarget = Encoding.ASCII.GetBytes($" HTTP/1.1\r\nHost: {address.HostHeader}\r\n");
    }

    /// <summary>The whole request; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(VenueRequest request)
    {
        _bytes.Clear();
        _bytes.Add(Verbs[(int)request.Verb]).Add(_basePath).Add(request.Target.Span).Add(_afterTarget);
        _bytes.Add(request.Headers.Span);
        if (request.Verb != HttpVerb.Get || request.Body.Length > 0)
            _bytes.Add("Content-Length: "u8).Add(request.Body.Length).Add("\r\n"u8);
        _bytes.Add("\r\n"u8).Add(request.Body.Span);
        return _bytes.Span;
    }
}
