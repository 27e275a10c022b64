using System.Net.WebSockets;
using System.Text.Json;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

public sealed class BitgetFrontTests : FrontScene
{
    private const string Common = "\"symbol\":\"ETHUSDT\",\"productType\":\"USDT-FUTURES\",\"marginMode\":\"crossed\","
        + "\"marginCoin\":\"USDT\"";

    private const string Far = "\"size\":\"0.02\",\"price\":\"2600\",\"side\":\"buy\",\"orderType\":\"limit\","
        + "\"force\":\"post_only\"";

    [Fact]
    public async Task ShouldRefuseWhatIsLateUnsignedOrTooMuch()
    {
        (int status, JsonElement body) = await BitgetAsync(HttpMethod.Get, "/account/account", ageSeconds: 40);
        Assert.Equal((400, "40008"), (status, Code(body)));
        (_, body) = await SendAsync(HttpMethod.Get, "/api/v2/mix/account/account", "", "",
            ("ACCESS-KEY", Venue.ApiKey), ("ACCESS-TIMESTAMP", $"{Seconds}000"), ("ACCESS-PASSPHRASE", "wrong"),
            ("ACCESS-SIGN", "x"));
        Assert.Equal("40006", Code(body));
        (_, body) = await BitgetAsync(HttpMethod.Get, "/order/detail", "clientOid=nothing&symbol=ETHUSDT");
        Assert.Equal("40109", Code(body));
        string hedge = "{" + Common + "," + Far + ",\"tradeSide\":\"open\"}";
        (_, body) = await BitgetAsync(HttpMethod.Post, "/order/place-order", body: hedge);
        Assert.Equal("40774", Code(body));
        int refused = 0;
        for (int i = 0; i < 40; i++)
        {
            (status, _) = await BitgetAsync(HttpMethod.Get, "/position/single-position", "symbol=ETHUSDT");
            if (status == 429) refused++;
        }

        Assert.InRange(refused, 1, 30); // ten a second
    }

    [Fact]
    public async Task ShouldAcceptAPostOnlyOrderThatWouldTakeAndEndIt()
    {
        string crossing = "{" + Common + "," + Far.Replace("2600", "2690", StringComparison.Ordinal)
            + ",\"clientOid\":\"x\"}";
        (int status, JsonElement body) = await BitgetAsync(HttpMethod.Post, "/order/place-order", body: crossing);
        Assert.Equal((200, "00000"), (status, Code(body)));
        (_, body) = await BitgetAsync(HttpMethod.Get, "/order/detail", "clientOid=x&symbol=ETHUSDT");
        Assert.Equal(("canceled", "post_only_fill_cancel"),
            (Text(body.GetProperty("data"), "state"), Text(body.GetProperty("data"), "cancelReason")));
    }

    [Fact]
    public async Task ShouldTakeBatchesAndCancelOneSymbol()
    {
        string batch = "{" + Common + ",\"orderList\":[{" + Far + ",\"clientOid\":\"a\"},{" + Far
            + ",\"clientOid\":\"a\"}]}";
        (_, JsonElement body) = await BitgetAsync(HttpMethod.Post, "/order/batch-place-order", body: batch);
        JsonElement data = body.GetProperty("data");
        Assert.Equal(1, data.GetProperty("successList").GetArrayLength());
        Assert.Equal("40786", Text(data.GetProperty("failureList")[0], "errorCode")); // the id is in use
        (_, body) = await BitgetAsync(HttpMethod.Get, "/order/orders-pending", "status=partially_filled");
        Assert.Equal(JsonValueKind.Null, body.GetProperty("data").GetProperty("entrustedList").ValueKind);
        (_, body) = await BitgetAsync(HttpMethod.Get, "/order/orders-pending", "symbol=ETHUSDT");
        Assert.Equal(1, body.GetProperty("data").GetProperty("entrustedList").GetArrayLength());
        await BitgetAsync(HttpMethod.Post, "/order/batch-cancel-orders", body: "{" + Common + "}");
        Assert.Empty(Venue.ReadLedger().OpenOrders);
    }

    [Fact]
    public async Task ShouldTakeOrdersOnTheSocketAfterALogin()
    {
        using ClientWebSocket socket = await OpenAsync("/v2/ws/private");
        const string orders = "{\"op\":\"subscribe\",\"args\":[{\"instType\":\"USDT-FUTURES\",\"channel\":\"orders\","
            + "\"instId\":\"default\"}]}";
        await SayAsync(socket, orders);
        await HearAsync(socket, "30004");
        long now = Seconds;
        await SayAsync(socket, "{\"op\":\"login\",\"args\":[{\"apiKey\":\"" + Venue.ApiKey + "\",\"passphrase\":\""
            + Venue.Passphrase + $"\",\"timestamp\":\"{now}\",\"sign\":\"{Sign256($"{now}GET/user/verify")}\"}}]}}");
        await HearAsync(socket, "login");
        await SayAsync(socket, orders);
        await HearAsync(socket, "\"event\":\"subscribe\"");
        string trade = "{\"op\":\"trade\",\"args\":[{\"id\":\"1\",\"instType\":\"USDT-FUTURES\",\"instId\":\"ETHUSDT\","
            + "\"channel\":\"place-order\",\"params\":{" + Far
            + ",\"marginCoin\":\"USDT\",\"marginMode\":\"crossed\",\"clientOid\":\"w\"}}]}";
        await SayAsync(socket, trade);
        await HearAsync(socket, "\"status\":\"live\"");
        Assert.Contains("\"code\":0", await HearAsync(socket, "\"event\":\"trade\""), StringComparison.Ordinal);
        await SayAsync(socket, trade);
        Assert.Contains("40786", await HearAsync(socket, "\"event\":\"error\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldCloseASocketThatSaysTooMuch()
    {
        using ClientWebSocket socket = await OpenAsync("/v2/ws/public");
        await SayAsync(socket, "ping");
        Assert.Equal("pong", await HearAsync(socket, "pong"));
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            for (int i = 0; i < 200; i++) await SayAsync(socket, "ping"); // ten a second are taken
            while (true) await HearAsync(socket, "never");
        });
    }

    private static string Code(JsonElement body) => Text(body, "code");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).ToString();
}
