using System.Net.Sockets;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// A blocking socket as a stream that tells its watch before it waits, and once a tick while it waits. TLS lies
/// above it: so the watch learns when TLS, too, has handed out everything it had, and a timeout never reaches the
/// TLS state.
/// </summary>
internal sealed class ReadingStream(Socket socket, IWireWatch watch) : Stream
{
    // A read that came back short emptied the kernel's buffer: it saves asking.
    private bool _isDrained;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (_isDrained || socket.Available == 0) watch.BeforeBlocking();
        while (true)
        {
            int count = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                _isDrained = count < buffer.Length;
                return count;
            }

            bool isTick = error is SocketError.TimedOut or SocketError.WouldBlock or SocketError.Interrupted;
            if (!isTick || !watch.KeepWaiting()) return 0;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = socket.Send(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.Interrupted) continue;
            if (error != SocketError.Success) throw new IOException($"write failed: {error}");
            buffer = buffer[count..];
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
