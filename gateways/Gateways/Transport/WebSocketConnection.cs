using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// One WebSocket: handshake, masked sending, receiving into a parser. One thread receives; any may send or abort.
/// </summary>
public sealed class WebSocketConnection : IDisposable
{
    private const int MaxHandshakeBytes = 16 * 1024;

    private readonly Lock _sending = new();
    private readonly Wire _wire;
    private readonly WebSocketParser _parser;
    private readonly byte[] _outgoing = new byte[4 * 1024];

    private WebSocketConnection(Wire wire, WebSocketParser parser)
    {
        _wire = wire;
        _parser = parser;
    }

    /// <summary>
    /// Connects and upgrades. The target (path and query) may hold a listen key and is never shown; further header
    /// lines each end with CR LF.
    /// </summary>
    public static WebSocketConnection Open(
        VenueAddress address, string target, string headers, X509Certificate2? customRoot, WebSocketParser parser,
        int tickMs, IWireWatch watch)
    {
        parser.Reset();
        Wire wire = Wire.Connect(address, customRoot, tickMs, watch);
        try
        {
            Upgrade(wire, address, target, headers, parser);
            return new WebSocketConnection(wire, parser);
        }
        catch
        {
            wire.Dispose();
            throw;
        }
    }

    /// <summary>Waits for more; false = the connection is over.</summary>
    public bool Receive()
    {
        int count = _wire.Read(_parser.Free());
        _parser.Commit(count);
        return count > 0;
    }

    /// <summary>
    /// Sends one frame of at most 4 000 bytes, masked as the protocol demands of clients; false when that failed,
    /// perhaps half way.
    /// </summary>
    public bool TrySend(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _outgoing.Length - 8) throw new ArgumentException($"a frame of {payload.Length} bytes");
        lock (_sending)
        {
            _outgoing[0] = (byte)(0x80 | (int)opcode);
            int header = 2;
            if (payload.Length < 126) _outgoing[1] = (byte)(0x80 | payload.Length);
            else
            {
                _outgoing[1] = 0x80 | 126;
                BinaryPrimitives.WriteUInt16BigEndian(_outgoing.AsSpan(2), (ushort)payload.Length);
                header = 4;
            }

            Span<byte> mask = _outgoing.AsSpan(header, 4);
            RandomNumberGenerator.Fill(mask);
            Span<byte> body = _outgoing.AsSpan(header + 4, payload.Length);
            for (int i = 0; i < payload.Length; i++) body[i] = (byte)(payload[i] ^ mask[i & 3]);
            return _wire.TryWrite(_outgoing.AsSpan(0, header + 4 + payload.Length));
        }
    }

    public void Abort() => _wire.Abort();

    public void Dispose() => _wire.Dispose();

    private static void Upgrade(
        Wire wire, VenueAddress address, string target, string headers, WebSocketParser parser)
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        string request =
            $"GET {address.BasePath}{target} HTTP/1.1\r\nHost: {address.HostHeader}\r\nUpgrade: websocket\r\n"
            + $"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n";
        bool isSent = wire.TryWrite(Encoding.ASCII.GetBytes(request));
        int headLength = -1;
        while (isSent && headLength < 0)
        {
            int count = wire.Read(parser.Free());
            parser.Commit(count);
            headLength = parser.Pending.IndexOf("\r\n\r\n"u8);
            if (count == 0 || parser.Pending.Length > MaxHandshakeBytes) break;
        }

        if (headLength < 0)
            throw new VenueException($"{address.Host}:{address.Port} did not answer the WebSocket upgrade");
        string head = Encoding.Latin1.GetString(parser.Pending[..headLength]);
        parser.Discard(headLength + 4);
        CheckUpgrade(head, key, address);
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 demands SHA-1 here; nothing secret depends on it")]
    private static void CheckUpgrade(string head, string key, VenueAddress address)
    {
        string[] lines = head.Split("\r\n");
        string[] first = lines[0].Split(' ');
        if (first.Length < 2 || first[1] != "101")
            throw new VenueException($"{address.Host}:{address.Port} refused the WebSocket below '{address.BasePath}': "
                + $"'{(lines[0].Length > 60 ? lines[0][..60] : lines[0])}'");
        byte[] hash = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
        string expected = Convert.ToBase64String(hash);
        bool isAccepted = lines.Any(line =>
            line.StartsWith("Sec-WebSocket-Accept:", StringComparison.OrdinalIgnoreCase)
            && line[(line.IndexOf(':') + 1)..].Trim() == expected);
        if (!isAccepted) throw new VenueException($"{address.Host}:{address.Port} is not a WebSocket server");
    }
}
