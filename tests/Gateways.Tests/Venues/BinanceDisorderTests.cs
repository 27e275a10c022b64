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
    private static readonly VenueFixture[] All =
        [.. new[] { "market", "orders", "account", "kline", "rest" }.SelectMany(f => VenueFixture.Load("binance", f))];

    [Fact]
    public void ShouldReadTheSameFromAnyOrderOfKeys()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        foreach (VenueFixture fixture in All.Where(c => c.Kind is "bbo" or "orderUpdate"))
        {
            string symbol = fixture.Text("symbol")!;
            using BinanceVenue venue = BinanceBench.VenueFor(symbol);
            byte[] usual = fixture.Kind == "bbo" ? fixture.Bytes : BinanceBench.Owned(fixture);
            for (int i = 0; i < 100; i++)
            {
                byte[] shuffled = Shuffle(usual, random);
                Assert.Equal(OracleOf(symbol, usual), OracleOf(symbol, shuffled));
                Assert.Equal(OracleOf(symbol, usual), Decode(venue, shuffled));
            }
        }
    }

    [Fact]
    public void ShouldReadNothingFromAFrameCutAtAnyByte()
    {
        foreach (VenueFixture fixture in All)
        {
            using BinanceVenue venue = BinanceBench.VenueFor(SymbolOf(fixture));
            byte[] whole =
                fixture.Text("clientOrderId") is { } id ? BinanceBench.Owned(fixture.Bytes, id) : fixture.Bytes;
            for (int length = 0; length < whole.Length; length++)
            {
                // The rest of the real frame lies behind the cut: reading past the end would succeed and show.
                ReadOnlySpan<byte> cut = whole.AsSpan(0, length);
                var sink = new LastEventSink();
                BestBidOffer quote = default;
                Assert.Equal(FrameMeaning.Broken, venue.DecodeMarketFrame(cut, ref quote));
                Assert.Equal(FrameMeaning.Broken, venue.DecodeUserFrame(cut, 0, sink));
                Assert.Equal(0, sink.Count);
                ListPage page = default;
                venue.DecodeReply(BinanceBench.QueryOwn(), new VenueReply(200, cut, 0, 0), ref page, sink);
                Assert.Equal(EventKind.RequestInDoubt, sink.Last.Kind);
            }
        }
    }

    [Fact]
    public void ShouldSurviveAnySpoiledFrame()
    {
        const int Cases = 120_000;
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}, {Cases} cases");
        var random = new Random(seed);
        byte[][] frames =
            [.. All.Select(c => c.Text("clientOrderId") is { } id ? BinanceBench.Owned(c.Bytes, id) : c.Bytes)];
        Dictionary<string, BinanceVenue> venues = new();
        OutboundCommand[] commands = [BinanceBench.Place(), BinanceBench.Cancel(), BinanceBench.QueryOwn(),
            .. Enum.GetValues<ListKind>().Select(kind => BinanceBench.List(kind, orderId: 33866374373))];
        int notJson = 0;
        for (int i = 0; i < Cases; i++)
        {
            int n = random.Next(frames.Length);
            byte[] spoiled = Spoil(frames[n], random);
            string symbol = SymbolOf(All[n]);
            if (!venues.TryGetValue(symbol, out BinanceVenue? venue))
                venues[symbol] = venue = BinanceBench.VenueFor(symbol);
            bool isJson = IsJson(spoiled);
            if (!isJson) notJson++;
            var sink = new LastEventSink();
            BestBidOffer quote = default;
            FrameMeaning market = venue.DecodeMarketFrame(spoiled, ref quote);
            FrameMeaning user = venue.DecodeUserFrame(spoiled, 0, sink);
            Assert.Equal(user == FrameMeaning.Event ? 1 : 0, sink.Count);
            if (!isJson)
            {
                Assert.Equal(FrameMeaning.Broken, market);
                Assert.Equal(FrameMeaning.Broken, user);
            }

            OutboundCommand command = commands[random.Next(commands.Length)];
            ListPage page = default;
            int status = random.Next(3) == 0 ? 400 : 200;
            venue.DecodeReply(command, new VenueReply(status, spoiled, 0, 0), ref page, sink);
            bool isAccepted = sink.Last.Kind switch
            {
                EventKind.ListEnd => sink.Last.Read<ListEnd>().Outcome == Outcome.Accepted,
                EventKind.RequestInDoubt => false,
                _ => true,
            };
            Assert.False(isAccepted && !isJson, $"seed {seed}, case {i}: {Encoding.UTF8.GetString(spoiled)}");
        }

        Assert.InRange(notJson, Cases / 10, Cases);
    }

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
        JsonElement o = root.GetProperty("o");
        Side side = o.GetProperty("S").GetString() == "BUY" ? Side.Buy : Side.Sell;
        return $"{BinanceBench.OwnId().Value} {Of(o, "i")} {Of(o, "t")} {BinanceBench.Ticks(symbol, Of(o, "p"))} "
            + $"{BinanceBench.Lots(symbol, Of(o, "z"))} {BinanceBench.Lots(symbol, Of(o, "l"))} "
            + $"{BinanceBench.Ticks(symbol, Of(o, "L"))} {BinanceBench.E8(Of(o, "n"))} {side} {Of(o, "T") * 1_000_000}";
    }

    private static byte[] Shuffle(byte[] frame, Random random)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = random.Next(2) == 0 }))
            WriteShuffled(document.RootElement, writer, random);
        return stream.ToArray();
    }

    private static void WriteShuffled(JsonElement element, Utf8JsonWriter writer, Random random)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(writer);
            return;
        }

        JsonProperty[] properties = [.. element.EnumerateObject()];
        random.Shuffle(properties);
        writer.WriteStartObject();
        if (random.Next(2) == 0) writer.WriteString("new", "{\"e\":\"a key of tomorrow\\n\"}");
        foreach (JsonProperty property in properties)
        {
            writer.WritePropertyName(property.Name);
            WriteShuffled(property.Value, writer, random);
        }

        writer.WriteEndObject();
    }

    private static byte[] Spoil(byte[] frame, Random random)
    {
        List<byte> bytes = [.. frame];
        const string Nasty = "{}[]\",:\\0-.eE\u0001 nulltrue9";
        for (int n = random.Next(1, 4); n > 0 && bytes.Count > 0; n--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = (byte)Nasty[random.Next(Nasty.Length)]; break;
                case 2: bytes.Insert(at, (byte)Nasty[random.Next(Nasty.Length)]); break;
                case 3: bytes.RemoveAt(at); break;
                case 4: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(9, bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
                // Only whether it can be read to its end.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
