using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Streams;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

/// <summary>Streams of the simulated venue whose connections live for half a second only.</summary>
public sealed class OverlappingFeedTests : IAsyncLifetime, IDisposable
{
    private static readonly FeedTiming ShortLived = new() { LifeMs = 500 };

    private readonly MonotonicClock _clock = new();
    private readonly RecordingSink _sink = new();
    private SimulatedVenue _venue = null!;
    private BinanceVenue _protocol = null!;
    private VenueEndpoints _endpoints = null!;

    public async Task InitializeAsync()
    {
        _venue = await SimulatedVenue.StartAsync(new SimulatedVenueOptions { Speed = 5 });
        _protocol = new BinanceVenue(new Credentials(_venue.ApiKey, _venue.ApiSecret), BinanceBench.Bot);
        _protocol.Bind(BinanceBench.InstrumentOf("ETHUSDT"));
        _endpoints = VenueEndpoints.FromVenueUrl(_venue.BaseAddress.ToString());
    }

    public Task DisposeAsync() => _venue.StopAsync();

    public void Dispose() => _protocol.Dispose();

    [Fact]
    public void ShouldLoseNoReportWhileConnectionsTakeOverFromEachOther()
    {
        var watch = new ReportWatch(_sink);
        using var control = new HttpConnection(_endpoints.Rest, _clock);
        var user = new UserStream(_protocol, control, _clock, watch, 3);
        using var feed = new OverlappingFeed("user", _endpoints.PrivateStream, user, ShortLived, _clock);
        using var gateway = new ExecutionGateway(_protocol, _endpoints.Rest, _clock, watch, 3);
        feed.Start();
        gateway.Start();
        Assert.True(user.WaitUntilUp(5_000));
        Assert.True(SpinWait.SpinUntil(() => gateway.OpenLanes > 0, 5_000));
        const int orders = 60;
        for (int slot = 1; slot <= orders; slot++)
        {
            OutboundCommand place = BinanceBench.Place();
            ref NewOrder order = ref place.Payload<NewOrder>();
            order.ClOrdId = Engine.Model.ClOrdId.Create(3, 1, slot, Side.Buy, 1).Value;
            order.PriceTicks = 260_000 + slot;
            gateway.Send(place);
            Thread.Sleep(50);
        }

        Assert.True(SpinWait.SpinUntil(() => StreamReports() == orders, 5_000), $"{StreamReports()} reports");
        Assert.True(feed.Renewals >= 3, $"{feed.Renewals} renewals");
        Assert.Single(_sink.All<GatewayStatus>(EventKind.GatewayStatus), s => s.Link == GatewayLink.UserStream);
        Assert.False(watch.IsReportMissing(_clock.NowNs + 60_000_000_000));
    }

    [Fact]
    public void ShouldShowQuotesWithoutAGap()
    {
        var market = new MarketStream(_protocol, _clock, _sink, 3);
        using var feed = new OverlappingFeed("market", _endpoints.PublicStream, market, ShortLived, _clock);
        feed.Start();
        Assert.True(SpinWait.SpinUntil(() => feed.Renewals >= 3, 8_000));

        IReadOnlyList<BestBidOffer> quotes = _sink.All<BestBidOffer>(EventKind.BestBidOffer);
        for (int i = 1; i < quotes.Count; i++)
        {
            Assert.True(quotes[i].UpdateId >= quotes[i - 1].UpdateId, "an older quote came after a newer one");
            Assert.InRange(quotes[i].ReceivedNs - quotes[i - 1].ReceivedNs, 0, 2_000_000_000);
        }

        Assert.Single(_sink.All<GatewayStatus>(EventKind.GatewayStatus));
    }

    [Fact]
    public void ShouldMissTheReportOfAnOrderThatTheStreamIsSilentAbout()
    {
        var watch = new ReportWatch(_sink);
        Publish(watch, 7, ReportFlags.Reply, 1);
        Publish(watch, 8, ReportFlags.None, 1); // the stream was quicker than the reply
        Publish(watch, 8, ReportFlags.Reply, 2);
        Assert.False(watch.IsReportMissing(5_000_000_000));
        Assert.True(watch.IsReportMissing(5_000_000_002));
        Publish(watch, 7, ReportFlags.None, 3);
        Assert.False(watch.IsReportMissing(5_000_000_002));
        Assert.Equal(4, _sink.Events.Count);
    }

    private static void Publish(ReportWatch watch, ulong clOrdId, ReportFlags flags, long timeNs)
    {
        InboundEvent e = default;
        ref ExecutionReport report = ref e.Begin<ExecutionReport>(
            EventKind.ExecutionReport, EventSource.UserGateway, 3, timeNs);
        report.ClOrdId = clOrdId;
        report.ExecType = ExecType.New;
        report.Flags = flags;
        watch.Publish(e);
    }

    private int StreamReports() => _sink.All<ExecutionReport>(EventKind.ExecutionReport)
        .Where(r => (r.Flags & ReportFlags.Reply) == 0).Select(r => r.ClOrdId).Distinct().Count();
}
