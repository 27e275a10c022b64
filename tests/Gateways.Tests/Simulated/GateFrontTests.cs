using System.Net.WebSockets;
using System.Text.Json;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

public sealed class GateFrontTests : FrontScene
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

    private static string Label(JsonElement body) => Text(body, "label");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).ToString();
}
