using System.Buffers.Binary;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// Cuts what a server sends into WebSocket messages (RFC 6455, client side): lengths of 7, 16 and 64 bits,
/// fragmented messages with control frames in between, no extensions. A message lies in place in the receive buffer
/// unless it was fragmented. The buffer grows up to a bound; a message beyond it breaks the stream.
/// <para>A payload is valid until the next call of <see cref="Free"/>.</para>
/// </summary>
public sealed class WebSocketParser
{
    public const int FirstBufferBytes = 128 * 1024;
    public const int MaxMessageBytes = 8 * 1024 * 1024;
    private const int MaxHeaderBytes = 10;
    private const int MaxControlBytes = 125;

    private byte[] _buffer = new byte[FirstBufferBytes];
    private byte[] _fragments = [];
    private int _start;
    private int _end;
    private int _fragmentsLength;
    private WebSocketOpcode _fragmented;

    /// <summary>Why the stream is broken; null = it is not. Nothing can be read after that.</summary>
    public string? Fault { get; private set; }

    /// <summary>Received and not yet consumed.</summary>
    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(_start.._end);

    /// <summary>Forgets everything: for a new connection.</summary>
    public void Reset()
    {
        _start = 0;
        _end = 0;
        _fragmentsLength = 0;
        _fragmented = WebSocketOpcode.Continuation;
        Fault = null;
    }

    /// <summary>Room for the next receive; follow with <see cref="Commit"/>.</summary>
    public Span<byte> Free()
    {
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length) MakeRoom();
        return _buffer.AsSpan(_end);
    }

    public void Commit(int count) => _end += count;

    /// <summary>Consumes bytes that are not frames (the handshake).</summary>
    public void Discard(int count) => _start += count;

    /// <summary>The next whole message or control frame; false = receive more, or <see cref="Fault"/>.</summary>
    public bool TryNext(out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = default;
        payload = default;
        while (Fault is null && TryFrame(out bool isFinal, out opcode, out payload))
        {
            if (opcode >= WebSocketOpcode.Close)
            {
                if (!isFinal || payload.Length > MaxControlBytes) return Break("a control frame in pieces or too long");
                return true;
            }

            bool isContinuation = opcode == WebSocketOpcode.Continuation;
            bool isInside = _fragmented != WebSocketOpcode.Continuation;
            if (isContinuation != isInside) return Break("fragments out of order");
            if (isFinal && !isContinuation) return true;
            if (!Collect(payload)) return Break($"a message of more than {MaxMessageBytes} bytes");
            if (!isContinuation) _fragmented = opcode;
            if (!isFinal) continue;
            opcode = _fragmented;
            payload = _fragments.AsSpan(0, _fragmentsLength);
            _fragmented = WebSocketOpcode.Continuation;
            _fragmentsLength = 0;
            return true;
        }

        return false;
    }

    private bool TryFrame(out bool isFinal, out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload)
    {
        isFinal = false;
        opcode = default;
        payload = default;
        ReadOnlySpan<byte> data = Pending;
        if (data.Length < 2) return false;
        isFinal = (data[0] & 0x80) != 0;
        opcode = (WebSocketOpcode)(data[0] & 0x0F);
        if ((data[0] & 0x70) != 0) return Break("an extension that nobody asked for");
        if (!Enum.IsDefined(opcode)) return Break($"unknown opcode {(int)opcode}");
        if ((data[1] & 0x80) != 0) return Break("a masked frame from a server");
        int header = 2;
        ulong length = (uint)(data[1] & 0x7F);
        if (length >= 126)
        {
            header = length == 126 ? 4 : MaxHeaderBytes;
            if (data.Length < header) return false;
            length = header == 4
                ? BinaryPrimitives.ReadUInt16BigEndian(data[2..])
                : BinaryPrimitives.ReadUInt64BigEndian(data[2..]);
        }

        if (length > MaxMessageBytes) return Break($"a frame of {length} bytes");
        if ((ulong)(data.Length - header) < length) return false;
        payload = data.Slice(header, (int)length);
        _start += header + (int)length;
        return true;
    }

    private bool Collect(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxMessageBytes - _fragmentsLength) return false;
        int needed = _fragmentsLength + payload.Length;
        if (needed > _fragments.Length) Array.Resize(ref _fragments, Math.Max(needed, 2 * _fragments.Length));
        payload.CopyTo(_fragments.AsSpan(_fragmentsLength));
        _fragmentsLength = needed;
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            if (_end < _buffer.Length / 2) return;
        }

        // A frame is at most MaxMessageBytes + header long and is consumed as soon as it is whole: this ends.
        Array.Resize(ref _buffer, 2 * _buffer.Length);
    }

    private bool Break(string why)
    {
        Fault = why;
        return false;
    }
}
