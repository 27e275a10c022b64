using System.Text.Json;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>The streams over a real WebSocket.</summary>
public sealed class VenueStreamTests : VenueScene
{
    protected override SimulatedVenueOptions Options => new() { Speed = 5 };

    [Fact]
    public async Task ShouldStreamTheBookTickerWithGrowingIdsAtItsOwnTime()
    {
        using VenueClient.StreamReader stream = await Client.Stream("/public/ws/ethusdt@bookTicker");

        List<JsonElement> frames = await stream.Take(50);

        Assert.Equal(50, frames.Count);
        Assert.All(frames, f => Assert.Equal(("bookTicker", "ETHUSDT"), (Text(f, "e"), Text(f, "s"))));
        List<long> ids = [.. frames.Select(f => f.GetProperty("u").GetInt64())];
        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.InRange(frames[^1].GetProperty("E").GetInt64(), VenueClient.NowMs - 3_000, VenueClient.NowMs);
    }

    [Fact]
    public async Task ShouldWrapFramesOnTheStreamPathOnly()
    {
        using VenueClient.StreamReader wrapped = await Client.Stream("/public/stream?streams=ethusdt@bookTicker/x@y");

        JsonElement frame = (await wrapped.Next())!.Value;

        Assert.Equal("ethusdt@bookTicker", Text(frame, "stream"));
        Assert.Equal("bookTicker", Text(frame.GetProperty("data"), "e"));
    }

    [Fact]
    public async Task ShouldSubscribeListAndUnsubscribe()
    {
        using VenueClient.StreamReader stream = await Client.Stream("/market/ws");

        await stream.Send("""{"method":"SUBSCRIBE","params":["ethusdt@aggTrade","ethusdt@markPrice@1s"],"id":1}""");
        JsonElement ack = (await stream.Next())!.Value;
        Assert.Equal((JsonValueKind.Null, 1), (ack.GetProperty("result").ValueKind, ack.GetProperty("id").GetInt32()));
        List<JsonElement> frames = await stream.Take(60);
        HashSet<string> kinds = [.. frames.Where(f => f.TryGetProperty("e", out _)).Select(f => Text(f, "e"))];
        Assert.Contains("aggTrade", kinds);

        await stream.Send("""{"method":"UNSUBSCRIBE","params":["ethusdt@aggTrade","ethusdt@markPrice@1s"],"id":2}""");
        JsonElement next;
        do next = (await stream.Next())!.Value;
        while (!next.TryGetProperty("id", out _));
        await stream.Send("""{"method":"LIST_SUBSCRIPTIONS","id":3}""");

        Assert.Equal(0, (await stream.Next())!.Value.GetProperty("result").GetArrayLength());
    }

    [Theory]
    [InlineData("/public/ws/ETHUSDT@bookTicker")]
    [InlineData("/market/ws/ethusdt@bookTicker")]
    [InlineData("/ws/ethusdt@aggTrade")]
    [InlineData("/private/ws/deadListenKey")]
    public async Task ShouldConnectAndStaySilentOnAWrongName(string path)
    {
        using VenueClient.StreamReader stream = await Client.Stream(path);

        Assert.Null(await stream.Next(withinMs: 400));
    }

    [Fact]
    public async Task ShouldTellAnImmediateFillInTheObservedOrder()
    {
        using VenueClient.StreamReader stream = await Client.PrivateStream();

        await Client.Place("side=BUY&type=MARKET&quantity=0.010&newClientOrderId=now");

        List<JsonElement> frames = await stream.Take(4);
        Assert.Equal(["TRADE_LITE", "NEW", "ACCOUNT_UPDATE", "FILLED"], frames.Select(Word));
        JsonElement filled = frames[3].GetProperty("o");
        JsonElement account = frames[2].GetProperty("a");
        Assert.Equal(("now", "0.010", "TRADE"), (Text(filled, "c"), Text(filled, "z"), Text(filled, "x")));
        Assert.Equal(frames[0].GetProperty("t").GetInt64(), filled.GetProperty("t").GetInt64());
        Assert.Equal("0.010", Text(account.GetProperty("P")[0], "pa"));
        decimal price = Number(filled, "L");
        Assert.Equal(price * 0.010m * 0.0004m, Number(filled, "n"));
        Assert.Equal(10_000m - Number(filled, "n"), Number(account.GetProperty("B")[0], "wb"));
        Assert.Single(frames.Select(f => f.GetProperty("T").GetInt64()).Distinct());
    }

    [Fact]
    public async Task ShouldTellPlaceAndCancelWithoutAccountUpdate()
    {
        using VenueClient.StreamReader stream = await Client.PrivateStream();

        await Client.PlaceResting("rest");
        await Client.Cancel("rest");
        await Client.Place("side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price=2750.00"); // -5022: no trace

        Assert.Equal(["NEW", "CANCELED"], (await stream.Take(3, withinMs: 300)).Select(Word));
    }

    [Fact]
    public async Task ShouldKeepOneListenKeyAndTellWhenItExpires()
    {
        string key = await Client.ListenKey();
        Assert.Equal(key, await Client.ListenKey());
        using VenueClient.StreamReader stream = await Client.PrivateStream();

        Venue.Faults.ExpireListenKey();

        JsonElement frame = (await stream.Next())!.Value;
        Assert.Equal(("listenKeyExpired", key), (Text(frame, "e"), Text(frame, "listenKey")));
        Assert.Equal(-1125, (await Client.Send(HttpMethod.Put, "/fapi/v1/listenKey", "")).Code);
        await Client.PlaceResting("unheard");
        Assert.Null(await stream.Next(withinMs: 300)); // the socket lives on, silent
        Assert.NotEqual(key, await Client.ListenKey());
    }

    [Fact]
    public async Task ShouldFillRestingOrdersFromTheRecordedMarket()
    {
        using VenueClient.StreamReader stream = await Client.PrivateStream();
        VenueClient.VenueReply ticker = await Client.Get("/fapi/v1/ticker/bookTicker", "symbol=ETHUSDT");
        decimal bid = decimal.Parse(ticker.Text("bidPrice"), System.Globalization.CultureInfo.InvariantCulture);
        await Client.Place(FormattableString.Invariant(
            $"side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price={bid - 0.02m:0.00}&newClientOrderId=maker"));
        Venue.JumpPrice(-100);

        List<JsonElement> frames = await stream.Take(40, withinMs: 500);

        JsonElement trade = frames.First(
            f => Text(f, "e") == "ORDER_TRADE_UPDATE" && Text(f.GetProperty("o"), "x") == "TRADE");
        Assert.True(trade.GetProperty("o").GetProperty("m").GetBoolean());
        Assert.Equal("FILLED", Word(frames[^1]));
    }

    [Fact]
    public async Task ShouldDropASlowClientInsteadOfWaitingForIt()
    {
        await using SimulatedVenue fast = await SimulatedVenue.StartAsync(new SimulatedVenueOptions { Speed = 2_000 });
        using var client = new VenueClient(fast);
        using VenueClient.StreamReader slow = await client.Stream("/public/ws/ethusdt@bookTicker");

        await Task.Delay(1_500); // not reading, while hundreds of thousands of quotes are sent
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.PlaceResting("alive", "2600.00")).Status);
        long frames = 0;
        while (await slow.Next() is not null) frames++;

        Assert.InRange(frames, 1, 200_000); // what was under way, then the end
    }

    private static string Word(JsonElement frame) =>
        Text(frame, "e") == "ORDER_TRADE_UPDATE" ? Text(frame.GetProperty("o"), "X") : Text(frame, "e");

    private static string Text(JsonElement frame, string name) => frame.GetProperty(name).GetString()!;

    private static decimal Number(JsonElement frame, string name) =>
        decimal.Parse(Text(frame, name), System.Globalization.CultureInfo.InvariantCulture);
}
