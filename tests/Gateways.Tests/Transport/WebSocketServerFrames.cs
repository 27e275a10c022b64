using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

/// <summary>The server's half of the WebSocket protocol, as far as tests need it.</summary>
internal static class WebSocketServerFrames
{
    public static byte[] Frame(int opcode, byte[] payload, bool isFinal = true)
    {
        byte[] header = payload.Length switch
        {
            < 126 => [(byte)((isFinal ? 0x80 : 0) | opcode), (byte)payload.Length],
            < 65536 => [(byte)((isFinal ? 0x80 : 0) | opcode), 126, 0, 0],
            _ => [(byte)((isFinal ? 0x80 : 0) | opcode), 127, 0, 0, 0, 0, 0, 0, 0, 0],
        };
        if (header.Length == 4) BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)payload.Length);
        if (header.Length == 10) BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2), (ulong)payload.Length);
        return [.. header, .. payload];
    }

    public static byte[] Text(string text) => Frame(1, Encoding.UTF8.GetBytes(text));

    /// <summary>Answers the upgrade; returns the request's target.</summary>
    public static string Upgrade(Socket socket)
    {
        string head = LoopbackServer.ReadHead(socket) ?? throw new SocketException((int)SocketError.ConnectionReset);
        Accept(socket, head);
        return head.Split(' ')[1];
    }

    /// <summary>Answers an upgrade whose head has been read.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 demands SHA-1 here")]
    public static void Accept(Socket socket, string head)
    {
        string key = head.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
        byte[] hash = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
        LoopbackServer.Send(socket, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"sec-websocket-accept: {Convert.ToBase64String(hash)}\r\n\r\n");
    }

    /// <summary>One client frame: opcode and unmasked payload. Fails when it is not masked, as clients must.</summary>
    public static (int Opcode, byte[] Payload) Read(Socket socket)
    {
        byte[] header = ReadExactly(socket, 2);
        Assert.True((header[1] & 0x80) != 0, "a client frame must be masked");
        int length = header[1] & 0x7F;
        if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(ReadExactly(socket, 2));
        byte[] mask = ReadExactly(socket, 4);
        byte[] payload = ReadExactly(socket, length);
        for (int i = 0; i < payload.Length; i++) payload[i] ^= mask[i & 3];
        return (header[0] & 0x0F, payload);
    }

    private static byte[] ReadExactly(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int read = socket.Receive(bytes.AsSpan(at));
            if (read == 0) throw new SocketException((int)SocketError.ConnectionReset);
            at += read;
        }

        return bytes;
    }
}
