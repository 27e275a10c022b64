using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>Each fault switch does what it says, and the books stay right under all of them.</summary>
public sealed class VenueFaultTests : VenueScene
{
    [Fact]
    public async Task ShouldAcceptAndCutTheConnection()
    {
        Venue.Faults.PlanPlaces(new PlannedFault(RequestFault.LoseAck) { Skip = 1 });

        Assert.Equal(HttpStatusCode.OK, (await Client.PlaceResting("first")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.PlaceResting("lost"));

        Assert.Equal("NEW", (await Client.Query("lost")).Text("status"));
        Assert.Equal(HttpStatusCode.OK, (await Client.PlaceResting("third")).Status);
    }

    [Fact]
    public async Task ShouldAcceptAndNeverReply()
    {
        Venue.Faults.PlanPlaces(new PlannedFault(RequestFault.NeverReply));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client.PlaceResting("silent"));

        Assert.Equal("NEW", (await Client.Query("silent")).Text("status"));
    }

    [Fact]
    public async Task ShouldAcceptAndAnswerThatItDoesNotKnow()
    {
        await Admin("""{"places":{"fault":"UnknownError","count":2}}""");

        VenueClient.VenueReply reply = await Client.PlaceResting("unknown");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status);
        Assert.StartsWith("Unknown error", reply.Text("msg"), StringComparison.Ordinal);
        Assert.Equal("NEW", (await Client.Query("unknown")).Text("status"));
    }

    [Fact]
    public async Task ShouldFillAtOnceAndLoseTheAck()
    {
        using VenueClient.StreamReader stream = await Client.PrivateStream();
        Venue.Faults.PlanPlaces(new PlannedFault(RequestFault.FillAndLoseAck));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.PlaceResting("filled"));

        Assert.Equal("FILLED", (await Client.Query("filled")).Text("status"));
        Assert.Equal(4, (await stream.Take(4)).Count);
        Assert.Equal(10, Venue.ReadLedger().PositionLots);
    }

    [Fact]
    public async Task ShouldDelayAReplyOrARequest()
    {
        Venue.Faults.PlanPlaces(new PlannedFault(RequestFault.DelayReply) { DelayMs = 400 });
        Task<VenueClient.VenueReply> late = Client.PlaceResting("late-reply");
        await Task.Delay(150);
        Assert.Equal("NEW", (await Client.Query("late-reply")).Text("status"));
        Assert.False(late.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, (await late).Status);

        Venue.Faults.PlanPlaces(new PlannedFault(RequestFault.DelayRequest) { DelayMs = 400 });
        Task<VenueClient.VenueReply> slow = Client.PlaceResting("late-request");
        await Task.Delay(150);
        Assert.Equal(-2013, (await Client.Query("late-request")).Code);
        Assert.Equal(HttpStatusCode.OK, (await slow).Status);
    }

    [Fact]
    public async Task ShouldRefuseTheNthWithAChosenCode()
    {
        await Admin("""{"places":{"fault":"Reject","skip":1,"code":-2019}}""");

        Assert.Equal(0, (await Client.PlaceResting("a")).Code);
        Assert.Equal(-2019, (await Client.PlaceResting("b")).Code);
        Assert.Equal(0, (await Client.PlaceResting("c")).Code);
        Assert.Equal(-2013, (await Client.Query("b")).Code);
    }

    [Fact]
    public async Task ShouldLoseTheAnswerToACancel()
    {
        await Client.PlaceResting("gone");
        Venue.Faults.PlanCancels(new PlannedFault(RequestFault.LoseAck));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.Cancel("gone"));

        Assert.Equal("CANCELED", (await Client.Query("gone")).Text("status"));
    }

    [Fact]
    public async Task ShouldHangAndThenAnswer()
    {
        using VenueClient.StreamReader stream = await Client.Stream("/public/ws/ethusdt@bookTicker");
        await stream.Take(1);
        long start = Stopwatch.GetTimestamp();
        Venue.Faults.Hang(TimeSpan.FromMilliseconds(600));

        VenueClient.VenueReply reply = await Client.PlaceResting("hung");

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 550, 1_900);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.NotNull(await stream.Next());
    }

    [Fact]
    public async Task ShouldRefuseAfterAHangWhatHasExpiredMeanwhile()
    {
        await Client.Get("/fapi/v1/ping"); // connected, so that the order arrives well within its window
        Venue.Faults.Hang(TimeSpan.FromMilliseconds(1_300));

        VenueClient.VenueReply reply = await Client.Place(
            "side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price=2580.00&newClientOrderId=old&recvWindow=1000");

        Assert.Equal(-5028, reply.Code);
        Assert.Equal(-2013, (await Client.Query("old")).Code);
    }

    [Fact]
    public async Task ShouldCutAllConnectionsAndRefuseNewOnes()
    {
        using VenueClient.StreamReader stream = await Client.Stream("/public/ws/ethusdt@bookTicker");
        await stream.Take(1);
        Venue.Faults.RefuseConnections(TimeSpan.FromMilliseconds(500));
        Venue.Faults.DropConnections();

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => Client.Get("/fapi/v1/ping"));
        Assert.True(refusal is HttpRequestException or SocketException, $"{refusal}"); // by the moment of the cut
        while (await stream.Next(withinMs: 200) is not null) await Task.Yield(); // frames still on their way
        await Task.Delay(500);

        Assert.Equal(HttpStatusCode.OK, (await Client.Get("/fapi/v1/ping")).Status);
    }

    [Fact]
    public async Task ShouldAnswerTheOneWhoAsksToCutAllConnections()
    {
        using VenueClient.StreamReader stream = await Client.Stream("/public/ws/ethusdt@bookTicker");
        await stream.Take(1);

        await Admin("""{"dropConnections":true}""");

        long start = Stopwatch.GetTimestamp();
        while (await stream.Next() is not null) Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 2);
    }

    [Fact]
    public async Task ShouldDropOrDuplicateUserEvents()
    {
        using VenueClient.StreamReader stream = await Client.PrivateStream();
        Venue.Faults.DropUserEvents(TimeSpan.FromSeconds(3)); // a busy machine needs a second for the place
        await Client.PlaceResting("unheard");
        while (Venue.Faults.IsDroppingUserEvents) await Task.Delay(20);
        Venue.Faults.DuplicateUserEvents = true;
        await Client.PlaceResting("twice");

        List<JsonElement> frames = await stream.Take(3, withinMs: 300);

        Assert.Equal(["twice", "twice"], frames.Select(f => f.GetProperty("o").GetProperty("c").GetString()));
    }

    [Fact]
    public async Task ShouldFreezeAndJumpThePrice()
    {
        await Admin("""{"freezePricesForMs":60000}""");
        using VenueClient.StreamReader stream = await Client.Stream("/public/ws/ethusdt@bookTicker");
        while (await stream.Next(withinMs: 100) is not null) await Task.Yield(); // one may have been on its way
        decimal before = await Bid();

        VenueClient.VenueReply reply = await Client.Admin("/admin/price", """{"jump":"+30"}""");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(before + 30m, await Bid());
        Assert.NotNull(await stream.Next(withinMs: 500));
        await Admin("""{"clear":true}""");
        Assert.NotNull(await stream.Next());
    }

    [Theory]
    [InlineData(6_000)]
    [InlineData(-2_000)]
    public async Task ShouldRefuseByAClockThatWasSetUntilItIsRight(int aheadMs)
    {
        await Admin($"{{\"clockAheadMs\":{aheadMs}}}");

        long venueMs = (await Client.Get("/fapi/v1/time")).Body.GetProperty("serverTime").GetInt64();
        Assert.InRange(venueMs - VenueClient.NowMs, aheadMs - 1_000, aheadMs);
        Assert.Equal(-1021, (await Client.PlaceResting("wrong-time")).Code);
        Assert.Equal(HttpStatusCode.OK, (await Client.SendSigned(
            HttpMethod.Get, "/fapi/v3/balance", "", VenueClient.NowMs + aheadMs)).Status);
        await Admin("""{"clear":true}""");
        Assert.Equal(HttpStatusCode.OK, (await Client.PlaceResting("right-time")).Status);
    }

    [Fact]
    public async Task ShouldShowItsOwnBooks()
    {
        await Client.Place("side=BUY&type=MARKET&quantity=0.010&newClientOrderId=bought");
        await Client.PlaceResting("resting");

        JsonElement ledger = (await Client.Get("/admin/ledger")).Body;

        Assert.Equal("0.010", ledger.GetProperty("position").GetString());
        Assert.Equal(1, ledger.GetProperty("openOrders").GetInt32());
        Assert.Equal("0.010", ledger.GetProperty("filledByClientId").GetProperty("bought").GetString());
        Assert.Equal("0.000", ledger.GetProperty("filledByClientId").GetProperty("resting").GetString());
        Assert.Equal(2, ledger.GetProperty("orders").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"hangFor":5}""", "hangForMs")]
    [InlineData("""{"places":{"fault":"Explode"}}""", "LoseAck")]
    [InlineData("""{"hangForMs":"soon"}""", "hangForMs")]
    [InlineData("nonsense", "JSON object")]
    public async Task ShouldExplainAWrongSwitch(string body, string remedy)
    {
        VenueClient.VenueReply reply = await Client.Admin("/admin/faults", body);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains(remedy, reply.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldStopWithinASecondWithClientsConnected()
    {
        using VenueClient.StreamReader one = await Client.Stream("/public/ws/ethusdt@bookTicker");
        using VenueClient.StreamReader two = await Client.PrivateStream();
        Venue.Faults.PlanPlaces(new PlannedFault(RequestFault.NeverReply));
        Task hanging = Client.PlaceResting("hanging");
        await Task.Delay(100);
        long start = Stopwatch.GetTimestamp();

        await Venue.StopAsync();

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1), $"{Stopwatch.GetElapsedTime(start)}");
        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
    }

    private async Task<decimal> Bid() => decimal.Parse(
        (await Client.Get("/fapi/v1/ticker/bookTicker", "symbol=ETHUSDT")).Text("bidPrice"),
        System.Globalization.CultureInfo.InvariantCulture);

    private async Task Admin(string json) =>
        Assert.Equal(HttpStatusCode.OK, (await Client.Admin("/admin/faults", json)).Status);
}
