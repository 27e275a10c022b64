using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Gate;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Mistakes that earlier implementations made with this venue, each made impossible.</summary>
public class GateMistakeTests
{
    /// <summary>"finished" says that an order is over; only what is left of it, and finish_as, say how.</summary>
    [Theory]
    [InlineData("filled", "0", OrdStatus.Filled, Reason.None, 10)]
    [InlineData("cancelled", "-0.4", OrdStatus.Canceled, Reason.None, 6)]
    [InlineData("cancelled", "-1", OrdStatus.Canceled, Reason.None, 0)]
    [InlineData("ioc", "-0.1", OrdStatus.Canceled, Reason.None, 9)]
    [InlineData("poc", "-1", OrdStatus.Canceled, Reason.WouldTake, 0)]
    [InlineData("stp", "-1", OrdStatus.Canceled, Reason.SelfTradePrevention, 0)]
    [InlineData("reduce_only", "-1", OrdStatus.Canceled, Reason.ReduceOnlyKnockedOut, 0)]
    [InlineData("reduce_out", "-0.7", OrdStatus.Canceled, Reason.ReduceOnlyKnockedOut, 3)]
    [InlineData("position_closed", "-1", OrdStatus.Canceled, Reason.ReduceOnlyKnockedOut, 0)]
    [InlineData("liquidated", "0", OrdStatus.Canceled, Reason.Liquidated, 10)]
    [InlineData("auto_deleveraged", "-1", OrdStatus.Canceled, Reason.Liquidated, 0)]
    [InlineData("a_new_word", "-1", OrdStatus.Canceled, Reason.None, 0)]
    [InlineData("a_new_word", "0", OrdStatus.Filled, Reason.None, 10)]
    public void ShouldNotReadFinishedAsFilledWhateverFinishAsSays(
        string finishAs, string left, OrdStatus status, Reason reason, long cumLots)
    {
        using GateVenue venue = GateBench.VenueFor("SOL_USDT");
        string filled = Encoding.UTF8.GetString(VenueFixture.One("gate", "orders", "order-filled-sell").Bytes);
        string frame = filled
            .Replace("\"t-KAICtn9Y5BkCAQAAAAAA\"", $"\"t-{BinanceBench.OwnText()}\"", StringComparison.Ordinal)
            .Replace("\"finish_as\":\"filled\"", $"\"finish_as\":\"{finishAs}\"", StringComparison.Ordinal)
            .Replace("\"left\":0", $"\"left\":{left}", StringComparison.Ordinal);
        var sink = new RecordingSink();
        Assert.Equal(FrameMeaning.Event, venue.DecodeUserFrame(Encoding.UTF8.GetBytes(frame), 0, sink));
        ExecutionReport report = sink.Single<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal((status, reason, cumLots), (report.OrdStatus, report.Reason, report.CumQtyLots));
    }

    /// <summary>
    /// A contract of 0.01 ETH in steps of a tenth: 30 USDT at 3000 are 0.01 ETH, which is one contract and no more.
    /// </summary>
    [Fact]
    public void ShouldNotTakeContractsForCoins()
    {
        using GateVenue venue = GateBench.VenueFor("ETH_USDT");
        byte[] row = """
            {"name":"ETH_USDT","quanto_multiplier":"0.01","order_price_round":"0.01","order_size_min":"0.1",
            "order_size_max":"100000","enable_decimal":true,"orders_limit":50,"status":"trading"}
            """u8.ToArray();
        var instrument = new Instrument(3, venue.DecodeInstrument("ETH_USDT", new VenueReply(200, row, 0, 0)));
        venue.Bind(instrument);
        long lots = 30 * FixedPoint.One / 3_000 / instrument.LotSizeE8;
        Assert.Equal(10, lots);

        OutboundCommand place = BinanceBench.Place();
        place.Payload<NewOrder>().OrderQtyLots = lots;
        var request = new VenueRequest();
        Assert.True(venue.Encode(place, GateBench.NowNs, request));
        Assert.Contains("\"size\":\"1\",", Encoding.ASCII.GetString(request.Body.Span), StringComparison.Ordinal);

        RecordingSink sink = GateBench.Reply("ETH_USDT", BinanceBench.List(ListKind.Position), 200,
            """[{"contract":"ETH_USDT","size":"1","entry_price":"3000","mark_price":"3000","liq_price":"0"}]""");
        long held = sink.Single<PositionReport>(EventKind.PositionReport).PositionLots;
        Int128 ticks = 3_000 * FixedPoint.One / instrument.TickSizeE8;
        Assert.Equal(30 * FixedPoint.One, instrument.ValueE8(held * ticks));
    }
}
