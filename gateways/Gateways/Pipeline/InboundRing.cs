using Disruptor;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>The ring in front of the engine, as the gateways see it. Waits while the ring is full: nothing is lost.</summary>
public sealed class InboundRing(ValueRingBuffer<InboundEvent> ring) : IEventSink
{
    public void Publish(in InboundEvent e)
    {
        long sequence = ring.Next();
        ring[sequence] = e;
        ring.Publish(sequence);
    }
}
