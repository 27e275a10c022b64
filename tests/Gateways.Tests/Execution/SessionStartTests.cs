using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Simulated;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>An engine with orders from before decides while the venue still tells its contract.</summary>
public sealed class SessionStartTests : VenueScene
{
    private readonly RecordingSink _sink = new();

    [Fact]
    public async Task ShouldSendAfterTheStartWhatWasDecidedBefore()
    {
        using BinanceVenue protocol = Protocol();
        using VenueSession session = Session(protocol);
        Task sending = Task.Run(() => session.Send(BinanceBench.List(ListKind.OpenOrders)));
        session.LoadInstrument("ETHUSDT");
        await Task.Delay(100);
        Assert.False(sending.IsCompleted);

        session.Start();

        await sending.WaitAsync(TimeSpan.FromSeconds(5));
        _sink.WaitFor(EventKind.ListEnd);
    }

    [Fact]
    public async Task ShouldLetGoOfTheSenderWhenItEndsBeforeItBegins()
    {
        using BinanceVenue protocol = Protocol();
        VenueSession session = Session(protocol);
        Task sending = Task.Run(() => session.Send(BinanceBench.List(ListKind.OpenOrders)));

        session.Dispose();

        await sending.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(_sink.Events, e => e.Kind == EventKind.ListEnd);
    }

    private BinanceVenue Protocol() => new(new Credentials(Venue.ApiKey, Venue.ApiSecret), BinanceBench.Bot);

    private VenueSession Session(BinanceVenue protocol) => new(
        protocol, VenueEndpoints.FromVenueUrl(Venue.BaseAddress.ToString()), new MonotonicClock(), _sink, 0);
}
