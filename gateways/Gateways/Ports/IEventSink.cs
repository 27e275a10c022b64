using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// Where gateways put what they heard: the inbound ring in a live process, the virtual timeline in the simulator.
/// Any thread may call it; the event is copied. It blocks while the ring is full: nothing is dropped.
/// </summary>
public interface IEventSink
{
    void Publish(in InboundEvent e);
}
