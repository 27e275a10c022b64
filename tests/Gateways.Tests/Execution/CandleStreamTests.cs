using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Simulated;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>The candle stream of a session against the simulated venue: a minute takes 100 ms.</summary>
public sealed class CandleStreamTests : VenueScene
{
    private const int History = 20;
    private static readonly string[] Symbols = ["BTCUSDT", "NOSUCH", "ETHUSDT"];

    protected override SimulatedVenueOptions Options => new() { Speed = 600 };

    [Fact]
    public void ShouldTellTheHistoryBeforeTheFirstQuoteAndAgainAfterAReconnect()
    {
        var sink = new RecordingSink();
        using var protocol = new BinanceVenue(new Credentials(Venue.ApiKey, Venue.ApiSecret), BinanceBench.Bot);
        using var session = new VenueSession(
            protocol, VenueEndpoints.FromVenueUrl(Venue.BaseAddress.ToString()), new MonotonicClock(), sink, 0,
            candles: new CandleWatch(Symbols, 60_000_000_000, History));
        session.LoadInstrument("ETHUSDT");
        session.Start();
        sink.WaitFor(EventKind.BestBidOffer);

        Kline[] first = [.. sink.Events.TakeWhile(e => e.Kind != EventKind.BestBidOffer)
            .Where(e => e.Kind == EventKind.Kline).Select(e => e.Read<Kline>())];
        Assert.Equal(History, first.Take(History + 1).Count(k => k.Symbol == 0 && k.IsClosed == 1));
        Assert.True(first.Count(k => k.Symbol == 2 && k.IsClosed == 1) >= History);
        Assert.Contains("NOSUCH", session.Problem, StringComparison.Ordinal);
        AssertNoGap(sink);

        Venue.Faults.DropConnections();
        Assert.True(SpinWait.SpinUntil(() => Links(sink).Length >= 3, 8_000));
        int before = sink.All<Kline>(EventKind.Kline).Count;
        Assert.True(SpinWait.SpinUntil(() => sink.All<Kline>(EventKind.Kline).Count > before + 10, 5_000));

        Assert.Equal([1, 0, 1], Links(sink));
        AssertNoGap(sink);
        Assert.Equal(0, session.Candles!.Broken);
    }

    private static int[] Links(RecordingSink sink) => [.. sink.All<GatewayStatus>(EventKind.GatewayStatus)
        .Where(s => s.Link == GatewayLink.CandleStream).Select(s => (int)s.Up)];

    /// <summary>Every minute between the first and the last was told as closed.</summary>
    private static void AssertNoGap(RecordingSink sink)
    {
        foreach (int symbol in new[] { 0, 2 })
        {
            long[] closed = [.. sink.All<Kline>(EventKind.Kline).Where(k => k.Symbol == symbol && k.IsClosed == 1)
                .Select(k => k.OpenTimeNs).Distinct().Order()];
            Assert.All(closed.Zip(closed.Skip(1)), pair => Assert.Equal(60_000_000_000, pair.Second - pair.First));
        }
    }
}
