using Disruptor;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// The ring in front of the engine, as the gateways see it. Waits while the ring is full: nothing is lost. After a
/// failure there is nobody who would apply an event, and the next start reads the venue anew: then it takes and
/// forgets, so that the gateways can end in peace.
/// </summary>
public sealed class InboundRing(ValueRingBuffer<InboundEvent> ring, PipelineFailure failure) : IEventSink
{
    public void Publish(in InboundEvent e)
    {
        if (failure.HasFailed) return;
        try
        {
            long sequence = ring.Next();
            ring[sequence] = e;
            ring.Publish(sequence);
        }
        catch (InvalidOperationException) when (failure.HasFailed)
        {
            return; // the handlers stopped while this thread waited for room
        }
    }
}
