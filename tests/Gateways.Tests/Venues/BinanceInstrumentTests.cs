using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

public sealed class BinanceInstrumentTests
{
    private static readonly VenueFixture Fixture =
        VenueFixture.One("binance", "rest", "exchange-info-btc-eth-quarterly");

    private static InstrumentDefinition Decode(string symbol, byte[] body)
    {
        using var venue = new BinanceVenue(BinanceBench.Keys, BinanceBench.Bot);
        return venue.DecodeInstrument(symbol, new VenueReply(200, body, 0, 0));
    }

    [Theory]
    [InlineData("BTCUSDT")]
    [InlineData("ETHUSDT")]
    public void ShouldReadTicksAndLotsFromTheFilters(string symbol)
    {
        System.Text.Json.JsonElement expected = Fixture.Expect.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("symbol").GetString() == symbol);

        InstrumentDefinition definition = Decode(symbol, Fixture.Bytes);

        decimal Of(string name) => decimal.Parse(
            expected.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var instrument = new Instrument(0, definition);
        Assert.Equal((symbol, "USDT"), (instrument.Symbol, instrument.QuoteAsset));
        Assert.Equal(BinanceBench.E8(Of("tickSize")), definition.TickSizeE8);
        Assert.Equal(BinanceBench.E8(Of("lotStep")), definition.LotSizeE8);
        Assert.Equal((long)(Of("minQty") / Of("lotStep")), definition.MinQtyLots);
        Assert.Equal((long)(Of("maxQty") / Of("lotStep")), definition.MaxQtyLots);
        Assert.Equal(BinanceBench.E8(Of("minNotional")), definition.MinNotionalE8);
        Assert.Equal(19_500, definition.MaxOrderRateE3); // (1200 − 30) / 60 s is tighter than (300 − 30) / 10 s
        Assert.Equal(1, definition.MinExitLots);
        Assert.Equal(7_000_000_000, definition.QuarantineNs); // the request's 2 s, and 5 s more
        Assert.True(definition.MaxOpenOrders > 0);
    }

    [Fact]
    public void ShouldRefuseWhatCannotBeTradedAndNameTheRemedy()
    {
        string text = Encoding.UTF8.GetString(Fixture.Bytes);
        byte[] closed = Encoding.UTF8.GetBytes(text.Replace("\"TRADING\"", "\"SETTLING\"", StringComparison.Ordinal));
        string quarterly = Fixture.Expect.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("symbol").GetString()!).First(
                s => s.Contains('_', StringComparison.Ordinal));

        Assert.Contains("NOSUCH", Assert.Throws<VenueException>(() => Decode("NOSUCH", Fixture.Bytes)).Message,
            StringComparison.Ordinal);
        Assert.Contains("SETTLING", Assert.Throws<VenueException>(() => Decode("ETHUSDT", closed)).Message,
            StringComparison.Ordinal);
        Assert.Contains("perpetual", Assert.Throws<VenueException>(() => Decode(quarterly, Fixture.Bytes)).Message,
            StringComparison.Ordinal);
        Assert.Throws<VenueException>(() => Decode("ETHUSDT", Fixture.Bytes[..^9]));
    }
}
