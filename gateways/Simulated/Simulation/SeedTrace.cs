using System.Globalization;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>The last things that happened, kept as records and written as text only for a failure.</summary>
internal sealed class SeedTrace(int length)
{
    private readonly (InboundEvent Event, OutboundCommand Command)[] _last =
        new (InboundEvent, OutboundCommand)[length];
    private long _count;

    public void Add(in InboundEvent e) => _last[_count++ % length] = (e, default);

    public void Add(in OutboundCommand command) => _last[_count++ % length] = (default, command);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> Lines()
    {
        var lines = new List<string>();
        for (long i = long.Max(0, _count - length); i < _count; i++)
        {
            (InboundEvent e, OutboundCommand command) = _last[i % length];
            lines.Add(e.Kind != EventKind.None
                ? Line(e.Header, "<- ", e.Kind.ToString(), TextOf(e))
                : Line(command.Header, "  ->", command.Kind.ToString(), TextOf(command)));
        }

        return lines;
    }

    private static string Line(in RecordHeader header, string arrow, string kind, string text) => string.Create(
        CultureInfo.InvariantCulture,
        $"{header.Sequence,6} {header.TimeNs / 1_000_000 % 10_000_000 / 1000.0,9:F3}s {arrow} {kind} {text}");

    private static string TextOf(in InboundEvent e) => e.Kind switch
    {
        EventKind.ExecutionReport => TextOf(e.Read<ExecutionReport>()),
        EventKind.OrderStatusReport => TextOf(e.Read<OrderStatusReport>()),
        EventKind.OrderCancelReject =>
            $"{IdOf(e.Read<OrderCancelReject>().ClOrdId)} {e.Read<OrderCancelReject>().Reason}",
        EventKind.RequestInDoubt => TextOf(e.Read<RequestInDoubt>()),
        EventKind.OrderNotFound => $"{IdOf(e.Read<OrderNotFound>().ClOrdId)}",
        EventKind.ListBegin => $"#{e.Read<ListBegin>().QueryId} {e.Read<ListBegin>().ListKind}",
        EventKind.ListEnd => TextOf(e.Read<ListEnd>()),
        EventKind.PositionReport => $"#{e.Read<PositionReport>().QueryId} {e.Read<PositionReport>().PositionLots} lots",
        EventKind.BestBidOffer =>
            $"{e.Read<BestBidOffer>().BidPriceTicks} / {e.Read<BestBidOffer>().OfferPriceTicks}",
        EventKind.GatewayStatus =>
            $"{e.Read<GatewayStatus>().Link} {(e.Read<GatewayStatus>().Up != 0 ? "up" : "down")}",
        EventKind.OperatorCommand => $"{e.Read<OperatorCommand>().Action}",
        EventKind.EpochStarted => $"{e.Read<StartEpoch>().Epoch}",
        EventKind.RunStarted => $"run {e.Read<RunStarted>().RunNumber}",
        _ => "",
    };

    private static string TextOf(in ExecutionReport r) =>
        $"{IdOf(r.ClOrdId)} {r.ExecType} {r.OrdStatus} cum {r.CumQtyLots} last {r.LastQtyLots} {r.Reason}";

    private static string TextOf(in RequestInDoubt d) => $"{IdOf(d.ClOrdId)} {d.Request} {d.Reason}";

    private static string TextOf(in ListEnd end) => $"#{end.QueryId} {end.ListKind} {end.Count} {end.Outcome}";

    private static string TextOf(in OrderStatusReport r) =>
        $"#{r.QueryId} {IdOf(r.ClOrdId)} {r.OrdStatus} cum {r.CumQtyLots} of {r.OrderQtyLots}";

    private static string TextOf(in OutboundCommand c) => c.Kind switch
    {
        CommandKind.NewOrder =>
            $"{IdOf(c.Read<NewOrder>().ClOrdId)} {c.Read<NewOrder>().OrderQtyLots} at {c.Read<NewOrder>().PriceTicks}",
        CommandKind.CancelOrder => $"{IdOf(c.Read<CancelOrder>().ClOrdId)}",
        CommandKind.QueryOrder => $"#{c.Read<QueryOrder>().QueryId} {IdOf(c.Read<QueryOrder>().ClOrdId)}",
        CommandKind.QueryList => $"#{c.Read<QueryList>().QueryId} {c.Read<QueryList>().ListKind}",
        CommandKind.Notice => TextOf(c.Read<Notice>()),
        CommandKind.StartEpoch => $"{c.Read<StartEpoch>().Epoch}",
        CommandKind.EngineStopped => $"{c.Read<EngineStopped>().Verdict}",
        _ => "",
    };

    private static string TextOf(in Notice n) => n.Code == NoticeCode.PhaseChanged
        ? $"{n.Code} {(EnginePhase)n.A}"
        : $"{n.Code} {n.A} {n.B} {n.C} {(n.ClOrdId == 0 ? "" : IdOf(n.ClOrdId))}";

    private static string IdOf(ulong id) => new ClOrdId(id).ToString();
}
