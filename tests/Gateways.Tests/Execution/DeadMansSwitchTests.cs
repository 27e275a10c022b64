using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>The venue cancels when the engine stands still, not when it works, and as told when we end.</summary>
public sealed class DeadMansSwitchTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Countdown = TimeSpan.FromMilliseconds(1_200);

    private readonly RecordingSink _sink = new();
    private SimulatedVenue _venue = null!;
    private BinanceVenue _protocol = null!;
    private long _progress;

    public async Task InitializeAsync()
    {
        _venue = await SimulatedVenue.StartAsync(new SimulatedVenueOptions());
        _protocol = new BinanceVenue(new Credentials(_venue.ApiKey, _venue.ApiSecret), BinanceBench.Bot);
    }

    public Task DisposeAsync() => _venue.StopAsync();

    public void Dispose() => _protocol.Dispose();

    [Fact]
    public void ShouldLetTheVenueCancelWhenTheEngineStandsStill()
    {
        bool stalls = false;
        using VenueSession session = Start(() => stalls ? _progress : ++_progress, staysArmed: true);
        Place(session);
        Thread.Sleep(2 * (int)Countdown.TotalMilliseconds);
        Assert.Single(_venue.ReadLedger().OpenOrders); // wound up again and again

        stalls = true;
        Assert.True(SpinWait.SpinUntil(() => !_venue.ReadLedger().OpenOrders.Any(), 6_000));
        Assert.Contains("the engine does not move", session.Problem, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => _sink.All<ExecutionReport>(EventKind.ExecutionReport).Any(
            r => r.ExecType == ExecType.Canceled), 3_000)); // and the engine is told, should it come back
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void ShouldStayArmedOrBeSwitchedOffWhenWeEnd(bool staysArmed, int left)
    {
        using (VenueSession session = Start(() => ++_progress, staysArmed)) Place(session);
        Thread.Sleep(2 * (int)Countdown.TotalMilliseconds);
        Assert.Equal(left, _venue.ReadLedger().OpenOrders.Count());
    }

    private VenueSession Start(Func<long> progress, bool staysArmed)
    {
        var session = new VenueSession(
            _protocol, VenueEndpoints.FromVenueUrl(_venue.BaseAddress.ToString()), new MonotonicClock(), _sink, 3,
            deadMansSwitch: new DeadMansSwitchOptions(Countdown, progress, staysArmed));
        session.LoadInstrument("ETHUSDT");
        session.Start();
        return session;
    }

    private void Place(VenueSession session)
    {
        OutboundCommand command = BinanceBench.Place();
        command.Payload<NewOrder>().PriceTicks = 260_000;
        session.Send(command);
        Assert.True(SpinWait.SpinUntil(
            () => _venue.ReadLedger().Orders is [{ Status: VenueOrderStatus.New }], 5_000));
    }
}
