using Disruptor;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// The far end of the outbound ring: orders and queries go to the venue, the rest is for the host. It may wait for
/// room in the inbound ring; that cannot lock up, because the engine sends few commands per event and never fills
/// the outbound ring while this thread waits.
/// </summary>
public sealed class OutboundHandler(
    CommandSender venue, CommandSender host, PipelineFailure failure, DurabilityGate? durability = null,
    ThreadPlacement? placement = null) : IValueEventHandler<OutboundCommand>
{
    public void OnStart() => placement?.Apply();

    public void OnEvent(ref OutboundCommand data, long sequence, bool endOfBatch)
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
