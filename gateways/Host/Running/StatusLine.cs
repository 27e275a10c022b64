using System.Globalization;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>One line a second: price, state, position, orders, fills, round trips, profit, fees, latency.</summary>
public static class StatusLine
{
    public static string Of(string symbol, Instrument? instrument, in EngineSnapshot s, in LatencyFigures latency)
    {
        return Words.Of(
            "status.line",
            symbol, Scaled(s.BidTicks, instrument?.TickSizeE8), Scaled(s.OfferTicks, instrument?.TickSizeE8),
            Words.Of(s.Phase), Words.Of(s.TradingState), Scaled(s.PositionLots, instrument?.LotSizeE8),
            s.LiveBuys, s.LiveSells, s.InDoubt, s.NewOrders, s.CanceledOrders, s.RejectedOrders,
            s.BuyFills, s.SellFills, s.RoundTrips, FixedPoint.ToText(s.RealizedE8), FixedPoint.ToText(s.FeesE8),
            Microseconds(latency.P50Ns), Microseconds(latency.P99Ns));
    }

    private static string Microseconds(long ns) => (ns / 1000m).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Scaled(long steps, long? stepE8) =>
        stepE8 is { } step ? FixedPoint.ToText(steps * step) : "-";
}
