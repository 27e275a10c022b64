using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

public sealed class GateFrontTests(ITestOutputHelper output) : FrontScene
{
    private const string Far =
        "{\"contract\":\"ETH_USDT\",\"size\":\"1.3\",\"price\":\"2600\",\"tif\":\"poc\",\"text\":\"t-a\"}";

    [Fact]
    public async Task ShouldRefuseWhatIsLateUnsignedOrUnknown()
    {
        (int status, JsonElement body) = await GateAsync(HttpMethod.Get, "/accounts", ageSeconds: 90);
        Assert.Equal((400, "REQUEST_EXPIRED"), (status, Label(body)));
        (status, body) = await SendAsync(HttpMethod.Get, "/api/v4/futures/usdt/accounts", "", "", ("KEY", Venue.ApiKey),
            ("Timestamp", $"{Seconds}"), ("SIGN", new string('0', 128)));
        Assert.Equal((401, "INVALID_SIGNATURE"), (status, Label(body)));
        (status, body) = await GateAsync(HttpMethod.Delete, "/orders/t-nothing");
        Assert.Equal((404, "ORDER_NOT_FOUND"), (status, Label(body)));
        string upper = Far.Replace("poc", "POC", StringComparison.Ordinal);
        (_, body) = await GateAsync(HttpMethod.Post, "/orders", body: upper);
        Assert.Equal("INVALID_ARGUMENT", Label(body)); // words are in lower case only
        string crossing = Far.Replace("2600", "2690", StringComparison.Ordinal);
        (_, body) = await GateAsync(HttpMethod.Post, "/orders", body: crossing);
        Assert.Equal("ORDER_POC_IMMEDIATE", Label(body));
    }

    [Fact]
    public async Task ShouldTakeSignedDecimalContractsOneByOneAndInBatches()
    {
        (int status, JsonElement order) = await GateAsync(HttpMethod.Post, "/orders", body: Far);
        Assert.Equal((201, "1.3", "open"), (status, Text(order, "size"), Text(order, "status")));
        Assert.Equal(13, Venue.ReadLedger().OpenOrders.Single().QtyLots);
        string second = Far.Replace("t-a", "t-b", StringComparison.Ordinal);
        string wrong = Far.Replace("\"1.3\"", "\"1.35\"", StringComparison.Ordinal);
        (_, JsonElement batch) = await GateAsync(HttpMethod.Post, "/batch_orders", body: $"[{second},{wrong}]");
        Assert.Equal([true, false], batch.EnumerateArray().Select(o => o.GetProperty("succeeded").GetBoolean()));
        (_, JsonElement canceled) = await GateAsync(
            HttpMethod.Post, "/batch_cancel_orders", body: $"[\"{Text(order, "id")}\",\"1\"]");
        Assert.Equal("ORDER_NOT_FOUND", Text(canceled[1], "message"));
        (_, canceled) = await GateAsync(HttpMethod.Delete, "/orders", "contract=ETH_USDT&side=ask");
        Assert.Equal(0, canceled.GetArrayLength());
        (_, canceled) = await GateAsync(HttpMethod.Delete, "/orders", "contract=ETH_USDT");
        Assert.Equal("cancelled", Text(canceled[0], "finish_as"));
        Assert.Empty(Venue.ReadLedger().OpenOrders);
    }

    [Fact]
    public async Task ShouldCancelByItselfWhenNobodyWindsTheSwitch()
    {
        await GateAsync(HttpMethod.Post, "/orders", body: Far);
        (int status, _) = await GateAsync(HttpMethod.Post, "/countdown_cancel_all", body: "{\"timeout\":3}");
        Assert.Equal(400, status); // five seconds are the least
        (_, JsonElement armed) = await GateAsync(HttpMethod.Post, "/countdown_cancel_all", body: "{\"timeout\":5}");
        Assert.True(long.Parse(Text(armed, "triggerTime"), System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Single(Venue.ReadLedger().OpenOrders);
        Assert.True(SpinWait.SpinUntil(() => !Venue.ReadLedger().OpenOrders.Any(), 15_000));
    }

    [Fact]
    public async Task ShouldAnswerAPlaceTwiceAfterALogin()
    {
        using ClientWebSocket socket = await OpenAsync("/v4/ws/usdt");
        long now = Seconds;
        string place = "{\"time\":" + Seconds + ",\"channel\":\"futures.order_place\",\"event\":\"api\","
            + "\"payload\":{\"req_id\":\"7\",\"req_param\":" + Far + "}}";
        await SayAsync(socket, place);
        Assert.Contains("INVALID_KEY", await HearAsync(socket, "errs"), StringComparison.Ordinal);
        await SayAsync(socket, "{\"time\":" + Seconds + ",\"channel\":\"futures.login\",\"event\":\"api\",\"payload\":{"
            + $"\"api_key\":\"{Venue.ApiKey}\",\"signature\":\"{Sign512($"api\nfutures.login\n\n{now}")}\","
            + $"\"timestamp\":\"{now}\",\"req_id\":\"1\"}}}}");
        Assert.Contains("\"uid\"", await HearAsync(socket, "futures.login"), StringComparison.Ordinal);
        await SayAsync(socket, place);
        Assert.Contains("\"ack\":true", await HearAsync(socket, "\"request_id\":\"7\""), StringComparison.Ordinal);
        string result = await HearAsync(socket, "\"request_id\":\"7\"");
        Assert.Contains("\"status\":\"open\"", result, StringComparison.Ordinal);
        await SayAsync(socket, "{\"time\":1,\"channel\":\"futures.order_cancel\",\"event\":\"api\",\"payload\":{"
            + "\"req_id\":\"8\",\"req_param\":{\"order_id\":\"t-a\"}}}");
        Assert.Contains("cancelled", await HearAsync(socket, "\"request_id\":\"8\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldRefuseUnknownContractsAndUnsignedChannels()
    {
        using ClientWebSocket socket = await OpenAsync("/v4/ws/usdt");
        await SayAsync(socket, "{\"time\":1,\"channel\":\"futures.ping\"}");
        await HearAsync(socket, "futures.pong");
        await SayAsync(socket,
            "{\"time\":1,\"channel\":\"futures.book_ticker\",\"event\":\"subscribe\",\"payload\":[\"NO_USDT\"]}");
        Assert.Contains("\"code\":2", await HearAsync(socket, "error"), StringComparison.Ordinal);
        await SayAsync(socket,
            "{\"time\":1,\"channel\":\"futures.orders\",\"event\":\"subscribe\",\"payload\":[\"1\",\"ETH_USDT\"]}");
        Assert.Contains("\"code\":4", await HearAsync(socket, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldFailTheWholeSubscriptionOverOneBadContract()
    {
        using ClientWebSocket socket = await OpenAsync("/v4/ws/usdt");
        await SayAsync(socket, Subscription("\"ETH_USDT\",\"NO_USDT\""));
        await SayAsync(socket, Subscription("\"NO_USDT\",\"ETH_USDT\""));
        for (int i = 0; i < 2; i++) // and no quote comes in between
            Assert.Contains("\"fail\"", await HearAsync(socket, "futures.book_ticker"), StringComparison.Ordinal);
        await SayAsync(socket, Subscription("\"ETH_USDT\""));
        Assert.Contains("\"success\"", await HearAsync(socket, "futures.book_ticker"), StringComparison.Ordinal);
        await HearAsync(socket, "\"event\":\"update\"");

        static string Subscription(string contracts) =>
            "{\"time\":1,\"channel\":\"futures.book_ticker\",\"event\":\"subscribe\",\"payload\":[" + contracts + "]}";
    }

    [Fact]
    public async Task ShouldCancelAListOfIdsOnTheSocketWithOneReply()
    {
        (_, JsonElement order) = await GateAsync(HttpMethod.Post, "/orders", body: Far);
        using ClientWebSocket socket = await OpenAsync("/v4/ws/usdt");
        long now = Seconds;
        await SayAsync(socket, "{\"time\":" + now + ",\"channel\":\"futures.login\",\"event\":\"api\",\"payload\":{"
            + $"\"api_key\":\"{Venue.ApiKey}\",\"signature\":\"{Sign512($"api\nfutures.login\n\n{now}")}\","
            + $"\"timestamp\":\"{now}\",\"req_id\":\"1\"}}}}");
        await HearAsync(socket, "futures.login");
        await SayAsync(socket, "{\"time\":" + now + ",\"channel\":\"futures.order_cancel_ids\",\"event\":\"api\","
            + $"\"payload\":{{\"req_id\":\"8\",\"req_param\":[\"{Text(order, "id")}\",\"123\"]}}}}");
        JsonElement reply = JsonDocument.Parse(await HearAsync(socket, "\"request_id\":\"8\"")).RootElement;
        Assert.False(reply.TryGetProperty("ack", out _)); // only a place has a receipt
        JsonElement items = reply.GetProperty("data").GetProperty("result");
        Assert.True(items[0].GetProperty("succeeded").GetBoolean());
        Assert.Equal("ORDER_NOT_FOUND", Text(items[1], "message"));
        Assert.Empty(Venue.ReadLedger().OpenOrders);
    }

    /// <summary>Ten lists of ten orders are a second's hundred; a limit says so, and when it ends.</summary>
    [Fact]
    public async Task ShouldCountEachOrderOfAListAndTellWhatIsLeft()
    {
        string list = "[" + string.Join(',', Enumerable.Repeat(Far.Replace("t-a", "t-", StringComparison.Ordinal), 9)
            .Select((order, i) => order.Replace("t-", $"t-{i}", StringComparison.Ordinal))) + "]";
        int status = 200;
        for (int i = 0; i < 100 && status == 200; i++)
        {
            (status, _) = await GateAsync(HttpMethod.Post, "/batch_orders", body: list);
            int remain = int.Parse(LastHeader("X-Gate-RateLimit-Requests-Remain"), CultureInfo.InvariantCulture);
            Assert.Equal(status == 200 ? 1 : 0, remain % 9); // 100, 91, … 1, none
            Assert.Equal("100", LastHeader("X-Gate-RateLimit-Limit"));
        }

        Assert.Equal(429, status);
        long reset = long.Parse(LastHeader("X-Gate-RateLimit-Reset-Timestamp"), CultureInfo.InvariantCulture);
        Assert.InRange(reset - Seconds, -1, 1);
        (status, _) = await GateAsync(HttpMethod.Get, "/orders", "status=open&contract=ETH_USDT"); // of its own
        Assert.Equal((200, "199"), (status, LastHeader("X-Gate-RateLimit-Requests-Remain")));
    }

    /// <summary>Settings go in the query of a POST without a body: signed are query and the hash of nothing.</summary>
    [Fact]
    public async Task ShouldCheckTheSignatureOfAQueryWithAnEmptyBody()
    {
        (int status, _) = await GateAsync(HttpMethod.Post, "/dual_mode", "dual_mode=false");
        Assert.Equal(200, status);
        string hash = Convert.ToHexStringLower(SHA512.HashData([]));
        string other = Sign512($"POST\n/api/v4/futures/usdt/dual_mode\ndual_mode=true\n{hash}\n{Seconds}");
        (status, JsonElement body) = await SendAsync(HttpMethod.Post, "/api/v4/futures/usdt/dual_mode",
            "dual_mode=false", "", ("KEY", Venue.ApiKey), ("Timestamp", $"{Seconds}"), ("SIGN", other));
        Assert.Equal((401, "INVALID_SIGNATURE"), (status, Label(body)));
    }

    /// <summary>The long form waits until the text is forgotten; the venue's id finds the order even then.</summary>
    [Fact]
    public async Task ShouldFindAnEndedOrderByItsTextForOneMinuteOnly()
    {
        (_, JsonElement order) = await GateAsync(HttpMethod.Post, "/orders", body: Far);
        await GateAsync(HttpMethod.Delete, "/orders/t-a");
        (int status, JsonElement found) = await GateAsync(HttpMethod.Get, "/orders/t-a");
        Assert.Equal((200, "cancelled"), (status, Text(found, "finish_as")));
        bool isLong = Environment.GetEnvironmentVariable("OPENSQT_LONG") == "1";
        output.WriteLine(isLong ? "61 s pass" : "not waited for: 61 s (--long)");
        if (isLong)
        {
            await Task.Delay(61_000);
            (status, found) = await GateAsync(HttpMethod.Get, "/orders/t-a");
            Assert.Equal((404, "ORDER_NOT_FOUND"), (status, Label(found)));
        }

        (status, found) = await GateAsync(HttpMethod.Get, "/orders/" + Text(order, "id"));
        Assert.Equal((200, "cancelled"), (status, Text(found, "finish_as")));
    }

    private static string Label(JsonElement body) => Text(body, "label");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).ToString();
}
