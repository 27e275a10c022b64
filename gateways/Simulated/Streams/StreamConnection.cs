using System.Net.WebSockets;
using System.Text.Json;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Streams;

/// <summary>One WebSocket client of a stream class.</summary>
internal sealed class StreamConnection(
    WebSocket socket, StreamClass streamClass, bool wrapped, string[]? events, StreamHub hub, FaultSwitches faults)
    : SocketConnection(socket, faults)
{
    public StreamClass Class => streamClass;

    /// <summary>Frames travel as <c>{"stream":…,"data":…}</c>.</summary>
    public bool IsWrapped { get; private set; } = wrapped;

    public bool Wants(string eventName) => events is null || events.Contains(eventName);

    /// <summary>Serves the connection, with these streams to begin with, until either side ends it.</summary>
    public async Task RunAsync(IEnumerable<string> names, CancellationToken stop)
    {
        hub.Add(this);
        foreach (string name in names) hub.Subscribe(this, name);
        try
        {
            await RunAsync(stop);
        }
        finally
        {
            hub.Remove(this);
        }
    }

    protected override void OnMessage(ReadOnlySpan<byte> message)
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
