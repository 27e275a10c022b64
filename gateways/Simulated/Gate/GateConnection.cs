using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>
/// One socket: subscriptions (private ones each with a signature of their own), pings, and order entry after a login.
/// A place is answered twice: its receipt, then its result.
/// </summary>
internal sealed class GateConnection(WebSocket socket, GateFront front)
    : FrontConnection(socket, front.Exchange.Faults)
{
    private const string Root = "/api/v4/futures/usdt";

    /// <summary>Places and cancels together, over WebSocket.</summary>
    private const int OrdersPerSecond = 100;

    private bool _isLoggedIn;

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(message));
            Answer(document.RootElement.Clone());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            Say("""
                {"channel":"","event":"","error":{"code":1,"message":"request message need json scheme"},
                "result":{"status":"fail"}}
                """);
        }
    }

    private void Answer(JsonElement request)
    {
        string channel = FrontRequest.TextOf(request, "channel") ?? "";
        string action = FrontRequest.TextOf(request, "event") ?? "";
        if (channel == "futures.ping") Acknowledge("futures.pong", "", null);
        else if (action == "subscribe") Acknowledge(channel, action, Subscribe(channel, request));
        else if (action == "unsubscribe")
        {
            foreach (string topic in TopicsOf(channel, request)) Forget(topic);
            Acknowledge(channel, action, null);
        }
        else if (action == "api") _ = AnswerApiAsync(channel, request);
        else Acknowledge(channel, action, "unknown event");
    }

    /// <summary>What is wrong with it, or null.</summary>
    private string? Subscribe(string channel, JsonElement request)
    {
        string[] topics = [.. TopicsOf(channel, request)];
        if (topics.Length == 0) return $"unknown channel or currency pair in {channel}";
        bool isPrivate = channel is "futures.orders" or "futures.usertrades";
        if (isPrivate && !IsSigned(channel, request)) return "authentication failed";
        foreach (string topic in topics) Listen(topic);
        return null;
    }

    private bool IsSigned(string channel, JsonElement request)
    {
        if (!request.TryGetProperty("auth", out JsonElement auth)) return false;
        long time = request.GetProperty("time").GetInt64();
        string key = FrontRequest.TextOf(auth, "KEY") ?? "";
        string signature = FrontRequest.TextOf(auth, "SIGN") ?? "";
        VenueError error = front.Protocol.Security.CheckChannel(
            key, signature, channel, "subscribe", time, front.Exchange.Clock.NowMs());
        string user = request.GetProperty("payload")[0].ToString();
        return error.IsNone && user == GateFront.UserId.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private IEnumerable<string> TopicsOf(string channel, JsonElement request)
    {
        string[] payload = [.. request.GetProperty("payload").EnumerateArray().Select(item => item.ToString())];
        string contract = front.Protocol.Terms.Contract;
        bool isPublic = payload.Length > 0 && payload.All(name => name == contract); // one bad name fails them all
        bool isPrivate = payload.Length == 2 && (payload[1] == contract || payload[1] == "!all");
        return channel switch
        {
            "futures.book_ticker" when isPublic => ["book_ticker"],
            "futures.orders" when isPrivate => ["orders"],
            "futures.usertrades" when isPrivate => ["usertrades"],
            "futures.candlesticks" when payload.Length == 2
                && front.Exchange.Candles.Lists(payload[1].Replace("_", "", StringComparison.Ordinal)) =>
                [$"candle/{payload[0]}/{payload[1]}"],
            _ => [],
        };
    }

    private void Acknowledge(string channel, string action, string? fault)
    {
        long nowMs = front.Exchange.Clock.NowMs();
        string head = $"\"time\":{nowMs / 1_000},\"time_ms\":{nowMs},\"channel\":\"{channel}\",\"event\":\"{action}\"";
        int code = fault is { } text && text.StartsWith("auth", StringComparison.Ordinal) ? 4 : 2;
        Say(channel == "futures.pong" ? $"{{{head},\"result\":null}}"
            : fault is null ? $"{{{head},\"result\":{{\"status\":\"success\"}}}}"
            : $"{{{head},\"error\":{{\"code\":{code},\"message\":\"{fault}\"}},\"result\":{{\"status\":\"fail\"}}}}");
    }

    private async Task AnswerApiAsync(string channel, JsonElement request)
    {
        JsonElement payload = request.GetProperty("payload");
        string id = FrontRequest.TextOf(payload, "req_id") ?? "";
        try
        {
            if (channel == "futures.login")
            {
                Login(payload, id);
                return;
            }

            JsonElement parameters = payload.GetProperty("req_param");
            (string method, string path)? route = RouteOf(channel, parameters);
            if (route is not { } found || front.Protocol.Find(found.method, found.path) is not { } endpoint)
            {
                Reply(id, channel, 404, "{\"errs\":{\"label\":\"INVALID_REQUEST\",\"message\":\"unknown channel\"}}");
                return;
            }

            bool hasBody = found.method == "POST";
            string raw = parameters.GetRawText();
            string headers = payload.TryGetProperty("req_header", out JsonElement given) ? given.GetRawText() : "null";
            if (channel is "futures.order_place" or "futures.order_batch_place")
            {
                string echo = $"{{\"req_id\":\"{id}\",\"req_header\":{headers},\"req_param\":{raw}}}";
                Reply(id, channel, 200, $"{{\"result\":{echo}}}", isReceipt: true);
            }

            string query = channel == "futures.order_cancel_cp" ? QueryOf(parameters) : "";
            var asRest = new FrontRequest(found.method, found.path, query, hasBody ? raw : "",
                name => name == "X-Gate-Size-Decimal" ? "1" : FrontRequest.TextOf(given, name) ?? "");
            FrontEndpoint limited = endpoint.Kind == EndpointKind.Other ? endpoint
                : endpoint with { Budget = "websocket", Limit = OrdersPerSecond, WindowMs = 1_000 };
            FrontAnswer answer = await front.AnswerAsync(limited, asRest, nowMs => CheckEntry(asRest, nowMs), Ended);
            if (answer.IsLost) Abort();
            else Reply(id, channel, answer.Status is 201 ? 200 : answer.Status, Wrapped(answer), answer.Usage);
        }
        catch (OperationCanceledException)
        {
            Abort(); // the connection has ended while a fault held the answer back
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException)
        {
            Reply(id, channel, 400, "{\"errs\":{\"label\":\"INVALID_REQUEST\",\"message\":\"malformed\"}}");
        }
    }

    private VenueError CheckEntry(FrontRequest request, long nowMs)
    {
        string expiry = request.Header("x-gate-exptime");
        if (expiry.Length > 0 && (!long.TryParse(expiry, out long untilMs) || nowMs > untilMs))
            return VenueErrors.MatchingTimestamp;
        return _isLoggedIn ? VenueError.None : VenueErrors.Key;
    }

    private void Login(JsonElement payload, string id)
    {
        string Text(string name) => FrontRequest.TextOf(payload, name) ?? "";
        VenueError error = front.Protocol.Security.CheckLogin(
            Text("api_key"), Text("signature"), Text("timestamp"), front.Exchange.Clock.NowMs());
        _isLoggedIn = error.IsNone;
        if (_isLoggedIn)
        {
            Reply(id, "futures.login", 200,
                $"{{\"result\":{{\"api_key\":\"{Text("api_key")}\",\"uid\":\"{GateFront.UserId}\"}}}}");
        }
        else
        {
            Reply(id, "futures.login", 401, $"{{\"errs\":{Encoding.UTF8.GetString(GateTerms.ErrorOf(error))}}}");
        }
    }

    private static (string, string)? RouteOf(string channel, JsonElement parameters) => channel switch
    {
        "futures.order_place" => ("POST", Root + "/orders"),
        "futures.order_batch_place" => ("POST", Root + "/batch_orders"),
        "futures.order_cancel" => ("DELETE", $"{Root}/orders/{FrontRequest.TextOf(parameters, "order_id")}"),
        "futures.order_cancel_cp" => ("DELETE", Root + "/orders"),
        "futures.order_cancel_ids" => ("POST", Root + "/batch_cancel_orders"),
        "futures.order_status" => ("GET", $"{Root}/orders/{FrontRequest.TextOf(parameters, "order_id")}"),
        _ => null,
    };

    private static string QueryOf(JsonElement parameters) => string.Join('&',
        parameters.EnumerateObject().Select(member => $"{member.Name}={member.Value}"));

    private static string Wrapped(in FrontAnswer answer)
    {
        string body = Encoding.UTF8.GetString(answer.Body);
        return answer.Status is 200 or 201 ? $"{{\"result\":{body}}}" : $"{{\"errs\":{body}}}";
    }

    private void Reply(
        string id, string channel, int status, string data, FrontUsage? usage = null, bool isReceipt = false)
    {
        long nowMs = front.Exchange.Clock.NowMs();
        string receipt = isReceipt ? "\"ack\":true," : "";
        string left = usage is { } known ? "," + GateProtocol.UsageMembers(known, nowMs) : "";
        Say($"{{\"request_id\":\"{id}\",{receipt}\"header\":{{\"response_time\":\"{nowMs}\",\"status\":\"{status}\","
            + $"\"channel\":\"{channel}\",\"event\":\"api\"{left}}},\"data\":{data}}}");
    }
}
