using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Streams;

/// <summary>Tells the engine that a link came up or went down.</summary>
internal static class StreamLink
{
    public static void Publish(
        GatewayLink link, EventSource source, bool isUp, Reason reason, byte instrument, MonotonicClock clock,
        IEventSink sink)
    {
        InboundEvent e = default;
        ref GatewayStatus status = ref e.Begin<GatewayStatus>(
            EventKind.GatewayStatus, source, instrument, clock.NowNs);
        status.Link = link;
        status.Up = isUp ? (byte)1 : (byte)0;
        status.Reason = isUp ? Reason.None : reason;
        sink.Publish(e);
    }
}
