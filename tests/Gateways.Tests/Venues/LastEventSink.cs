using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Keeps the last event only, without allocation.</summary>
public sealed class LastEventSink : IEventSink
{
    private InboundEvent _last;

    public long Count { get; private set; }

    public ref readonly InboundEvent Last => ref _last;

    public void Publish(in InboundEvent e)
    {
        _last = e;
        Count++;
    }
}
