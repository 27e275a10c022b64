using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// Tells the engine when the journal is in trouble, and when that is over: then it may cancel only. Where there is no
/// way back it asks for the end of the run while the cancels can still be recorded. On the timer's thread.
/// </summary>
public sealed class JournalWatch(
    Func<JournalHealth> health, Durability level, IEventSink inbound, Action<string> alarm)
{
    private const long AlarmMs = 250;
    private const long HaltMs = 2_000;
    private bool _isDegraded;
    private bool _isLate;
    private bool _isOver;

    public void Look(long nowNs)
    {
        JournalHealth now = health();
        bool isLate = now.LagMs >= AlarmMs;
        if (isLate && !_isLate) alarm($"the disk is slow: the journal waits for it since {now.LagMs} ms");
        _isLate = isLate;

        bool mustHalt = now.Problem is not null || (level != Durability.Process && now.LagMs >= HaltMs);
        if (mustHalt != _isDegraded && (mustHalt || !isLate)) Tell(mustHalt, now, nowNs);
        if (!now.IsFinal || _isOver) return;
        _isOver = true;
        alarm("the journal cannot go on: own orders are cancelled, and the run ends");
        InboundEvent stop = default;
        stop.Begin<OperatorCommand>(EventKind.OperatorCommand, EventSource.Host, 0, nowNs).Action = OperatorAction.Stop;
        inbound.Publish(stop);
    }

    private void Tell(bool isDegraded, JournalHealth now, long nowNs)
    {
        _isDegraded = isDegraded;
        alarm(isDegraded
            ? $"the journal is degraded, cancels only: {now.Problem ?? $"the disk is {now.LagMs} ms behind"}"
            : "the journal is well again");
        InboundEvent e = default;
        ref GatewayStatus status = ref e.Begin<GatewayStatus>(EventKind.GatewayStatus, EventSource.Host, 0, nowNs);
        status.Link = GatewayLink.Journal;
        status.Up = isDegraded ? (byte)0 : (byte)1;
        inbound.Publish(e);
    }
}
