using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>What translation between bytes and messages costs, both ways.</summary>
public static class DecodeBench
{
    private const int Batch = 512;

    public static void Run(BenchRun run)
    {
        using BinanceVenue venue = VenueFrames.NewVenue();
        BestBidOffer quote = default;
        Market("decode bookTicker, usual layout", VenueFrames.BookTicker);
        Market("decode bookTicker, any layout", VenueFrames.BookTickerReordered);
        MeasureOrderUpdate(run, venue);
        MeasureSigning(run);
        MeasureEncoding(run, venue);

        void Market(string name, byte[] frame)
        {
            if (venue.DecodeMarketFrame(frame, ref quote) != FrameMeaning.Event)
                throw new InvalidOperationException($"{name}: not a quote");
            CostMeter.Measure(run, name, Batch, () =>
            {
                for (int i = 0; i < Batch; i++) venue.DecodeMarketFrame(frame, ref quote);
            });
        }
    }

    private static void MeasureOrderUpdate(BenchRun run, BinanceVenue venue)
    {
        byte[] frame = VenueFrames.OrderUpdate;
        var sink = new LastEvent();
        if (venue.DecodeUserFrame(frame, 1, sink) != FrameMeaning.Event)
            throw new InvalidOperationException("not an order update");
        CostMeter.Measure(run, "decode order update", Batch, () =>
        {
            for (int i = 0; i < Batch; i++) venue.DecodeUserFrame(frame, i, sink);
        });
    }

    private static void MeasureSigning(BenchRun run)
    {
        using var signer = new BinanceSigner("bench-secret"u8);
        byte[] request = new byte[200];
        request.AsSpan().Fill((byte)'x');
        byte[] hex = new byte[BinanceSigner.HexLength];
        CostMeter.Measure(run, "decode sign a 200-byte request", Batch, () =>
        {
            for (int i = 0; i < Batch; i++) signer.Sign(request, hex);
        });
    }

    private static void MeasureEncoding(BenchRun run, BinanceVenue venue)
    {
        OutboundCommand command = default;
        ref NewOrder order = ref command.Begin<NewOrder>(CommandKind.NewOrder, default);
        order.ClOrdId = ClOrdId.Create(0, 1, 5, Side.Buy, 1).Value;
        order.PriceTicks = ScriptedVenue.StartTicks;
        order.OrderQtyLots = 10;
        order.Flags = ReportFlags.PostOnly;
        var request = new VenueRequest();
        CostMeter.Measure(run, "decode back: encode and sign a new order", Batch, () =>
        {
            for (int i = 0; i < Batch; i++) venue.Encode(command, 1_780_563_843_114_000_000 + i, request);
        });
    }

    private sealed class LastEvent : IEventSink
    {
        private InboundEvent _last;

        public void Publish(in InboundEvent e) => _last = e;

        public override string ToString() => _last.Kind.ToString();
    }
}
