using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Streams;
using OpenSQT.Lmax.Gateways.Tests.Simulated;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Gateways.Venues.Gate;

namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>The stream of mark prices, alone and as part of a session with the simulated venue.</summary>
public sealed class MarkStreamTests : VenueScene
{
    [Fact]
    public void ShouldTellMarkAndFundingEachSecondAndComeBackAfterACut()
    {
        var sink = new RecordingSink();
        using var protocol = new BinanceVenue(new Credentials(Venue.ApiKey, Venue.ApiSecret), BinanceBench.Bot);
        using var session = new VenueSession(
            protocol, VenueEndpoints.FromVenueUrl(Venue.BaseAddress.ToString()), new MonotonicClock(), sink, 4);
        session.LoadInstrument("ETHUSDT");
        session.Start();

        sink.WaitFor(EventKind.MarkPrice, 2);
        MarkPrice[] marks = [.. sink.All<MarkPrice>(EventKind.MarkPrice)];
        Assert.All(marks, mark => Assert.InRange(mark.PriceE8, 2_600_00000000, 2_800_00000000));
        Assert.Equal(10_000, marks[0].FundingRateE8);
        Assert.True(marks[0].NextFundingNs > marks[0].VenueTimeNs);
        Assert.InRange(marks[1].VenueTimeNs - marks[0].VenueTimeNs, 500_000_000, 1_500_000_000);
        Assert.All(sink.Events.Where(e => e.Kind == EventKind.MarkPrice), e => Assert.Equal(4, e.Header.Instrument));

        Venue.Faults.DropConnections();
        Assert.True(SpinWait.SpinUntil(() => Links(sink) is [1, 0, 1], 8_000));
        sink.WaitFor(EventKind.MarkPrice, sink.All<MarkPrice>(EventKind.MarkPrice).Count + 1);
        Assert.Equal(0, session.Marks!.Broken);
    }

    [Fact]
    public void ShouldTellEachMarkOnceThoughTwoConnectionsBringIt()
    {
        var sink = new RecordingSink();
        using BinanceVenue protocol = BinanceBench.VenueFor("ETHUSDT");
        var stream = new MarkStream(protocol, new MonotonicClock(), sink, 0);

        StreamVerdict[] verdicts = [.. new[] { (1, 10), (1, 10), (3, 30), (2, 20) }.Select(m => stream.OnText(
            Encoding.UTF8.GetBytes($$"""{"e":"markPriceUpdate","E":{{m.Item1}},"s":"ETHUSDT","p":"{{m.Item2}}"}""")))];

        Assert.All(verdicts, verdict => Assert.Equal(StreamVerdict.Fresh, verdict));
        Assert.Equal([10_00000000, 30_00000000], sink.All<MarkPrice>(EventKind.MarkPrice).Select(m => m.PriceE8));
        Assert.Equal(StreamVerdict.Continue, stream.OnText("{\"e\":\"markPriceUpdate\""u8));
        Assert.Equal((2, 1), (stream.Marks, stream.Broken));
        stream.OnLink(isUp: false, Reason.Disconnected);
        stream.OnText("""{"e":"markPriceUpdate","E":2,"s":"ETHUSDT","p":"20"}"""u8); // its clock was set back
        Assert.Equal(3, stream.Marks);
    }

    [Fact]
    public void ShouldSayThatAVenueHasNoSuchStream()
    {
        using IVenueProtocol gate = new GateVenue(BinanceBench.Keys, BinanceBench.Bot);
        var stream = new MarkStream(gate, new MonotonicClock(), new RecordingSink(), 0);

        Assert.Contains("gate", Assert.Throws<VenueException>(stream.OpenTarget).Message, StringComparison.Ordinal);
    }

    private static int[] Links(RecordingSink sink) => [.. sink.All<GatewayStatus>(EventKind.GatewayStatus)
        .Where(s => s.Link == GatewayLink.MarkStream).Select(s => (int)s.Up)];
}
