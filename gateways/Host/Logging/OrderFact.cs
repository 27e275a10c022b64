using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Host.Logging;

/// <summary>One step in the life of an order, as it is written to the log.</summary>
/// <param name="Key">What happened: the text's key.</param>
/// <param name="PriceTicks">Of the order, or of the fill.</param>
/// <param name="QuantityLots">Ordered, or filled.</param>
/// <param name="CumLots">Filled so far.</param>
public readonly record struct OrderFact(
    string Key, ulong ClOrdId, Side Side, long PriceTicks, long QuantityLots, long CumLots, long FeeE8, Reason Reason)
{
    private const string None = "";

    /// <summary>False when the event is not about one order.</summary>
    public static bool TryOf(in InboundEvent e, out OrderFact fact)
    {
        switch (e.Kind)
        {
            case EventKind.ExecutionReport:
                ref readonly ExecutionReport report = ref e.Read<ExecutionReport>();
                fact = Of(report);
                return fact.ClOrdId != 0;
            case EventKind.OrderCancelReject:
                ref readonly OrderCancelReject reject = ref e.Read<OrderCancelReject>();
                fact = new OrderFact("order.cancelRejected", reject.ClOrdId, default, 0, 0, 0, 0, reject.Reason);
                return fact.ClOrdId != 0;
            case EventKind.RequestInDoubt:
                ref readonly RequestInDoubt doubt = ref e.Read<RequestInDoubt>();
                fact = new OrderFact("order.inDoubt", doubt.ClOrdId, default, 0, 0, 0, 0, doubt.Reason);
                return fact.ClOrdId != 0;
            case EventKind.OrderNotFound:
                fact = new OrderFact(
                    "order.notFound", e.Read<OrderNotFound>().ClOrdId, default, 0, 0, 0, 0, Reason.None);
                return fact.ClOrdId != 0;
            default:
                fact = default;
                return false;
        }
    }

    public static bool TryOf(in OutboundCommand command, out OrderFact fact)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                ref readonly NewOrder order = ref command.Read<NewOrder>();
                fact = new OrderFact(
                    "order.sent", order.ClOrdId, order.Side, order.PriceTicks, order.OrderQtyLots, 0, 0, Reason.None);
                return true;
            case CommandKind.CancelOrder:
                fact = new OrderFact(
                    "order.cancelSent", command.Read<CancelOrder>().ClOrdId, default, 0, 0, 0, 0, Reason.None);
                return true;
            case CommandKind.QueryOrder:
                fact = new OrderFact(
                    "order.asked", command.Read<QueryOrder>().ClOrdId, default, 0, 0, 0, 0, Reason.None);
                return true;
            default:
                fact = default;
                return false;
        }
    }

    private static OrderFact Of(in ExecutionReport report)
    {
        bool isFill = report.ExecType is ExecType.Trade or ExecType.Liquidation;
        return new OrderFact(
            KeyOf(report.ExecType),
            report.ClOrdId,
            report.Side,
            isFill ? report.LastPxTicks : report.PriceTicks,
            isFill ? report.LastQtyLots : 0,
            report.CumQtyLots,
            isFill ? report.FeeE8 : 0,
            report.Reason);
    }

    private static string KeyOf(ExecType type) => type switch
    {
        ExecType.New => "order.accepted",
        ExecType.Trade => "order.filled",
        ExecType.Canceled => "order.canceled",
        ExecType.Expired => "order.expired",
        ExecType.Rejected => "order.rejected",
        ExecType.Amended => "order.amended",
        ExecType.Liquidation => "order.liquidated",
        _ => None,
    };
}
