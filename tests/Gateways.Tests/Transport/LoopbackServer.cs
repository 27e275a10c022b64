using System.Net;
using System.Net.Sockets;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

/// <summary>
/// A TCP server on a free loopback port: each connection runs the test's script on a thread of its own.
/// </summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly Action<Socket, int> _script;
    private int _connections;

    public LoopbackServer(Action<Socket, int> script)
    {
        _script = script;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        new Thread(Accept) { IsBackground = true, Name = "loopback" }.Start();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public int Connections => Volatile.Read(ref _connections);

    public void Dispose()
    {
        _listener.Stop();
        lock (_sockets)
        {
            foreach (Socket socket in _sockets) socket.Dispose();
        }
    }

    /// <summary>Reads up to and including an empty line; null = the peer has closed.</summary>
    public static string? ReadHead(Socket socket)
    {
        var head = new System.Text.StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (socket.Receive(one) == 0) return null;
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public static void Send(Socket socket, string text) => socket.Send(System.Text.Encoding.UTF8.GetBytes(text));

    public static string Reply(int status, string body, string headers = "") =>
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{headers}"
        + $"Content-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                socket.NoDelay = true;
                int number = Interlocked.Increment(ref _connections);
                lock (_sockets) _sockets.Add(socket);
                new Thread(() => Serve(socket, number)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            return; // the test is over
        }
    }

    private void Serve(Socket socket, int number)
    {
        try
        {
            using (socket) _script(socket, number);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return; // the peer or the test closed it
        }
    }
}
