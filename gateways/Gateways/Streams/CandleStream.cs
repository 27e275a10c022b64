using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Streams;

/// <summary>
/// Candles of the monitored symbols. After every connect it subscribes first and then reads the history, while new
/// frames wait in the socket: so no candle falls between the two. Lives on its feed's thread.
/// </summary>
public sealed class CandleStream : IStreamHandler
{
    private const int HistoryTimeoutMs = 5_000;
    private const int SpareRows = 4;

    private readonly IVenueProtocol _protocol;
    private readonly CandleWatch _watch;
    private readonly HttpConnection _control;
    private readonly MonotonicClock _clock;
    private readonly IEventSink _sink;
    private readonly byte _instrument;
    private readonly VenueRequest _request = new();
    private readonly Kline[] _rows;
    private readonly TaskCompletionSource _firstUp = new();
    private readonly HttpConnection.ReplyReader<int> _readRows;
    private int _symbol;
    private volatile string _problem = "";

    public CandleStream(
        IVenueProtocol protocol, CandleWatch watch, HttpConnection control, MonotonicClock clock, IEventSink sink,
        byte instrument)
    {
        _protocol = protocol;
        _watch = watch;
        _control = control;
        _clock = clock;
        _sink = sink;
        _instrument = instrument;
        _rows = new Kline[watch.History + SpareRows];
        _readRows = (in reply) => _protocol.DecodeCandles(_symbol, reply, _rows);
    }

    /// <summary>Frames that became events.</summary>
    public long Candles { get; private set; }
    public long Broken { get; private set; }
    public long Foreign { get; private set; }

    /// <summary>Symbols whose history the venue refused, for people; empty = none.</summary>
    public string Problem => _problem;

    /// <summary>Waits until the stream has come up for the first time, with its history told.</summary>
    public bool WaitUntilUp(int timeoutMs) => _firstUp.Task.Wait(timeoutMs);

    public string OpenTarget() => _protocol.CandleTarget;

    public int Greet(int step, Span<byte> frame)
    {
        int length = _protocol.EncodeGreeting(StreamKind.Candles, step, _clock.NowNs, frame);
        if (length == 0) TellHistory();
        return length;
    }

    public StreamVerdict OnText(ReadOnlySpan<byte> text)
    {
        Kline kline = default;
        switch (_protocol.DecodeCandleFrame(text, ref kline))
        {
            case FrameMeaning.Event:
                Candles++;
                Publish(kline);
                return StreamVerdict.Fresh;
            case FrameMeaning.Acknowledged:
                return StreamVerdict.Acknowledged;
            case FrameMeaning.Refused or FrameMeaning.SessionEnded:
                return StreamVerdict.Reconnect;
            case FrameMeaning.Broken:
                Broken++; // the next frame of the candle says it again
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
        // Candles are published one by one: a closed one must not be replaced by the next.
    }

    public string? FindFault(long nowNs) => null;

    public void OnLink(bool isUp, Reason reason)
    {
        StreamLink.Publish(
            GatewayLink.CandleStream, EventSource.MarketGateway, isUp, reason, _instrument, _clock, _sink);
        if (isUp) _firstUp.TrySetResult();
    }

    /// <summary>A symbol that the venue does not know must not keep the others from being watched.</summary>
    private void TellHistory()
    {
        string problem = "";
        for (_symbol = 0; _symbol < _watch.Symbols.Count; _symbol++)
        {
            _protocol.EncodeCandleQuery(_symbol, _request);
            int count = _control.Exchange(_request, HistoryTimeoutMs, _readRows);
            for (int i = 0; i < count; i++) Publish(_rows[i]);
            if (count < 0)
                problem = $"no candles of {_watch.Symbols[_symbol]}, which counts as falling: correct "
                    + "risk_control.monitor_symbols if this lasts";
        }

        _problem = problem;
    }

    private void Publish(in Kline kline)
    {
        InboundEvent e = default;
        e.Begin<Kline>(EventKind.Kline, EventSource.MarketGateway, _instrument, _clock.NowNs) = kline;
        _sink.Publish(e);
    }
}
