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
        KeepAlive();
    }

    bool IWireWatch.KeepWaiting()
    {
        if (_stop.IsSet) return false;
        long nowNs = _clock.NowNs;
        if (!_isEstablished) return nowNs - _openingSinceNs < HandshakeNs || GiveUp("the handshake took too long");
        if (nowNs - _lastFrameNs >= _timing.SilenceMs * NsPerMs) return GiveUp($"no frame for {_timing.SilenceMs} ms");
        if (_timing.StaleMs > 0 && nowNs - _lastFreshNs >= _timing.StaleMs * NsPerMs)
            return GiveUp($"connected, but no news for {_timing.StaleMs} ms: wrong path class, or a quiet venue");
        return _connection is not { } connection || connection.TrySend(WebSocketOpcode.Ping, default);
    }

    /// <summary>For venues that want to hear from us however busy the stream is.</summary>
    private void KeepAlive()
    {
        if (_dialect.KeepAlive.Length == 0 || _connection is not { } connection) return;
        if (_lastFrameNs - _lastKeepAliveNs < _dialect.KeepAliveMs * NsPerMs) return;
        _lastKeepAliveNs = _lastFrameNs;
        if (!connection.TrySend(WebSocketOpcode.Text, _dialect.KeepAlive)) connection.Abort();
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
        int tickMs = Math.Max(1, Math.Min(_timing.SilenceMs, _timing.StaleMs > 0 ? _timing.StaleMs : int.MaxValue) / 3);
        using WebSocketConnection connection =
            WebSocketConnection.Open(
                _address, target, _dialect.UpgradeHeaders, _customRoot, _parser, tickMs, this);
        _connection = connection;
        _isEstablished = true;
        Connects++;
        _greetingStep = 0;
        _lastFrameNs = _lastFreshNs = _lastKeepAliveNs = _clock.NowNs;
        LastProblem = "";
        bool goesOn = Greet(connection);
        while (goesOn && !_stop.IsSet)
        {
            goesOn = HandleReceived(connection) && connection.Receive();
        }

        _connection = null;
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
