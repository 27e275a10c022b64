using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

public sealed class BinanceAllocationTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void ShouldDecodeFramesWithoutAllocation()
    {
        byte[] quote = VenueFixture.One("binance", "market", "bookticker-raw-btcusdt-2026").Bytes;
        byte[] unusual = VenueFixture.One("binance", "market", "bookticker-with-st-ps-fields").Bytes;
        byte[] fill = BinanceBench.Owned(VenueFixture.One("binance", "orders", "partially-filled-derived"));
        byte[] mark = VenueFixture.One("binance", "market", "markprice-2026-10-with-ap").Bytes;
        using BinanceVenue venue = BinanceBench.VenueFor("BTCUSDT");
        var sink = new LastEventSink();
        BestBidOffer read = default;
        MarkPrice readMark = default;

        AssertNoAllocation(() =>
        {
            venue.DecodeMarketFrame(quote, ref read);
            venue.DecodeMarketFrame(unusual, ref read);
            venue.DecodeUserFrame(fill, 1, sink);
            venue.DecodeMarkFrame(mark, ref readMark);
        });

        Assert.True(sink.Count >= Rounds && readMark.PriceE8 > 0);
    }

    [Fact]
    public void ShouldEncodeSignAndReadRepliesWithoutAllocation()
    {
        VenueFixture reply = VenueFixture.One("binance", "rest", "query-order-filled-live");
        byte[] body = BinanceBench.Owned(reply);
        using BinanceVenue venue = BinanceBench.VenueFor("DOTUSDT");
        var sink = new LastEventSink();
        var request = new VenueRequest();
        OutboundCommand place = BinanceBench.Place();
        OutboundCommand query = BinanceBench.QueryOwn();

        ListPage page = default;
        AssertNoAllocation(() =>
        {
            venue.Encode(place, BinanceBench.NowNs, request);
            venue.DecodeReply(query, new VenueReply(200, body, 0, 0), ref page, sink);
            venue.DecodeReply(
                place, new VenueReply(400, "{\"code\":-5022,\"msg\":\"x\"}"u8, 0, 0), ref page, sink);
        });

        Assert.True(sink.Count >= 2 * Rounds);
    }

    private static void AssertNoAllocation(Action act)
    {
        for (int i = 0; i < 200; i++) act();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++) act();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
    }
}
