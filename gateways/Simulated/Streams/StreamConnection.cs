using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Streams;

/// <summary>
/// One WebSocket client of a stream class. A client that reads too slowly is disconnected when its queue is full;
/// nobody waits for it.
/// </summary>
internal sealed class StreamConnection(
    WebSocket socket, StreamClass streamClass, bool wrapped, string[]? events, StreamHub hub, FaultSwitches faults)
    : IDisposable
{
    private const int QueueCapacity = 65_536;
    private const int MaxMessageBytes = 65_536;

    private readonly CancellationTokenSource _end = new();
    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public StreamClass Class => streamClass;

    /// <summary>Frames travel as <c>{"stream":…,"data":…}</c>.</summary>
    public bool IsWrapped { get; private set; } = wrapped;

    public bool Wants(string eventName) => events is null || events.Contains(eventName);

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
    public async Task RunAsync(IEnumerable<string> names, CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.Register(Abort);
        hub.Add(this);
        foreach (string name in names) hub.Subscribe(this, name);
        Task sending = SendAsync();
        try
        {
            await ReceiveAsync();
        }
        finally
        {
            hub.Remove(this);
            _queue.Writer.TryComplete();
            await _end.CancelAsync();
            await sending;
        }
    }

    public void Dispose() => _end.Dispose();

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
                Answer(buffer.AsSpan(0, length));
                length = 0;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort(); // both ends of the story: the client went away, or we dropped it
        }
    }

    private void Answer(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            Enqueue(Answer(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            Enqueue("""{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}}"""u8.ToArray());
        }
    }

    private byte[] Answer(JsonElement request)
    {
        string id = request.TryGetProperty("id", out JsonElement value) ? value.GetRawText() : "null";
        string result = "null";
        switch (request.GetProperty("method").GetString())
        {
            case "SUBSCRIBE":
                foreach (JsonElement name in request.GetProperty("params").EnumerateArray())
                    hub.Subscribe(this, name.GetString()!);
                break;
            case "UNSUBSCRIBE":
                foreach (JsonElement name in request.GetProperty("params").EnumerateArray())
                    hub.Unsubscribe(this, name.GetString()!);
                break;
            case "LIST_SUBSCRIPTIONS":
                result = JsonSerializer.Serialize(hub.SubscriptionsOf(this));
                break;
            case "SET_PROPERTY":
                IsWrapped = request.GetProperty("params")[1].GetBoolean();
                break;
            default:
                return Bytes($$"""{"error":{"code":2,"msg":"Invalid request: unknown method"},"id":{{id}}}""");
        }

        return Bytes($$"""{"result":{{result}},"id":{{id}}}""");
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
