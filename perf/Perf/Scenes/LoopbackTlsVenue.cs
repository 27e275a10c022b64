using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace OpenSQT.Lmax.Perf.Scenes;

/// <summary>
/// A TLS server on 127.0.0.1 that reads HTTP requests without a body and answers each with the same few bytes: the
/// least that a venue can do, so that a round trip shows the client and the kernel.
/// </summary>
public sealed class LoopbackTlsVenue : IDisposable
{
    private static readonly byte[] Reply =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;

    public LoopbackTlsVenue(X509Certificate2 certificate)
    {
        _certificate = certificate;
        _listener.Start();
        new Thread(Accept) { IsBackground = true, Name = "loopback-accept" }.Start();
    }

    public Uri BaseAddress => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                socket.NoDelay = true;
                new Thread(() => Serve(socket)) { IsBackground = true, Name = "loopback-serve" }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return; // disposed
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            tls.AuthenticateAsServer(_certificate);
            byte[] buffer = new byte[16 * 1024];
            int filled = 0;
            int count;
            while ((count = tls.Read(buffer.AsSpan(filled))) > 0)
            {
                filled += count;
                if (!buffer.AsSpan(0, filled).EndsWith("\r\n\r\n"u8)) continue;
                filled = 0;
                tls.Write(Reply);
            }
        }
        catch (IOException)
        {
            return; // the client has gone
        }
    }
}
