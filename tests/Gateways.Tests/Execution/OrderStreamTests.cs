using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>
/// Order entry over WebSocket with REST behind it: exactly one answer each, nothing sent twice, and a way that is not
/// well is not used.
/// </summary>
public sealed class OrderStreamTests : IAsyncLifetime, IDisposable
{
    private const int ReplyTimeoutMs = 2_000;

    private readonly MonotonicClock _clock = new();
    private readonly RecordingSink _sink = new();
    private SimulatedVenue _venue = null!;
    private BinanceVenue _protocol = null!;
    private ExecutionGateway? _gateway;

    public async Task InitializeAsync()
    {
        _venue = await SimulatedVenue.StartAsync(new SimulatedVenueOptions());
        _protocol = new BinanceVenue(new Credentials(_venue.ApiKey, _venue.ApiSecret), BinanceBench.Bot);
        _protocol.Bind(BinanceBench.InstrumentOf("ETHUSDT"));
    }

    public Task DisposeAsync() => _venue.StopAsync();

    public void Dispose()
    {
        _gateway?.Dispose();
        _protocol.Dispose();
    }

    [Fact]
    public void ShouldHaveManyRequestsUnderWayOnOneConnection()
    {
        ExecutionGateway gateway = Start();
        for (int slot = 1; slot <= 40; slot++) gateway.Send(PlaceAt(slot));

        _sink.WaitFor(EventKind.ExecutionReport, 40);
        Assert.Equal((40L, 40L, 0L), (gateway.Sent, gateway.SentOnStream, gateway.UnmatchedReplies));
        IReadOnlyList<ExecutionReport> reports = _sink.All<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal(40, reports.Select(report => report.ClOrdId).Distinct().Count());
        Assert.Equal(40, _venue.ReadLedger().OpenOrders.Count());
    }

    [Fact]
    public void ShouldDoubtARequestWithoutReplyAndGoOnByRestMeanwhile()
    {
        ExecutionGateway gateway = Start();
        _venue.Faults.PlanPlaces(new PlannedFault(RequestFault.NeverReply));
        gateway.Send(PlaceAt(1));
        Thread.Sleep(1_200); // by now it is slow
        gateway.Send(PlaceAt(2));
        _sink.WaitFor(EventKind.ExecutionReport);
        Assert.Equal((2L, 1L), (gateway.Sent, gateway.SentOnStream));

        _sink.WaitFor(EventKind.RequestInDoubt);
        RequestInDoubt doubt = _sink.Single<RequestInDoubt>(EventKind.RequestInDoubt);
        Assert.Equal((IdOf(1), Reason.Timeout), (doubt.ClOrdId, doubt.Reason));
        Until(() => gateway.StreamProblem.Length > 0); // given up: it was silent
        Until(() => gateway.StreamProblem.Length == 0 && gateway.OpenLanes == Lanes);
        gateway.Send(PlaceAt(3));
        _sink.WaitFor(EventKind.ExecutionReport, 2);
        Assert.Equal(2, gateway.SentOnStream);
        Assert.Equal(3, _venue.ReadLedger().Orders.Count);
    }

    [Fact]
    public void ShouldDoubtWhatWasUnderWayWhenTheConnectionEndsAndSendItOnce()
    {
        ExecutionGateway gateway = Start();
        _venue.Faults.PlanPlaces(new PlannedFault(RequestFault.LoseAck) { Skip = 1 });
        gateway.Send(PlaceAt(1));
        _sink.WaitFor(EventKind.ExecutionReport);
        gateway.Send(PlaceAt(2));

        _sink.WaitFor(EventKind.RequestInDoubt);
        RequestInDoubt doubt = _sink.Single<RequestInDoubt>(EventKind.RequestInDoubt);
        Assert.Equal((IdOf(2), Reason.Disconnected), (doubt.ClOrdId, doubt.Reason));
        gateway.Send(PlaceAt(3)); // whichever way is open
        _sink.WaitFor(EventKind.ExecutionReport, 2);
        Until(() => gateway.OpenLanes == Lanes);
        Assert.Equal(3, _venue.ReadLedger().Orders.Count);
    }

    [Fact]
    public void ShouldCountALateReplyAndNotTakeItForAnother()
    {
        ExecutionGateway gateway = Start();
        _venue.Faults.PlanPlaces(new PlannedFault(RequestFault.DelayReply) { DelayMs = ReplyTimeoutMs + 700 });
        gateway.Send(PlaceAt(1));
        gateway.Send(PlaceAt(2)); // answered: so the connection is not silent

        _sink.WaitFor(EventKind.RequestInDoubt);
        Until(() => gateway.UnmatchedReplies == 1);
        Assert.Single(_sink.All<ExecutionReport>(EventKind.ExecutionReport));
        Assert.Equal("", gateway.StreamProblem);
    }

    [Fact]
    public void ShouldOpenAnewBeforeTheVenueEndsItAndLoseNothing()
    {
        ExecutionGateway gateway = Start(streamLifeMs: 400);
        int sent = 0;
        while (sent < 60 || (sent < 180 && gateway.StreamConnects < 2)) // the venue takes 200 open orders
        {
            gateway.Send(PlaceAt(++sent));
            Thread.Sleep(20);
        }

        _sink.WaitFor(EventKind.ExecutionReport, sent);
        Assert.Empty(_sink.All<RequestInDoubt>(EventKind.RequestInDoubt));
        Assert.InRange(gateway.StreamConnects, 2, sent); // renewed; what fell into a gap went by REST
        Assert.InRange(gateway.SentOnStream, 1, sent);
        Assert.Equal(sent, _venue.ReadLedger().Orders.Count);
    }

    [Fact]
    public void ShouldTradeByRestWhereTheWebSocketIsRefused()
    {
        ExecutionGateway gateway = Start(path: "/no-such-path", lanes: Lanes - 1);
        gateway.Send(PlaceAt(1));

        _sink.WaitFor(EventKind.ExecutionReport);
        Assert.Equal((1L, 0L), (gateway.Sent, gateway.SentOnStream));
        Until(() => gateway.StreamProblem.Contains("refused the WebSocket", StringComparison.Ordinal));
    }

    private static int Lanes => ExecutionGateway.DefaultLanes + 1;

    private static ulong IdOf(int slot) => ClOrdId.Create(3, 7, slot, Side.Buy, 1).Value;

    private static OutboundCommand PlaceAt(int slot)
    {
        OutboundCommand command = BinanceBench.Place();
        ref NewOrder order = ref command.Payload<NewOrder>();
        order.ClOrdId = IdOf(slot);
        order.PriceTicks = 260_000 + slot;
        return command;
    }

    private ExecutionGateway Start(
        string path = "/ws-fapi/v1", long streamLifeMs = 3_600_000, int? lanes = null)
    {
        VenueAddress rest = VenueAddress.Parse(_venue.BaseAddress.ToString());
        var options = new ExecutionOptions
        {
            ReplyTimeoutMs = ReplyTimeoutMs,
            OrderEntry = rest.Below(path),
            StreamLifeMs = streamLifeMs,
        };
        _gateway = new ExecutionGateway(_protocol, rest, _clock, _sink, 3, options: options);
        _gateway.Start();
        Until(() => _gateway.OpenLanes == (lanes ?? Lanes));
        return _gateway;
    }

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, 8_000));
}
