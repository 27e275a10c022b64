using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Streams;

/// <summary>
/// Mark price and funding of one instrument, about once a second; each is published, but for those that are not newer
/// than one before: of two overlapping connections each tells it. Without the stream the engine falls back on the
/// reference. Lives on its feed's thread.
/// </summary>
public sealed class MarkStream(IVenueProtocol protocol, MonotonicClock clock, IEventSink sink, byte instrument)
    : IStreamHandler
{
    private long _newestNs;

    /// <summary>Frames that became events.</summary>
    public long Marks { get; private set; }
    public long Broken { get; private set; }

    public string OpenTarget() => protocol.MarkTarget
        ?? throw new VenueException($"{protocol.Name} has no stream of mark prices");

    public int Greet(int step, Span<byte> frame) =>
        protocol.EncodeGreeting(StreamKind.Mark, step, clock.NowNs, frame);

    public StreamVerdict OnText(ReadOnlySpan<byte> text)
    {
        MarkPrice mark = default;
        switch (protocol.DecodeMarkFrame(text, ref mark))
        {
            case FrameMeaning.Event:
                Publish(mark);
                return StreamVerdict.Fresh;
            case FrameMeaning.Acknowledged:
                return StreamVerdict.Acknowledged;
            case FrameMeaning.Refused or FrameMeaning.SessionEnded:
                return StreamVerdict.Reconnect;
            case FrameMeaning.Broken:
                Broken++; // the next one comes in a second
                return StreamVerdict.Continue;
            default:
                return StreamVerdict.Continue;
        }
    }

    public void OnDrained()
    {
        // Marks are published one by one.
    }

    public string? FindFault(long nowNs) => null;

    public void OnLink(bool isUp, Reason reason)
    {
        if (!isUp) _newestNs = 0; // a venue whose clock was set may have an earlier time now
        StreamLink.Publish(GatewayLink.MarkStream, EventSource.MarketGateway, isUp, reason, instrument, clock, sink);
    }

    private void Publish(in MarkPrice mark)
    {
        if (mark.VenueTimeNs <= _newestNs) return;
        _newestNs = mark.VenueTimeNs;
        Marks++;
        InboundEvent e = default;
        e.Begin<MarkPrice>(EventKind.MarkPrice, EventSource.MarketGateway, instrument, clock.NowNs) = mark;
        sink.Publish(e);
    }
}
