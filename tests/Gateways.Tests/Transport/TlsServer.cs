using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

/// <summary>
/// An HTTPS server on loopback with certificates of the test's making, and the authority that signed them.
/// </summary>
internal sealed class TlsServer : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly LoopbackServer _server;
    private int _requests;

    public TlsServer(X509Certificate2 certificate)
    {
        _certificate = certificate;
        _server = new LoopbackServer(Serve);
    }

    public string Url => $"https://localhost:{_server.Port}";

    /// <summary>Requests that were read: with them a key would have been given away.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static X509Certificate2 MakeAuthority()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest(
            "CN=test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2));
    }

    /// <summary>A server's certificate; without an authority it signs itself.</summary>
    public static X509Certificate2 Make(string host, X509Certificate2? authority, int endsInDays = 1)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(endsInDays);
        if (authority is null) return request.CreateSelfSigned(end.AddDays(-300), end);
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        using X509Certificate2 signed = request.Create(authority, end.AddDays(-300), end, serial);
        return signed.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
    }

    private void Serve(Socket socket, int number)
    {
        using var tls = new SslStream(new NetworkStream(socket));
        try
        {
            tls.AuthenticateAsServer(_certificate);
            byte[] request = new byte[4096];
            if (tls.Read(request) == 0) return;
            Interlocked.Increment(ref _requests);
            tls.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return; // the client would not have us, which is what most of these tests want
        }
    }
}
