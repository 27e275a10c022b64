using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>
/// Frames in other orders, cut frames, spoiled frames. System.Text.Json is the judge of what is JSON.
/// </summary>
public sealed class BinanceDisorderTests(ITestOutputHelper output)
{
    [Fact]
    public void ShouldReadTheSameFromAnyOrderOfKeys()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var mutator = new FrameMutator(seed);
        foreach (VenueFixture fixture in VenueDisorder.All("binance")
            .Where(c => c.Kind is "bbo" or "orderUpdate" or "markPrice"))
        {
            string symbol = fixture.Text("symbol")!;
            using BinanceVenue venue = BinanceBench.VenueFor(symbol);
            byte[] usual = OwnedOf(fixture);
            for (int i = 0; i < 100; i++)
            {
                byte[] shuffled = mutator.Shuffled(usual);
                Assert.Equal(OracleOf(symbol, usual), OracleOf(symbol, shuffled));
                Assert.Equal(OracleOf(symbol, usual), Decode(venue, shuffled));
            }
        }
    }

    [Fact]
    public void ShouldReadNothingFromAFrameCutAtAnyByte()
    {
        foreach (VenueFixture fixture in VenueDisorder.All("binance"))
        {
            using BinanceVenue venue = BinanceBench.VenueFor(SymbolOf(fixture));
            VenueDisorder.ReadsNothingFromCutFrames(venue, OwnedOf(fixture));
        }
    }

    [Fact]
    public void ShouldSurviveAnySpoiledFrame()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}, {VenueDisorder.Cases} cases");
        VenueFixture[] all = VenueDisorder.All("binance");
        IGrouping<string, byte[]>[] symbols = [.. all.GroupBy(SymbolOf, OwnedOf)];
        int notJson = 0;
        foreach (IGrouping<string, byte[]> frames in symbols)
        {
            using BinanceVenue venue = BinanceBench.VenueFor(frames.Key);
            venue.Watch(new CandleWatch([frames.Key], 60_000_000_000, 20));
            int cases = (int)((long)VenueDisorder.Cases * frames.Count() / all.Length) + 1;
            notJson += VenueDisorder.SurvivesSpoiledFrames(venue, [.. frames], seed, cases);
        }

        Assert.InRange(notJson, VenueDisorder.Cases / 10, VenueDisorder.Cases);
    }

    private static byte[] OwnedOf(VenueFixture fixture) =>
        fixture.Text("clientOrderId") is { } id ? BinanceBench.Owned(fixture.Bytes, id) : fixture.Bytes;

    private static string SymbolOf(VenueFixture fixture) => fixture.Text("symbol") switch
    {
        { } symbol when symbol is not ("DOGEUSDT" or "IOTAUSDT") => symbol,
        _ => "BTCUSDT",
    };

    private static string Decode(BinanceVenue venue, byte[] frame)
    {
        BestBidOffer quote = default;
        if (venue.DecodeMarketFrame(frame, ref quote) == FrameMeaning.Event)
            return $"{quote.BidPriceTicks} {quote.BidSizeLots} {quote.OfferPriceTicks} {quote.OfferSizeLots} "
                + $"{quote.UpdateId} {quote.VenueTimeNs}";
        MarkPrice mark = default;
        if (venue.DecodeMarkFrame(frame, ref mark) == FrameMeaning.Event)
            return $"{mark.PriceE8} {mark.FundingRateE8} {mark.NextFundingNs} {mark.VenueTimeNs}";
        var sink = new LastEventSink();
        Assert.Equal(FrameMeaning.Event, venue.DecodeUserFrame(frame, 0, sink));
        ExecutionReport r = sink.Last.Read<ExecutionReport>();
        return $"{r.ClOrdId} {r.OrderId.Low} {r.ExecId.Low} {r.PriceTicks} {r.CumQtyLots} {r.LastQtyLots} "
            + $"{r.LastPxTicks} {r.FeeE8} {r.Side} {r.VenueTimeNs}";
    }

    /// <summary>The same text out of System.Text.Json and decimal arithmetic.</summary>
    private static string OracleOf(string symbol, byte[] frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("data", out JsonElement data)) root = data;
        decimal Of(JsonElement e, string name) =>
            e.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? decimal.Parse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (root.GetProperty("e").GetString() == "bookTicker")
            return $"{BinanceBench.Ticks(symbol, Of(root, "b"))} {BinanceBench.Lots(symbol, Of(root, "B"))} "
                + $"{BinanceBench.Ticks(symbol, Of(root, "a"))} {BinanceBench.Lots(symbol, Of(root, "A"))} "
                + $"{Of(root, "u")} {Of(root, "E") * 1_000_000}";
        if (root.GetProperty("e").GetString() == "markPriceUpdate")
            return $"{BinanceBench.E8(Of(root, "p"))} {BinanceBench.E8(Of(root, "r"))} {Of(root, "T") * 1_000_000} "
                + $"{Of(root, "E") * 1_000_000}";
        JsonElement o = root.GetProperty("o");
        Side side = o.GetProperty("S").GetString() == "BUY" ? Side.Buy : Side.Sell;
        return $"{BinanceBench.OwnId().Value} {Of(o, "i")} {Of(o, "t")} {BinanceBench.Ticks(symbol, Of(o, "p"))} "
            + $"{BinanceBench.Lots(symbol, Of(o, "z"))} {BinanceBench.Lots(symbol, Of(o, "l"))} "
            + $"{BinanceBench.Ticks(symbol, Of(o, "L"))} {BinanceBench.E8(Of(o, "n"))} {side} {Of(o, "T") * 1_000_000}";
    }
}
