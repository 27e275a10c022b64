using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Bitget;

/// <summary>
/// One socket: pings as bare words, subscriptions with one answer for each argument, and, on the private one, a login
/// and order entry. Ten messages a second are taken, pings included, and two minutes of silence; then it is closed.
/// </summary>
internal sealed class BitgetConnection(WebSocket socket, BitgetFront front, bool isPrivate)
    : FrontConnection(socket, front.Exchange.Faults)
{
    private const int MessagesPerSecond = 10;
    private const long SilenceMs = 120_000;
    private const string Root = "/api/v2/mix/order/";

    private bool _isLoggedIn;
    private long _second;
    private int _messages;
    private long _lastPing = Environment.TickCount64;

    /// <summary>Called by the exchange's clock.</summary>
    public void AbortWhenSilent()
    {
        if (Environment.TickCount64 - Volatile.Read(ref _lastPing) > SilenceMs) Abort();
    }

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        long second = Environment.TickCount64 / 1_000;
        _messages = second == _second ? _messages + 1 : 1;
        _second = second;
        if (_messages > MessagesPerSecond)
        {
            Abort();
            return;
        }

        if (message.SequenceEqual("ping"u8))
        {
            Volatile.Write(ref _lastPing, Environment.TickCount64);
            Say("pong");
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(message));
            Answer(document.RootElement.Clone());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            Say("""{"event":"error","code":30003,"msg":"INVALID op"}""");
        }
    }

    private void Answer(JsonElement request)
    {
        string operation = FrontRequest.TextOf(request, "op") ?? "";
        foreach (JsonElement argument in request.GetProperty("args").EnumerateArray())
        {
            switch (operation)
            {
                case "login":
                    Login(argument);
                    break;
                case "subscribe":
                    Subscribe(argument);
                    break;
                case "unsubscribe":
                    Forget(TopicOf(argument));
                    Say($"{{\"event\":\"unsubscribe\",\"arg\":{argument.GetRawText()}}}");
                    break;
                case "trade" when isPrivate:
                    _ = TradeAsync(argument);
                    break;
                default:
                    Say("""{"event":"error","code":30003,"msg":"INVALID op"}""");
                    break;
            }
        }
    }

    private void Login(JsonElement argument)
    {
        string Text(string name) => FrontRequest.TextOf(argument, name) ?? "";
        VenueError error = front.Protocol.Security.CheckLogin(
            Text("apiKey"), Text("passphrase"), Text("sign"), Text("timestamp"), front.Exchange.Clock.NowMs());
        _isLoggedIn = isPrivate && error.IsNone;
        Say(_isLoggedIn
            ? """{"event":"login","code":0,"connId":"1"}"""
            : """{"event":"error","code":30005,"msg":"error"}""");
    }

    private void Subscribe(JsonElement argument)
    {
        string topic = TopicOf(argument);
        string channel = FrontRequest.TextOf(argument, "channel") ?? "";
        string instId = FrontRequest.TextOf(argument, "instId") ?? "";
        bool isKnown = isPrivate
            ? channel == "orders" && (instId == "default" || instId == front.Protocol.Terms.Rules.Symbol)
            : channel == "books1" ? instId == front.Protocol.Terms.Rules.Symbol
            : channel.StartsWith("candle", StringComparison.Ordinal) && front.Exchange.Candles.Lists(instId);
        if (isPrivate && !_isLoggedIn)
            Say("""{"event":"error","code":30004,"msg":"User not logged in/User must be logged in"}""");
        else if (!isKnown)
            Say($"{{\"event\":\"error\",\"code\":30001,\"msg\":\"channel:{channel}, instId:{instId} doesn't exist\"}}");
        else
        {
            Say($"{{\"event\":\"subscribe\",\"arg\":{argument.GetRawText()}}}");
            Listen(topic);
        }
    }

    private static string TopicOf(JsonElement argument)
    {
        string channel = FrontRequest.TextOf(argument, "channel") ?? "";
        return channel.StartsWith("candle", StringComparison.Ordinal)
            ? $"{channel}/{FrontRequest.TextOf(argument, "instId")}" : channel;
    }

    /// <summary>The REST request in another dress; symbol and product stand outside of its parameters.</summary>
    private async Task TradeAsync(JsonElement argument)
    {
        string channel = FrontRequest.TextOf(argument, "channel") ?? "";
        JsonElement parameters = argument.GetProperty("params");
        if (channel is not ("place-order" or "cancel-order")
            || front.Protocol.Find("POST", Root + channel) is not { } endpoint)
        {
            Say("""{"event":"error","code":30001,"msg":"channel doesn't exist"}""");
            return;
        }

        var members = parameters.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.ToString());
        members["symbol"] = FrontRequest.TextOf(argument, "instId") ?? "";
        var request = new FrontRequest("POST", Root + channel, "", JsonSerializer.Serialize(members), _ => "");
        try
        {
            FrontAnswer answer = await front.AnswerAsync(
                endpoint, request, _ => _isLoggedIn ? VenueError.None : VenueErrors.Key, Ended);
            if (answer.IsLost) Abort();
            else Reply(argument, channel, parameters, answer);
        }
        catch (OperationCanceledException)
        {
            Abort(); // the connection has ended while a fault held the answer back
        }
    }

    private void Reply(JsonElement argument, string channel, JsonElement parameters, in FrontAnswer answer)
    {
        JsonElement body = JsonDocument.Parse(answer.Body).RootElement;
        bool isDone = answer.Status == 200;
        string shown = isDone ? body.GetProperty("data").GetRawText() : parameters.GetRawText();
        string code = isDone ? "0" : FrontRequest.TextOf(body, "code")!;
        string text = isDone ? "Success" : FrontRequest.TextOf(body, "msg")!;
        string id = FrontRequest.TextOf(argument, "id") ?? "";
        Say($"{{\"event\":\"{(isDone ? "trade" : "error")}\",\"arg\":[{{\"id\":\"{id}\","
            + $"\"instType\":\"USDT-FUTURES\",\"channel\":\"{channel}\","
            + $"\"instId\":\"{front.Protocol.Terms.Rules.Symbol}\","
            + $"\"params\":{shown}}}],\"code\":{code},\"msg\":\"{text}\",\"ts\":{front.Exchange.Clock.NowMs()}}}");
    }
}
