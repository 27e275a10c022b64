using System.Globalization;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>The rows of the live view: a name, a value, and how strongly it should catch the eye.</summary>
public static class StatusFigures
{
    private const string Plain = "default";
    private const string Good = "green";
    private const string Attention = "yellow";
    private const string Alarm = "red bold";

    public static IReadOnlyList<(string Key, string Value, string Style)> Of(RunStatus status)
    {
        var s = status.Engine;
        string state = s.TradingState switch
        {
            _ when s.Phase != EnginePhase.Trading => Attention,
            TradingState.Active => Good,
            TradingState.Reducing => Attention,
            _ => Alarm,
        };
        return
        [
            ("view.state", $"{Words.Of(s.Phase)} / {Words.Of(s.TradingState)}", state),
            ("view.causes", status.Causes(), s.Causes == 0 ? Plain : state),
            ("view.price", $"{status.Price(s.BidTicks)} / {status.Price(s.OfferTicks)}", Plain),
            ("view.grid", Words.Of(
                "view.gridOf", status.Price(s.AnchorTicks), status.Price(s.IntervalTicks)), Plain),
            ("view.position", Words.Of("view.positionOf", status.Quantity(s.PositionLots), s.HeldSlots), Plain),
            ("view.orders", Words.Of("view.ordersOf", s.LiveBuys, s.LiveSells, s.InDoubt),
                s.InDoubt > 0 ? Attention : Plain),
            ("view.sent", Words.Of("view.sentOf", s.NewOrders, s.CanceledOrders, s.RejectedOrders), Plain),
            ("view.fills", Words.Of("view.fillsOf", s.BuyFills, s.SellFills, s.RoundTrips), Plain),
            ("view.profit", Words.Of(
                "view.profitOf", FixedPoint.ToText(s.RealizedE8), FixedPoint.ToText(s.FeesE8),
                FixedPoint.ToText(s.UnrealizedAfterFeesE8), FixedPoint.ToText(s.FundingE8)),
                s.RealizedE8 < 0 ? Attention : Good),
            ("view.latency", Words.Of(
                "view.latencyOf", Microseconds(status.TickToOrder.P50Ns), Microseconds(status.TickToOrder.P99Ns),
                Microseconds(status.TickToOrder.MaxNs), status.TickToOrder.Count), Plain),
            ("view.journal", Words.Of(
                "view.journalOf", s.LastSequence, status.JournalLag, status.DataDirectory), Plain),
            ("view.streams", status.Problem.Length == 0 ? Words.Of("view.healthy") : status.Problem,
                status.Problem.Length == 0 ? Good : Alarm),
        ];
    }

    private static string Microseconds(long ns) => (ns / 1000m).ToString("0.0", CultureInfo.InvariantCulture);
}
