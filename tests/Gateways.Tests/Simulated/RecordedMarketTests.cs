using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

public sealed class RecordedMarketTests
{
    private static readonly InstrumentRules Rules = new InstrumentRules().Checked();

    [Fact]
    public void ShouldReadEveryQuoteAndTradeOfTheRecording()
    {
        MarketEvent[] events = RecordedMarket.Shared(RecordedMarket.DefaultPath, Rules).Events.ToArray();

        Assert.Equal(53_992, events.Count(e => !e.IsTrade));
        Assert.Equal(14_076, events.Count(e => e.IsTrade));
        Assert.Equal(new Quote(2681_62, 1_165, 2681_63, 73_077), events[0].Quote);
        Assert.InRange(events[^1].AtNs, 344_000_000_000, 345_500_000_000);
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.True(pair.First.AtNs <= pair.Second.AtNs));
    }

    [Fact]
    public void ShouldWalkOnFromTheLastQuoteWithQuotesAndTrades()
    {
        var player = new MarketPlayer(RecordedMarket.Shared(RecordedMarket.DefaultPath, Rules), 5, 0);
        MarketEvent last = default;
        long lastBid = 0;
        while (!player.IsWalking)
        {
            last = player.Next();
            if (!last.IsTrade) lastBid = last.Quote.BidTicks;
        }

        List<MarketEvent> walk = [.. Enumerable.Range(0, 5_000).Select(_ => player.Next())];

        Assert.InRange(walk.First(e => !e.IsTrade).Quote.BidTicks, lastBid - 2, lastBid + 2);
        Assert.All(walk, e => Assert.True(e.IsTrade ? e.Trade.Lots > 0 : e.Quote.IsValid));
        Assert.InRange(walk.Count(e => e.IsTrade), 800, 1_200);
        Assert.Equal(last.AtNs + 5_000_000L * 5_000, walk[^1].AtNs);
    }

    [Fact]
    public void ShouldShiftAndJumpTheWholeMarket()
    {
        var player = new MarketPlayer(RecordedMarket.Shared(RecordedMarket.DefaultPath, Rules), 5, 100);
        Assert.Equal(2682_62, player.Next().Quote.BidTicks);

        Assert.Equal(2712_62, player.Jump(30_00).Quote.BidTicks);
        Assert.Equal(2712_62, player.Next().Quote.BidTicks);
    }

    [Fact]
    public void ShouldNameAMissingRecording() =>
        Assert.Contains("no-such-file", Assert.Throws<FileNotFoundException>(
            () => RecordedMarket.Load("no-such-file.gz", Rules)).Message, StringComparison.Ordinal);
}
