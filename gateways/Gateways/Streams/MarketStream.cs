using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Streams;

/// <summary>
/// Quotes of one instrument. While frames lie in the buffer only the newest quote is kept; when the buffer is
/// drained it is published, with the number of older ones that it replaces. Lives on its feed's thread.
/// </summary>
public sealed class MarketStream : IStreamHandler
{
    private readonly IVenueProtocol _protocol;
    private readonly MonotonicClock _clock;
    private readonly IEventSink _sink;
    private readonly byte _instrument;
    private BestBidOffer _newest;
    private bool _hasNews;
    private int _conflated;
    private long _lastUpdateId;

    public MarketStream(IVenueProtocol protocol, MonotonicClock clock, IEventSink sink, byte instrument)
    {
        _protocol = protocol;
        _clock = clock;
        _sink = sink;
        _instrument = instrument;
    }

    public long Quotes { get; private set; }

    /// <summary>Quotes that a newer one replaced before they were published.</summary>
    public long Conflated { get; private set; }

    /// <summary>Quotes older than one already seen.</summary>
    public long OutOfOrder { get; private set; }

    public long Broken { get; private set; }
    public long Foreign { get; private set; }

    public string OpenTarget() => _protocol.MarketTarget;

    public int Greet(int step, Span<byte> frame) =>
        _protocol.EncodeGreeting(StreamKind.Market, step, _clock.NowNs, frame);

    public StreamVerdict OnText(ReadOnlySpan<byte> text)
    {
        long receivedNs = _clock.NowNs; // before decoding: here tick-to-order starts
        BestBidOffer quote = default;
        switch (_protocol.DecodeMarketFrame(text, ref quote))
        {
            case FrameMeaning.Event:
                Keep(quote, receivedNs);
                return StreamVerdict.Fresh;
            case FrameMeaning.Acknowledged:
                return StreamVerdict.Acknowledged;
            case FrameMeaning.Refused or FrameMeaning.SessionEnded:
                return StreamVerdict.Reconnect;
            case FrameMeaning.Broken:
                Broken++;
                return StreamVerdict.Continue;
            case FrameMeaning.Foreign:
                Foreign++;
                return StreamVerdict.Continue;
            default:
                return StreamVerdict.Continue;
        }
    }

    public void OnDrained()
    {
        if (!_hasNews) return;
        InboundEvent e = default;
        ref BestBidOffer quote = ref e.Begin<BestBidOffer>(
            EventKind.BestBidOffer, EventSource.MarketGateway, _instrument, _newest.ReceivedNs);
        quote = _newest;
        quote.Conflated = _conflated;
        _hasNews = false;
        _conflated = 0;
        _sink.Publish(e);
    }

    public string? FindFault(long nowNs) => null;

    public void OnLink(bool isUp, Reason reason)
    {
        OnDrained();
        if (!isUp) _lastUpdateId = 0; // a venue that was restarted may count anew
        StreamLink.Publish(
            GatewayLink.MarketStream, EventSource.MarketGateway, isUp, reason, _instrument, _clock, _sink);
    }

    private void Keep(in BestBidOffer quote, long receivedNs)
    {
        Quotes++;
        if (quote.UpdateId != 0 && quote.UpdateId < _lastUpdateId)
        {
            OutOfOrder++;
            return;
        }

        if (_hasNews)
        {
            _conflated++;
            Conflated++;
        }

        _lastUpdateId = quote.UpdateId;
        _newest = quote;
        _newest.ReceivedNs = receivedNs;
        _hasNews = true;
    }
}
