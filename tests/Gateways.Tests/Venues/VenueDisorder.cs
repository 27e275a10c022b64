using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>What every venue's decoders must stand: other orders of keys, cut frames, spoiled frames.</summary>
internal static class VenueDisorder
{
    private const int CasesInSuite = 500_000;
    private const int CasesInCampaign = 10_000_000;

    public static int Cases =>
        Environment.GetEnvironmentVariable("OPENSQT_LONG") == "1" ? CasesInCampaign : CasesInSuite;

    /// <summary>What a frame says, as one text; "" = nothing.</summary>
    public static string Say(IVenueProtocol venue, byte[] frame)
    {
        BestBidOffer quote = default;
        FrameMeaning market = venue.DecodeMarketFrame(frame, ref quote);
        var sink = new RecordingSink();
        FrameMeaning user = venue.DecodeUserFrame(frame, 0, sink);
        return $"{market} {user} {quote.BidPriceTicks} {quote.BidSizeLots} {quote.OfferPriceTicks} "
            + $"{quote.OfferSizeLots} {quote.UpdateId} {quote.VenueTimeNs} | "
            + string.Join(" | ", sink.All<ExecutionReport>(EventKind.ExecutionReport).Select(r =>
                $"{r.ClOrdId} {r.OrderId.Low} {r.ExecId.Low} {r.PriceTicks} {r.CumQtyLots} {r.LastQtyLots} "
                + $"{r.LastPxTicks} {r.FeeE8} {r.Side} {r.OrdStatus} {r.Reason} {r.VenueTimeNs}"));
    }

    public static void ReadsNothingFromCutFrames(IVenueProtocol venue, byte[] whole)
    {
        for (int length = 0; length < whole.Length; length++)
        {
            // The rest of the real frame lies behind the cut: reading past the end would succeed and show.
            ReadOnlySpan<byte> cut = whole.AsSpan(0, length);
            var sink = new LastEventSink();
            BestBidOffer quote = default;
            ListPage page = default;
            Assert.Equal(FrameMeaning.Broken, venue.DecodeMarketFrame(cut, ref quote));
            Assert.Equal(FrameMeaning.Broken, venue.DecodeUserFrame(cut, 0, sink));
            MarkPrice mark = default;
            FrameMeaning ofMark = venue.DecodeMarkFrame(cut, ref mark);
            Assert.Equal(venue.MarkTarget is null ? FrameMeaning.Ignored : FrameMeaning.Broken, ofMark);
            Assert.NotEqual(FrameMeaning.Event, venue.DecodeOrderEntryFrame(cut, out _));
            Assert.Equal(0, sink.Count);
            venue.DecodeReply(BinanceBench.QueryOwn(), new VenueReply(200, cut, 0, 0), ref page, sink);
            Assert.Equal(EventKind.RequestInDoubt, sink.Last.Kind);
        }
    }

    /// <summary>
    /// No exception, never more than was said, and nothing accepted out of a text that is no JSON; returns how many
    /// cases were none.
    /// </summary>
    public static int SurvivesSpoiledFrames(IVenueProtocol venue, byte[][] frames, int seed, int cases)
    {
        var mutator = new FrameMutator(seed);
        OutboundCommand[] commands = [BinanceBench.Place(), BinanceBench.Cancel(), BinanceBench.QueryOwn(),
            .. Enum.GetValues<ListKind>().Select(kind => BinanceBench.List(kind, orderId: 33866374373))];
        OutboundCommand[] places = [BinanceBench.Place(), BinanceBench.Place()];
        OutboundCommand[] cancels = [BinanceBench.Cancel(), BinanceBench.Cancel()];
        places[1].Payload<NewOrder>().ClOrdId++;
        cancels[1].Payload<CancelOrder>().OrderId = VenueId.From(1_694_883_366);
        var kline = default(Kline);
        var rows = new Kline[32];
        int notJson = 0;
        var sink = new LastEventSink();
        for (int i = 0; i < cases; i++)
        {
            byte[] spoiled = mutator.Spoiled(frames[mutator.Below(frames.Length)]);
            bool isJson = FrameMutator.IsJson(spoiled);
            if (!isJson) notJson++;
            BestBidOffer quote = default;
            FrameMeaning market = venue.DecodeMarketFrame(spoiled, ref quote);
            long before = sink.Count;
            FrameMeaning user = venue.DecodeUserFrame(spoiled, 0, sink);
            FrameMeaning candle = venue.DecodeCandleFrame(spoiled, ref kline);
            MarkPrice mark = default;
            FrameMeaning ofMark = venue.DecodeMarkFrame(spoiled, ref mark);
            Assert.True(ofMark is FrameMeaning.Broken or FrameMeaning.Ignored || isJson, Case(i));
            Assert.True(ofMark == FrameMeaning.Event == mark.PriceE8 > 0, Case(i));
            FrameMeaning entry = venue.DecodeOrderEntryFrame(spoiled, out _);
            Assert.True(entry != FrameMeaning.Event || isJson, Case(i));
            Assert.True(user == FrameMeaning.Broken || isJson, Case(i));
            Assert.True(user is FrameMeaning.Event or FrameMeaning.Broken || sink.Count == before, Case(i));
            Assert.True((market == FrameMeaning.Broken && candle == FrameMeaning.Broken) || isJson, Case(i));
            if (isJson) venue.DecodeCandles(0, new VenueReply(200, spoiled, 0, 0), rows);
            OutboundCommand command = commands[mutator.Below(commands.Length)];
            ListPage page = default;
            int status = mutator.Below(3) == 0 ? 400 : 200;
            venue.DecodeReply(command, new VenueReply(status, spoiled, 0, 0), ref page, sink);
            bool isAccepted = !page.HasMore && sink.Last.Kind switch
            {
                EventKind.ListEnd => sink.Last.Read<ListEnd>().Outcome == Outcome.Accepted,
                EventKind.RequestInDoubt => false,
                _ => true,
            };
            Assert.False((isAccepted || page.HasMore) && !isJson, Case(i) + Encoding.UTF8.GetString(spoiled));
            if (venue.MostInBatch(CommandKind.NewOrder) == 1) continue;
            before = sink.Count;
            venue.DecodeBatch(mutator.Below(2) == 0 ? places : cancels, new VenueReply(status, spoiled, 0, 0), sink);
            Assert.True(sink.Count - before is 2 or 3, Case(i)); // an answer each, and a silence perhaps
            Assert.True(sink.Last.Kind == EventKind.RequestInDoubt || isJson, Case(i));
        }

        return notJson;
        string Case(int i) => $"seed {seed}, case {i}: ";
    }

    public static VenueFixture[] All(string venue) =>
        [.. new[] { "market", "orders", "account", "kline", "rest" }.SelectMany(f => VenueFixture.Load(venue, f))];
}
