using Disruptor;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// The far end of the outbound ring: orders and queries go to the venue, the rest is for the host. It may wait for
/// room in the inbound ring; that cannot lock up, because the engine sends few commands per event and never fills
/// the outbound ring while this thread waits.
/// </summary>
/// <param name="venue">Gets orders, cancels and queries.</param>
/// <param name="host">Gets everything else.</param>
/// <param name="failure">Where it has failed no new order leaves.</param>
/// <param name="durability">What an order waits for; null = nothing.</param>
/// <param name="placement">Where its thread runs.</param>
/// <param name="flush">
/// Called when no further command is there: what was gathered for one request has to leave. Null = nothing gathers.
/// </param>
public sealed class OutboundHandler(
    CommandSender venue, CommandSender host, PipelineFailure failure, DurabilityGate? durability = null,
    ThreadPlacement? placement = null, Action? flush = null) : IValueEventHandler<OutboundCommand>
{
    private CommandKind _last;

    public void OnStart() => placement?.Apply();

    public void OnEvent(ref OutboundCommand data, long sequence, bool endOfBatch)
    {
        if (data.Kind == CommandKind.NewOrder && _last == CommandKind.CancelOrder)
            flush?.Invoke(); // an order may have to wait for the disk: no cancel waits with it
        _last = data.Kind;
        Deliver(ref data);
        if (endOfBatch) flush?.Invoke();
    }

    private void Deliver(ref OutboundCommand data)
    {
        switch (data.Kind)
        {
            case CommandKind.NewOrder when failure.HasFailed || durability?.TryPass(in data) == false:
                break; // on record, never sent: the next start asks the venue and finds nothing
            case CommandKind.NewOrder or CommandKind.CancelOrder or CommandKind.QueryOrder or CommandKind.QueryList:
                venue(data);
                break;
            default:
                durability?.Note(in data);
                host(data);
                break;
        }
    }
}
