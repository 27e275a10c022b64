using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// Requests carry the venue's time, as it was measured. When one is refused for its time (this machine was suspended, a
/// clock was set), the venue's time is asked for anew, at most once a second and before anything else takes the token:
/// until then every request would be refused, cancels too. The gateway takes the answer.
/// </summary>
public sealed class VenueClock(EngineState s, OrderSender sender)
{
    private const long PauseNs = 1_000_000_000;

    private bool _isWanted;
    private long _notBeforeNs;

    public void StartRun()
    {
        _isWanted = false;
        _notBeforeNs = 0;
    }

    /// <summary>Hears every event but quotes, before anybody acts on it.</summary>
    public void Apply(in InboundEvent e)
    {
        _isWanted |= ReasonOf(e) == Reason.RequestExpired;
        if (!_isWanted || s.NowNs < _notBeforeNs || sender.TryQueryList(ListKind.ServerTime) == 0) return;
        _isWanted = false;
        _notBeforeNs = s.NowNs + PauseNs;
    }

    private static Reason ReasonOf(in InboundEvent e) => e.Kind switch
    {
        EventKind.ExecutionReport => e.Read<ExecutionReport>().Reason,
        EventKind.OrderCancelReject => e.Read<OrderCancelReject>().Reason,
        EventKind.RequestInDoubt => e.Read<RequestInDoubt>().Reason,
        EventKind.ListEnd => e.Read<ListEnd>().Reason,
        _ => Reason.None,
    };
}
