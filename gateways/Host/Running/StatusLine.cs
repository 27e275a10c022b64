using System.Globalization;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>One line a second: price, state, position, orders, fills, round trips, profit, fees, latency.</summary>
public static class StatusLine
{
    public static string Of(RunStatus status)
    {
        EngineSnapshot s = status.Engine;
        return Words.Of(
            "status.line",
            status.Symbol, status.Price(s.BidTicks), status.Price(s.OfferTicks),
            Words.Of(s.Phase), Words.Of(s.TradingState), status.Quantity(s.PositionLots),
            s.LiveBuys, s.LiveSells, s.InDoubt, s.NewOrders, s.CanceledOrders, s.RejectedOrders,
            s.BuyFills, s.SellFills, s.RoundTrips, FixedPoint.ToText(s.RealizedE8), FixedPoint.ToText(s.FeesE8),
            Microseconds(status.TickToOrder.P50Ns), Microseconds(status.TickToOrder.P99Ns));
    }

    private static string Microseconds(long ns) => (ns / 1000m).ToString("0.0", CultureInfo.InvariantCulture);
}
