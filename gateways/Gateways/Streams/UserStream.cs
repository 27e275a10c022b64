using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Streams;

/// <summary>
/// Reports about our own orders. Every one is published, in order. A frame that cannot be read may have been such a
/// report, so it costs the connection: the engine then sees the link go down and up, and reconciles.
/// Lives on its feed's thread, except <see cref="Renew"/>.
/// </summary>
public sealed class UserStream : IStreamHandler
{
    private const int SessionTimeoutMs = 5_000;

    private readonly IVenueProtocol _protocol;
    private readonly HttpConnection _control;
    private readonly MonotonicClock _clock;
    private readonly IEventSink _sink;
    private readonly byte _instrument;
    private readonly VenueRequest _openRequest = new();
    private readonly ReportWatch _watch;
    private readonly TaskCompletionSource _firstUp = new();

    public UserStream(
        IVenueProtocol protocol, HttpConnection control, MonotonicClock clock, ReportWatch watch, byte instrument)
    {
        _protocol = protocol;
        _control = control;
        _clock = clock;
        _sink = _watch = watch;
        _instrument = instrument;
    }

    public long Reports { get; private set; }
    public long Broken { get; private set; }

    /// <summary>Frames about orders and symbols that are not ours.</summary>
    public long Foreign { get; private set; }

    /// <summary>Waits until the stream has come up for the first time.</summary>
    public bool WaitUntilUp(int timeoutMs) => _firstUp.Task.Wait(timeoutMs);

    public string OpenTarget()
    {
        string? target = _protocol.EncodeSession(SessionStep.Open, _clock.NowNs, _openRequest)
            ? Ask(SessionStep.Open, _openRequest)
            : _protocol.DecodeSession(SessionStep.Open, default);
        return target ?? throw new VenueException($"{_protocol.Name} gave no session for the user stream");
    }

    /// <summary>
    /// Renews the session; false = it is gone and the stream must be opened anew. Any thread; may throw.
    /// </summary>
    public bool Renew()
    {
        var request = new VenueRequest();
        return !_protocol.EncodeSession(SessionStep.Renew, _clock.NowNs, request)
            || Ask(SessionStep.Renew, request) is not null;
    }

    public int Greet(int step, Span<byte> frame) =>
        _protocol.EncodeGreeting(StreamKind.User, step, _clock.NowNs, frame);

    public StreamVerdict OnText(ReadOnlySpan<byte> text)
    {
        switch (_protocol.DecodeUserFrame(text, _clock.NowNs, _sink))
        {
            case FrameMeaning.Event:
                Reports++;
                return StreamVerdict.Fresh;
            case FrameMeaning.Acknowledged:
                return StreamVerdict.Acknowledged;
            case FrameMeaning.Foreign:
                Foreign++;
                return StreamVerdict.Continue;
            case FrameMeaning.Ignored:
                return StreamVerdict.Continue;
            case FrameMeaning.Broken:
                Broken++;
                return StreamVerdict.Reconnect;
            default:
                return StreamVerdict.Reconnect;
        }
    }

    public void OnDrained()
    {
        // Reports are published one by one: they never wait and never replace each other.
    }

    /// <summary>Connected, answering pings, and silent about what order entry has heard: a dead session.</summary>
    public string? FindFault(long nowNs) => _watch.IsReportMissing(nowNs)
        ? "the user stream says nothing of an order that was accepted 5 s ago"
        : null;

    public void OnLink(bool isUp, Reason reason)
    {
        if (isUp)
        {
            _watch.Restart();
            _firstUp.TrySetResult();
        }

        StreamLink.Publish(GatewayLink.UserStream, EventSource.UserGateway, isUp, reason, _instrument, _clock, _sink);
    }

    private string? Ask(SessionStep step, VenueRequest request) =>
        _control.Exchange(request, SessionTimeoutMs, (in reply) => _protocol.DecodeSession(step, reply));
}
