using System.Net;
using System.Text.Json;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>The REST side over a real socket.</summary>
public sealed class VenueRestTests : VenueScene
{
    [Fact]
    public async Task ShouldTellTheTimeWithoutAKey()
    {
        VenueClient.VenueReply reply = await Client.Get("/fapi/v1/time");

        Assert.InRange(reply.Body.GetProperty("serverTime").GetInt64(), VenueClient.NowMs - 5_000, VenueClient.NowMs);
    }

    [Fact]
    public async Task ShouldDescribeTheInstrument()
    {
        VenueClient.VenueReply reply = await Client.Get("/fapi/v1/exchangeInfo");

        JsonElement symbol = reply.Body.GetProperty("symbols")[0];
        Dictionary<string, JsonElement> filters =
            symbol.GetProperty("filters").EnumerateArray().ToDictionary(f => f.GetProperty("filterType").GetString()!);
        Assert.Equal("ETHUSDT", symbol.GetProperty("symbol").GetString());
        Assert.Equal("TRADING", symbol.GetProperty("status").GetString());
        Assert.Equal("0.01", filters["PRICE_FILTER"].GetProperty("tickSize").GetString());
        Assert.Equal("0.001", filters["LOT_SIZE"].GetProperty("stepSize").GetString());
        Assert.Equal("20", filters["MIN_NOTIONAL"].GetProperty("notional").GetString());
        Assert.Equal("1.0500", filters["PERCENT_PRICE"].GetProperty("multiplierUp").GetString());
    }

    [Fact]
    public async Task ShouldPlaceQueryListAndCancelAnOrder()
    {
        VenueClient.VenueReply placed = await Client.PlaceResting("life-1");
        Assert.Equal((HttpStatusCode.OK, "NEW"), (placed.Status, placed.Text("status")));
        Assert.False(placed.Body.TryGetProperty("avgPrice", out _)); // dropped from replies mid-2026

        VenueClient.VenueReply queried = await Client.Query("life-1");
        Assert.Equal("2580.00", queried.Text("price"));
        Assert.Equal("0.010", queried.Text("origQty"));
        Assert.Equal("GTX", queried.Text("timeInForce"));
        Assert.Equal(1, (await Client.GetSigned("/fapi/v1/openOrders", "symbol=ETHUSDT")).Body.GetArrayLength());

        VenueClient.VenueReply canceled = await Client.Cancel("life-1");
        Assert.Equal("CANCELED", canceled.Text("status"));
        Assert.Equal(0, (await Client.GetSigned("/fapi/v1/openOrders", "symbol=ETHUSDT")).Body.GetArrayLength());
        Assert.Equal(-2011, (await Client.Cancel("life-1")).Code);
        Assert.Equal("CANCELED", (await Client.Query("life-1")).Text("status"));
    }

    [Fact]
    public async Task ShouldTellOpenOrdersOnlyWhereOnlyTheyAreAskedFor()
    {
        await Client.PlaceResting("open-1");
        const string query = "symbol=ETHUSDT&origClientOrderId=open-1";
        Assert.Equal("NEW", (await Client.GetSigned("/fapi/v1/openOrder", query)).Text("status"));
        await Client.Cancel("open-1");
        Assert.Equal(-2013, (await Client.GetSigned("/fapi/v1/openOrder", query)).Code);
    }

    [Fact]
    public async Task ShouldPlaceModifyAndCancelSeveralOrdersAtOnce()
    {
        static string Order(string price, string rest) => $$"""
            {"symbol":"ETHUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTX","quantity":"0.010",
            "price":"{{price}}",{{rest}}}
            """;
        async Task<JsonElement[]> Batch(HttpMethod method, string name, string list) =>
            [.. (await Client.SendSigned(method, "/fapi/v1/batchOrders",
                $"symbol=ETHUSDT&{name}={Uri.EscapeDataString(list)}")).Body.EnumerateArray()];

        JsonElement[] placed = await Batch(HttpMethod.Post, "batchOrders",
            $"[{Order("2580.00", "\"newClientOrderId\":\"b1\"")},{Order("2580.001", "\"newClientOrderId\":\"b2\"")},"
            + $"{Order("2581.00", "\"newClientOrderId\":\"b3\"")}]");
        Assert.Equal("b1", placed[0].GetProperty("clientOrderId").GetString());
        Assert.Equal(-1111, placed[1].GetProperty("code").GetInt32());
        JsonElement[] modified = await Batch(
            HttpMethod.Put, "batchOrders", $"[{Order("2582.00", "\"origClientOrderId\":\"b3\"")}]");
        Assert.Equal("2582.00", modified[0].GetProperty("price").GetString());
        long first = placed[0].GetProperty("orderId").GetInt64();
        JsonElement[] canceled = await Batch(HttpMethod.Delete, "orderIdList", $"[{first},77]");
        Assert.Equal("CANCELED", canceled[0].GetProperty("status").GetString());
        Assert.Equal(-2011, canceled[1].GetProperty("code").GetInt32());
        Assert.Single(await Batch(HttpMethod.Delete, "origClientOrderIdList", "[\"b3\"]"));
        Assert.Equal(0, (await Client.GetSigned("/fapi/v1/openOrders")).Body.GetArrayLength());
    }

    [Fact]
    public async Task ShouldAcceptAnOrderInTheBody()
    {
        string text = "symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price=2580.00"
            + $"&timestamp={VenueClient.NowMs}";

        VenueClient.VenueReply reply = await Client.Send(
            HttpMethod.Post, "/fapi/v1/order", "", $"{text}&signature={Client.Sign(text)}");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
    }

    [Theory]
    [InlineData("", -1102)]
    [InlineData("side=HOLD&type=LIMIT", -1117)]
    [InlineData("side=BUY&type=STOP", -4120)]
    [InlineData("side=BUY&type=LIMIT&quantity=0.010", -1102)]
    [InlineData("side=BUY&type=LIMIT&quantity=0.010&price=2580.00", -1102)]
    [InlineData("side=BUY&type=LIMIT&quantity=0.010&price=2580.00&timeInForce=GTZ", -1115)]
    [InlineData("side=BUY&type=LIMIT&quantity=0.010&price=2900.00&timeInForce=GTC", -4016)]
    [InlineData("side=BUY&type=LIMIT&quantity=0.010&price=2750.00&timeInForce=GTX", -5022)]
    [InlineData("side=SELL&type=MARKET&quantity=0.010&reduceOnly=true", -2022)]
    [InlineData("side=BUY&type=MARKET&quantity=0.010&positionSide=LONG", -4061)]
    [InlineData("side=BUY&type=MARKET&quantity=100", -2019)]
    public async Task ShouldRefuseWithTheVenuesOwnCode(string terms, int code)
    {
        VenueClient.VenueReply reply = await Client.Place(terms);

        Assert.Equal((HttpStatusCode.BadRequest, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task ShouldRefuseAnUnknownSymbolOrderAndPath()
    {
        Assert.Equal(-1121, (await Client.GetSigned("/fapi/v1/order", "symbol=BTCUSDT&orderId=1")).Code);
        Assert.Equal(-2013, (await Client.Query("never-sent")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.Get("/fapi/v9/none")).Status);
    }

    [Fact]
    public async Task ShouldCheckKeySignatureAndTime()
    {
        using var keyless = new HttpClient { BaseAddress = Venue.BaseAddress };
        using HttpResponseMessage none = await keyless.PostAsync(new Uri("/fapi/v1/listenKey", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Contains("-2014", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        keyless.DefaultRequestHeaders.Add("X-MBX-APIKEY", "wrong");
        using HttpResponseMessage wrong =
            await keyless.PostAsync(new Uri("/fapi/v1/listenKey", UriKind.Relative), null);
        Assert.Contains("-2015", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(-1102, (await Client.Get("/fapi/v3/balance")).Code);
        string unsigned = $"timestamp={VenueClient.NowMs}";
        Assert.Equal(-1102, (await Client.Get("/fapi/v3/balance", unsigned)).Code);
        Assert.Equal(-1022, (await Client.Get("/fapi/v3/balance", unsigned + "&signature=00")).Code);
        Assert.Equal(-1022, (await Client.Get(
            "/fapi/v3/balance", $"{unsigned}&x=1&signature={Client.Sign(unsigned)}")).Code);
        foreach (long wrongBy in new long[] { -5_500, 2_000 })
        {
            VenueClient.VenueReply reply = await Client.SendSigned(
                HttpMethod.Get, "/fapi/v3/balance", "", VenueClient.NowMs + wrongBy);
            Assert.Equal(-1021, reply.Code);
        }

        Assert.Equal(HttpStatusCode.OK, (await Client.SendSigned(
            HttpMethod.Get, "/fapi/v3/balance", "recvWindow=9000", VenueClient.NowMs - 5_500)).Status);
    }

    /// <summary>
    /// Official examples of the venue's documentation; the third is recomputed without its stray space.
    /// </summary>
    [Theory]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000"
        + "&timestamp=1591702613943", "", "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC",
        "quantity=1&price=9000&recvWindow=5000&timestamp=1591702613943",
        "30baaf0fab549bbeda7f5ef201898b34122da25fd23c646cac2c529aebe670a4")]
    public void ShouldSignAsTheVenuesExamples(string query, string body, string signature)
    {
        const string secret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";
        var parameters = body.Length > 0
            ? new RequestParameters("?" + query, $"{body}&signature={signature}")
            : new RequestParameters($"?{query}&signature={signature}", body);

        byte[] hash = System.Security.Cryptography.HMACSHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(secret), System.Text.Encoding.UTF8.GetBytes(parameters.SignedText));

        Assert.Equal(parameters.Signature, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public async Task ShouldShowPositionsOnlyWhereThereIsPositionOrOrder()
    {
        Assert.Equal(0, (await Client.GetSigned("/fapi/v3/positionRisk")).Body.GetArrayLength());
        Assert.Equal(1, (await Client.GetSigned("/fapi/v2/positionRisk")).Body.GetArrayLength());

        await Client.Place("side=BUY&type=MARKET&quantity=0.010");

        JsonElement row = (await Client.GetSigned("/fapi/v3/positionRisk")).Body[0];
        Assert.Equal("0.010", row.GetProperty("positionAmt").GetString());
        Assert.False(row.TryGetProperty("leverage", out _));
        JsonElement trade = (await Client.GetSigned("/fapi/v1/userTrades", "symbol=ETHUSDT")).Body[0];
        Assert.Equal(trade.GetProperty("price").GetString() + "000000", row.GetProperty("entryPrice").GetString());
    }

    [Fact]
    public async Task ShouldListNewestOrdersAndOldestTradesUnderALimit()
    {
        for (int i = 0; i < 4; i++) await Client.Place($"side=BUY&type=MARKET&quantity=0.010&newClientOrderId=m{i}");

        JsonElement orders = (await Client.GetSigned("/fapi/v1/allOrders", "symbol=ETHUSDT&limit=2")).Body;
        Assert.Equal(["m2", "m3"], orders.EnumerateArray().Select(o => o.GetProperty("clientOrderId").GetString()));
        JsonElement trades = (await Client.GetSigned("/fapi/v1/userTrades", "symbol=ETHUSDT&limit=2")).Body;
        long first = trades[0].GetProperty("id").GetInt64();
        JsonElement paged =
            (await Client.GetSigned("/fapi/v1/userTrades", $"symbol=ETHUSDT&fromId={first + 1}&limit=1")).Body;
        Assert.Equal(trades[1].GetProperty("id").GetInt64(), paged[0].GetProperty("id").GetInt64());
        Assert.Equal(-1128, (await Client.GetSigned(
            "/fapi/v1/userTrades", $"symbol=ETHUSDT&fromId=1&startTime={VenueClient.NowMs}")).Code);
        Assert.Equal(-1127, (await Client.GetSigned(
            "/fapi/v1/userTrades", "symbol=ETHUSDT&startTime=1&endTime=999999999")).Code);
    }

    [Fact]
    public async Task ShouldAnswerAnAckAsNewAndAResultAsItIs()
    {
        VenueClient.VenueReply ack = await Client.Place("side=BUY&type=MARKET&quantity=0.010");
        VenueClient.VenueReply result =
            await Client.Place("side=BUY&type=MARKET&quantity=0.010&newOrderRespType=RESULT");

        Assert.Equal(("NEW", "0.000"), (ack.Text("status"), ack.Text("executedQty")));
        Assert.Equal(("FILLED", "0.010"), (result.Text("status"), result.Text("executedQty")));
    }

    [Fact]
    public async Task ShouldSwitchModesOnlyWithoutOrdersAndPosition()
    {
        async Task<int> Dual(string value) =>
            (await Client.SendSigned(HttpMethod.Post, "/fapi/v1/positionSide/dual", $"dualSidePosition={value}")).Code;

        Assert.Equal(-4059, await Dual("false"));
        await Client.PlaceResting("open");
        Assert.Equal(-4067, await Dual("true"));
        Assert.Equal(-4047, (await Client.SendSigned(
            HttpMethod.Post, "/fapi/v1/marginType", "symbol=ETHUSDT&marginType=ISOLATED")).Code);
        Assert.Equal(-4046, (await Client.SendSigned(
            HttpMethod.Post, "/fapi/v1/marginType", "symbol=ETHUSDT&marginType=CROSSED")).Code);
        await Client.SendSigned(HttpMethod.Delete, "/fapi/v1/allOpenOrders", "symbol=ETHUSDT");
        Assert.Equal(200, await Dual("true"));

        Assert.Equal(-4061, (await Client.PlaceResting("hedge")).Code);
        VenueClient.VenueReply mode = await Client.GetSigned("/fapi/v1/positionSide/dual");
        Assert.True(mode.Body.GetProperty("dualSidePosition").GetBoolean());
    }

    [Fact]
    public async Task ShouldSetLeverageAndShowFees()
    {
        VenueClient.VenueReply set =
            await Client.SendSigned(HttpMethod.Post, "/fapi/v1/leverage", "symbol=ETHUSDT&leverage=7");
        Assert.Equal(7, set.Body.GetProperty("leverage").GetInt32());
        Assert.Equal(-4028, (await Client.SendSigned(
            HttpMethod.Post, "/fapi/v1/leverage", "symbol=ETHUSDT&leverage=126")).Code);

        JsonElement config = (await Client.GetSigned("/fapi/v1/symbolConfig", "symbol=ETHUSDT")).Body[0];
        Assert.Equal(7, config.GetProperty("leverage").GetInt32());
        VenueClient.VenueReply fees = await Client.GetSigned("/fapi/v1/commissionRate", "symbol=ETHUSDT");
        Assert.Equal(("0.000100", "0.000400"), (fees.Text("makerCommissionRate"), fees.Text("takerCommissionRate")));
    }

    [Fact]
    public async Task ShouldRefuseMoreOrdersThanItsLimit()
    {
        await using SimulatedVenue small = await SimulatedVenue.StartAsync(
            new SimulatedVenueOptions { OrdersPer10Seconds = 3, OrdersPerMinute = 3 });
        using var client = new VenueClient(small);
        var codes = new List<(HttpStatusCode, int)>();

        for (int i = 0; i < 7; i++)
        {
            VenueClient.VenueReply reply = await client.PlaceResting($"limit-{i}");
            codes.Add((reply.Status, reply.Code));
        }

        Assert.Contains((HttpStatusCode.TooManyRequests, -1015), codes); // 7 in two windows at most: one is over
    }

    [Fact]
    public async Task ShouldNameATakenPort()
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SimulatedVenue.StartAsync(new SimulatedVenueOptions { Port = Venue.BaseAddress.Port }));

        Assert.Contains($"port {Venue.BaseAddress.Port}", error.Message, StringComparison.Ordinal);
    }
}
