using BenchmarkDotNet.Attributes;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Benchmarks;

/// <summary>Bytes to messages, and back to signed bytes.</summary>
public class DecodeBenchmarks
{
    private readonly BinanceVenue _venue = VenueFrames.NewVenue();
    private readonly VenueRequest _request = new();
    private readonly LastEvent _sink = new();
    private OutboundCommand _order;
    private BestBidOffer _quote;
    private long _nowNs = 1_780_563_843_114_000_000;

    public DecodeBenchmarks()
    {
        ref NewOrder order = ref _order.Begin<NewOrder>(CommandKind.NewOrder, default);
        order.ClOrdId = ClOrdId.Create(0, 1, 5, Side.Buy, 1).Value;
        order.PriceTicks = ScriptedVenue.StartTicks;
        order.OrderQtyLots = 10;
        order.Flags = ReportFlags.PostOnly;
    }

    [Benchmark, Budget(0)]
    public FrameMeaning BookTickerInTheUsualLayout() =>
        _venue.DecodeMarketFrame(VenueFrames.BookTicker, ref _quote);

    [Benchmark, Budget(0)]
    public FrameMeaning BookTickerInAnyLayout() =>
        _venue.DecodeMarketFrame(VenueFrames.BookTickerReordered, ref _quote);

    [Benchmark, Budget(0)]
    public FrameMeaning OrderUpdate() => _venue.DecodeUserFrame(VenueFrames.OrderUpdate, ++_nowNs, _sink);

    [Benchmark, Budget(0)]
    public bool EncodeAndSignAnOrder() => _venue.Encode(_order, ++_nowNs, _request);

    /// <summary>For people: one string.</summary>
    [Benchmark, Budget(56)]
    public string PriceAsText() => FixedPoint.ToText(_nowNs);

    private sealed class LastEvent : IEventSink
    {
        public InboundEvent Last { get; private set; }

        public void Publish(in InboundEvent e) => Last = e;
    }
}
