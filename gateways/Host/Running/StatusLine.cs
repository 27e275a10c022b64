using System.Globalization;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>One line a second: price, state, position, orders, fills, round trips, profit, fees, latency.</summary>
public static class StatusLine
{
    public static string Of(string symbol, Instrument? instrument, in EngineSnapshot s, in LatencyFigures latency)
    {
        string price = Scaled(s.BidTicks, instrument?.TickSizeE8) + "/" + Scaled(s.OfferTicks, instrument?.TickSizeE8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{symbol} {price} {s.Phase}/{s.TradingState} pos {Scaled(s.PositionLots, instrument?.LotSizeE8)} "
            + $"buys {s.LiveBuys} sells {s.LiveSells} doubt {s.InDoubt} | "
            + $"orders {s.NewOrders} canceled {s.CanceledOrders} rejected {s.RejectedOrders} "
            + $"fills {s.BuyFills}+{s.SellFills} trips {s.RoundTrips} | "
            + $"profit {FixedPoint.ToText(s.RealizedE8)} fees {FixedPoint.ToText(s.FeesE8)} | "
            + $"tick-to-order µs p50 {latency.P50Ns / 1000m:0.0} p99 {latency.P99Ns / 1000m:0.0}");
    }

    private static string Scaled(long steps, long? stepE8) =>
        stepE8 is { } step ? FixedPoint.ToText(steps * step) : "-";
}
