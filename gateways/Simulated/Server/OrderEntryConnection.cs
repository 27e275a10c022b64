using System.Collections.Frozen;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// One client of the WebSocket API. Methods are REST endpoints under another name; replies carry the request's id and
/// may come out of order when a fault delays one.
/// </summary>
internal sealed class OrderEntryConnection(
    WebSocket socket, Exchange exchange, ApiRequests requests, bool withLimits)
    : SocketConnection(socket, exchange.Faults)
{
    private static readonly FrozenDictionary<string, Endpoint> Methods = new (string Method, string Verb, string Path)[]
    {
        ("ping", "GET", "/fapi/v1/ping"),
        ("time", "GET", "/fapi/v1/time"),
        ("exchangeInfo", "GET", "/fapi/v1/exchangeInfo"),
        ("ticker.book", "GET", "/fapi/v1/ticker/bookTicker"),
        ("order.place", "POST", "/fapi/v1/order"),
        ("order.modify", "PUT", "/fapi/v1/order"),
        ("order.cancel", "DELETE", "/fapi/v1/order"),
        ("order.status", "GET", "/fapi/v1/order"),
        ("account.balance", "GET", "/fapi/v2/balance"),
        ("v2/account.balance", "GET", "/fapi/v3/balance"),
        ("account.status", "GET", "/fapi/v2/account"),
        ("v2/account.status", "GET", "/fapi/v3/account"),
        ("account.position", "GET", "/fapi/v2/positionRisk"),
        ("v2/account.position", "GET", "/fapi/v3/positionRisk"),
        ("userDataStream.start", "POST", "/fapi/v1/listenKey"),
        ("userDataStream.ping", "PUT", "/fapi/v1/listenKey"),
        ("userDataStream.stop", "DELETE", "/fapi/v1/listenKey"),
    }.ToFrozenDictionary(row => row.Method, row => RestApi.Find(row.Verb, row.Path)!);

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            _ = AnswerAsync(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            Enqueue(Refusal("null", "Invalid JSON"));
        }
    }

    private async Task AnswerAsync(JsonElement request)
    {
        string id = "null";
        try
        {
            if (request.TryGetProperty("id", out JsonElement given)) id = given.GetRawText();
            string method = request.GetProperty("method").GetString() ?? "";
            if (!Methods.TryGetValue(method, out Endpoint? endpoint))
            {
                Enqueue(Refusal(id, "Unknown method"));
                return;
            }

            request.TryGetProperty("params", out JsonElement values);
            var parameters = new RequestParameters(values);
            ApiAnswer answer = await requests.AnswerAsync(endpoint, parameters["apiKey"], parameters, Ended);
            if (answer.Fault is { Fault: RequestFault.LoseAck or RequestFault.FillAndLoseAck }) Abort();
            else Enqueue(Frame(id, answer));
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException)
        {
            Enqueue(Refusal(id, "Invalid request"));
        }
        catch (OperationCanceledException)
        {
            Abort(); // the connection has ended while a fault held the answer back
        }
    }

    private byte[] Frame(string id, in ApiAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WritePropertyName("id"u8);
            json.WriteRawValue(id, skipInputValidation: true);
            json.WriteNumber("status"u8, answer.Status);
            json.WritePropertyName(answer.Status == 200 ? "result"u8 : "error"u8);
            json.WriteRawValue(WithRetryAfter(answer), skipInputValidation: true);
            if (withLimits)
            {
                json.WriteStartArray("rateLimits"u8);
                exchange.Limits.WriteRules(json, answer.Usage);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Where HTTP has a header, a WebSocket reply has a time.</summary>
    private byte[] WithRetryAfter(in ApiAnswer answer)
    {
        if (answer.RetryAfterSeconds == 0) return answer.Body;
        long nowMs = exchange.Clock.NowMs();
        long untilMs = nowMs + answer.RetryAfterSeconds * 1_000L;
        string data = FormattableString.Invariant($"\"serverTime\":{nowMs},\"retryAfter\":{untilMs}");
        return [.. answer.Body[..^1], .. Encoding.ASCII.GetBytes($",\"data\":{{{data}}}}}")];
    }

    private static byte[] Refusal(string id, string message) => Encoding.UTF8.GetBytes(
        $$$"""{"id":{{{id}}},"status":400,"error":{"code":-1135,"msg":"{{{message}}}"}}""");
}
