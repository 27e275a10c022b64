using System.Security.Cryptography.X509Certificates;
using System.Text.Unicode;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// Keeps one stream alive on a thread of its own: connect, greet, read, and after any fault the same again, with a
/// back-off that doubles and is spread at random, so that many clients do not come back at once.
/// </summary>
public sealed class WebSocketFeed : IWireWatch, IDisposable
{
    private const long NsPerMs = 1_000_000;
    private const long HandshakeNs = 5_000 * NsPerMs;
    private const int TickMs = 250;
    private const int PingsPerSilence = 3;

    private readonly VenueAddress _address;
    private readonly IStreamHandler _handler;
    private readonly FeedTiming _timing;
    private readonly MonotonicClock _clock;
    private readonly X509Certificate2? _customRoot;
    private readonly StreamDialect _dialect;
    private readonly WebSocketParser _parser = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private volatile WebSocketConnection? _connection;
    private bool _isEstablished;
    private bool _isUp;
    private bool _isFresh;
    private int _greetingStep;
    private long _openingSinceNs;
    private long _lastFrameNs;
    private long _lastFreshNs;
    private long _lastPingNs;
    private long _lastLookNs;
    private long _lastKeepAliveNs;

    public WebSocketFeed(
        string name, VenueAddress address, IStreamHandler handler, FeedTiming timing, MonotonicClock clock,
        X509Certificate2? customRoot = null, StreamDialect? dialect = null)
    {
        _address = address;
        _handler = handler;
        _timing = timing;
        _clock = clock;
        _customRoot = customRoot;
        _dialect = dialect ?? StreamDialect.Plain;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Frames received, control frames included.</summary>
    public long Frames { get; private set; }

    /// <summary>Times the connection was opened.</summary>
    public long Connects { get; private set; }

    /// <summary>What ended or prevented the last connection, for people; empty = nothing yet.</summary>
    public string LastProblem { get; private set; } = "";

    public void Start() => _thread.Start();

    /// <summary>
    /// Sends a text from any thread. Null = there is no connection, so not one byte has left; false = that failed,
    /// perhaps half way.
    /// </summary>
    public bool? TrySend(ReadOnlySpan<byte> text) => _connection?.TrySend(WebSocketOpcode.Text, text);

    /// <summary>Drops the connection from any thread; the feed opens a new one.</summary>
    public void Reconnect() => _connection?.Abort();

    public void Dispose()
    {
        _stop.Set();
        _connection?.Abort();
        if (_thread.IsAlive) _thread.Join();
        _stop.Dispose();
    }

    void IWireWatch.BeforeBlocking()
    {
        if (_isUp) _handler.OnDrained();
    }

    bool IWireWatch.KeepWaiting()
    {
        if (_stop.IsSet) return false;
        long nowNs = _clock.NowNs;
        if (!_isEstablished) return nowNs - _openingSinceNs < HandshakeNs || GiveUp("the handshake took too long");
        return _connection is not { } connection || Look(connection, nowNs);
    }

    /// <summary>Whether all is well with the connection at this moment; asks the peer now and then.</summary>
    private bool Look(WebSocketConnection connection, long nowNs)
    {
        _lastLookNs = nowNs;
        if (nowNs - _lastFrameNs >= _timing.SilenceMs * NsPerMs) return GiveUp($"no frame for {_timing.SilenceMs} ms");
        if (_timing.StaleMs > 0 && nowNs - _lastFreshNs >= _timing.StaleMs * NsPerMs)
            return GiveUp($"connected, but no news for {_timing.StaleMs} ms: wrong path class, or a quiet venue");
        if (_isUp && _handler.FindFault(nowNs) is { } fault) return GiveUp(fault);
        if (_dialect.KeepAlive.Length > 0 && nowNs - _lastKeepAliveNs >= _dialect.KeepAliveMs * NsPerMs)
        {
            _lastKeepAliveNs = nowNs; // wanted however busy the stream is
            return connection.TrySend(WebSocketOpcode.Text, _dialect.KeepAlive);
        }

        if (nowNs - Math.Max(_lastPingNs, _lastFrameNs) < _timing.SilenceMs * NsPerMs / PingsPerSilence) return true;
        _lastPingNs = nowNs;
        return connection.TrySend(WebSocketOpcode.Ping, default);
    }

    private bool GiveUp(string why)
    {
        LastProblem = why;
        return false;
    }

    private void Run()
    {
        int backOffMs = _timing.FirstBackOffMs;
        while (!_stop.IsSet)
        {
            long startNs = _clock.NowNs;
            try
            {
                Converse();
            }
            catch (VenueException e)
            {
                LastProblem = e.Message;
            }

            _connection = null;
            if (_isUp) _handler.OnLink(isUp: false, Reason.Disconnected);
            _isUp = false;
            bool wasStable = _clock.NowNs - startNs > _timing.MaxBackOffMs * NsPerMs;
            if (wasStable) backOffMs = _timing.FirstBackOffMs;
            _stop.Wait(backOffMs / 2 + Random.Shared.Next(backOffMs));
            backOffMs = Math.Min(2 * backOffMs, _timing.MaxBackOffMs);
        }
    }

    private void Converse()
    {
        _isEstablished = false;
        string target = _handler.OpenTarget();
        _openingSinceNs = _clock.NowNs;
        int patienceMs = Math.Min(_timing.SilenceMs, _timing.StaleMs > 0 ? _timing.StaleMs : int.MaxValue);
        int tickMs = Math.Clamp(patienceMs / PingsPerSilence, 1, TickMs);
        using WebSocketConnection connection =
            WebSocketConnection.Open(
                _address, target, _dialect.UpgradeHeaders, _customRoot, _parser, tickMs, this);
        _connection = connection;
        _isEstablished = true;
        Connects++;
        _greetingStep = 0;
        _lastFrameNs = _lastFreshNs = _lastPingNs = _lastLookNs = _lastKeepAliveNs = _clock.NowNs;
        LastProblem = "";
        bool goesOn = Greet(connection);
        while (goesOn && !_stop.IsSet)
        {
            goesOn = HandleReceived(connection);
            long nowNs = _clock.NowNs;
            if (goesOn && nowNs - _lastLookNs >= tickMs * NsPerMs) goesOn = Look(connection, nowNs); // never idle
            goesOn = goesOn && connection.Receive();
        }

        if (_parser.Fault is { } fault) LastProblem = $"broken stream: {fault}";
        else if (LastProblem.Length == 0) LastProblem = "the venue closed the connection";
    }

    private bool Greet(WebSocketConnection connection)
    {
        if (_isUp) return true; // one more answer to a frame that subscribed to several things
        Span<byte> frame = stackalloc byte[2048];
        int length = _handler.Greet(_greetingStep++, frame);
        if (length > 0) return connection.TrySend(WebSocketOpcode.Text, frame[..length]);
        _isUp = true;
        _handler.OnLink(isUp: true, Reason.None);
        return true;
    }

    private bool HandleReceived(WebSocketConnection connection)
    {
        bool hasFrame = false;
        while (_parser.TryNext(out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload))
        {
            Frames++;
            hasFrame = true;
            if (!Handle(connection, opcode, payload)) return false;
        }

        if (!hasFrame) return _parser.Fault is null;
        _lastFrameNs = _clock.NowNs;
        if (_isFresh) _lastFreshNs = _lastFrameNs;
        _isFresh = false;
        return _parser.Fault is null;
    }

    private bool Handle(WebSocketConnection connection, WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        switch (opcode)
        {
            case WebSocketOpcode.Text:
                return Utf8.IsValid(payload) ? HandleText(connection, payload) : GiveUp("a text that is not UTF-8");
            case WebSocketOpcode.Ping:
                return connection.TrySend(WebSocketOpcode.Pong, payload);
            case WebSocketOpcode.Pong:
                return true;
            case WebSocketOpcode.Close:
                connection.TrySend(WebSocketOpcode.Close, payload.Length >= 2 ? payload[..2] : default);
                return false;
            default:
                return GiveUp("a binary frame, which no venue of ours sends");
        }
    }

    private bool HandleText(WebSocketConnection connection, ReadOnlySpan<byte> text)
    {
        switch (_handler.OnText(text))
        {
            case StreamVerdict.Continue:
                return true;
            case StreamVerdict.Fresh:
                _isFresh = true;
                return true;
            case StreamVerdict.Acknowledged:
                return Greet(connection);
            default:
                return GiveUp("the stream asked for a new connection");
        }
    }
}
