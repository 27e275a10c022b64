using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// One TCP connection, plain or TLS, over a blocking socket: one thread reads, one thread writes, any thread may
/// abort. Everything is synchronous: after one asynchronous call a socket allocates on every blocking one.
/// </summary>
public sealed class Wire : IDisposable
{
    private const int ConnectTimeoutMs = 5_000;
    private const int WriteTimeoutMs = 2_000;

    private readonly Socket _socket;
    private readonly ReadingStream _plain;
    private readonly SslStream? _tls;

    private Wire(Socket socket, ReadingStream plain, SslStream? tls)
    {
        _socket = socket;
        _plain = plain;
        _tls = tls;
    }

    /// <summary>
    /// Connects and, for TLS, checks the certificate against the machine's roots, or against
    /// <paramref name="customRoot"/> alone (for tests). Throws <see cref="VenueException"/>.
    /// </summary>
    public static Wire Connect(VenueAddress address, X509Certificate2? customRoot, int tickMs, IWireWatch watch)
    {
        Socket? socket = null;
        try
        {
            socket = ConnectAny(address);
            socket.NoDelay = true;
            socket.ReceiveTimeout = tickMs;
            socket.SendTimeout = WriteTimeoutMs;
            var plain = new ReadingStream(socket, watch);
            SslStream? tls = address.IsTls ? Authenticate(plain, address.Host, customRoot) : null;
            return new Wire(socket, plain, tls);
        }
        catch (Exception e)
            when (e is SocketException or IOException or AuthenticationException or ObjectDisposedException)
        {
            socket?.Dispose();
            string why = e is ObjectDisposedException ? $"no answer within {ConnectTimeoutMs} ms" : e.Message;
            throw new VenueException($"cannot connect to {address.Host}:{address.Port}: {why}", e);
        }
    }

    /// <summary>
    /// Waits for bytes; 0 = the connection is over (closed, failed, aborted or given up by its watch).
    /// </summary>
    public int Read(Span<byte> buffer)
    {
        try
        {
            return _tls is null ? _plain.Read(buffer) : _tls.Read(buffer);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Hands all bytes to the kernel; false when that failed, perhaps half way.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_tls is null) _plain.Write(bytes);
            else _tls.Write(bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException
                                      or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether the peer has closed, or sent something unasked: a quiet connection has nothing to read.
    /// </summary>
    public bool IsStale()
    {
        try
        {
            return _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Ends the connection from any thread; a blocked reader wakes with 0 bytes.</summary>
    public void Abort()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _socket.Dispose(); // was not connected any more
        }
    }

    public void Dispose() => _socket.Dispose();

    private static Socket ConnectAny(VenueAddress address)
    {
        IPAddress[] candidates = address.Resolve();
        for (int i = 0; ; i++)
        {
            var socket = new Socket(candidates[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                using var bell = new Timer(_ => socket.Dispose(), null, ConnectTimeoutMs, Timeout.Infinite);
                socket.Connect(new IPEndPoint(candidates[i], address.Port));
                return socket;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                socket.Dispose();
                if (i == candidates.Length - 1) throw;
            }
        }
    }

    private static SslStream Authenticate(ReadingStream plain, string host, X509Certificate2? customRoot)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (customRoot is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.Add(customRoot);
        }

        var tls = new SslStream(plain, leaveInnerStreamOpen: true);
        tls.AuthenticateAsClient(options);
        return tls;
    }
}
