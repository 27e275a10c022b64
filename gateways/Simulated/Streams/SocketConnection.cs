using System.Net.WebSockets;
using System.Threading.Channels;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Streams;

/// <summary>
/// One WebSocket client. What is to be sent waits in a queue; a client that reads too slowly is disconnected when that
/// is full: nobody waits for it.
/// </summary>
internal abstract class SocketConnection(WebSocket socket, FaultSwitches faults) : IDisposable
{
    private const int QueueCapacity = 65_536;
    private const int MaxMessageBytes = 65_536;

    private readonly CancellationTokenSource _end = new();
    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Canceled when the connection ends.</summary>
    protected CancellationToken Ended => _end.Token;

    public void Enqueue(byte[] frame)
    {
        if (!_queue.Writer.TryWrite(frame)) Abort();
    }

    public void Abort()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return; // it has ended by itself
        }

        socket.Abort();
    }

    /// <summary>Serves the connection until either side ends it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.Register(Abort);
        Task sending = SendAsync();
        try
        {
            await ReceiveAsync();
        }
        finally
        {
            _queue.Writer.TryComplete();
            await _end.CancelAsync();
            await sending;
        }
    }

    public void Dispose() => _end.Dispose();

    protected abstract void OnMessage(ReadOnlySpan<byte> message);

    private async Task SendAsync()
    {
        try
        {
            await foreach (byte[] frame in _queue.Reader.ReadAllAsync(_end.Token))
            {
                if (faults.IsHanging) await faults.WhileHangingAsync(_end.Token);
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort(); // the receiving side sees it and ends the connection
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[MaxMessageBytes];
        int length = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, grace.Token);
                    return;
                }

                length += got.Count;
                if (length == buffer.Length) return; // no client message is that long
                if (!got.EndOfMessage) continue;
                OnMessage(buffer.AsSpan(0, length));
                length = 0;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort(); // both ends of the story: the client went away, or we dropped it
        }
    }
}
