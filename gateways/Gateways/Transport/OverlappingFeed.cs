using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// A stream that outlives its connections: venues end each after a day, so before that a second one is opened beside
/// it, and the first is closed when the second is up. For a moment every frame comes twice: handlers must not mind.
/// To the handler it is one stream, which goes down when no connection is left. Its calls never run side by side.
/// </summary>
public sealed class OverlappingFeed : IDisposable
{
    private const long MostOverlapMs = 5_000;
    private static readonly TimeSpan SuccessorPatience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Lock _opening = new();
    private readonly Func<IStreamHandler, WebSocketFeed> _open;
    private readonly IStreamHandler _handler;
    private readonly TimeSpan _life;
    private readonly TimeSpan _overlap;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private volatile WebSocketFeed _feed;
    private int _connectionsUp;

    public OverlappingFeed(
        string name, VenueAddress address, IStreamHandler handler, FeedTiming timing, MonotonicClock clock,
        X509Certificate2? customRoot = null, StreamDialect? dialect = null)
    {
        _handler = handler;
        _life = TimeSpan.FromMilliseconds(timing.LifeMs);
        _overlap = TimeSpan.FromMilliseconds(Math.Min(timing.LifeMs / 2, MostOverlapMs));
        _open = leg => new WebSocketFeed(name, address, leg, timing, clock, customRoot, dialect);
        _feed = _open(new Leg(this));
        _thread = new Thread(Renew) { Name = $"{name}-renewal", IsBackground = true };
    }

    /// <summary>Times that a second connection took over.</summary>
    public long Renewals { get; private set; }

    /// <summary>What ended or prevented the last connection, for people; empty = nothing yet.</summary>
    public string LastProblem => _feed.LastProblem;

    public void Start()
    {
        _feed.Start();
        _thread.Start();
    }

    /// <summary>Drops the connection from any thread; a new one is opened.</summary>
    public void Reconnect() => _feed.Reconnect();

    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.IsAlive) _thread.Join();
        _feed.Dispose();
        _stop.Dispose();
    }

    private void Renew()
    {
        while (!_stop.Token.WaitHandle.WaitOne(_life))
        {
            var leg = new Leg(this);
            WebSocketFeed successor = _open(leg);
            successor.Start();
            bool isUp = leg.WaitUntilUp(SuccessorPatience, _stop.Token);
            WebSocketFeed loser = isUp ? _feed : successor;
            if (isUp)
            {
                _feed = successor;
                Renewals++;
                _stop.Token.WaitHandle.WaitOne(_overlap); // "connected" is a moment earlier than "subscribed"
            }

            loser.Dispose(); // one that did not come up is tried again a life later, or by the first one's own means
        }
    }

    private void OnLink(bool isUp, Reason reason)
    {
        lock (_gate)
        {
            _connectionsUp += isUp ? 1 : -1;
            bool isNews = isUp ? _connectionsUp == 1 : _connectionsUp == 0;
            if (isNews) _handler.OnLink(isUp, reason);
        }
    }

    /// <summary>One connection's view of the handler.</summary>
    private sealed class Leg(OverlappingFeed owner) : IStreamHandler
    {
        private readonly TaskCompletionSource _up = new();

        public bool WaitUntilUp(TimeSpan patience, CancellationToken stop)
        {
            try
            {
                return _up.Task.Wait((int)patience.TotalMilliseconds, stop);
            }
            catch (OperationCanceledException)
            {
                return false; // the stream as a whole ends
            }
        }

        public string OpenTarget()
        {
            lock (owner._opening) return owner._handler.OpenTarget();
        }

        public int Greet(int step, Span<byte> frame)
        {
            lock (owner._gate) return owner._handler.Greet(step, frame);
        }

        public StreamVerdict OnText(ReadOnlySpan<byte> text)
        {
            lock (owner._gate) return owner._handler.OnText(text);
        }

        public void OnDrained()
        {
            lock (owner._gate) owner._handler.OnDrained();
        }

        public string? FindFault(long nowNs)
        {
            lock (owner._gate) return owner._handler.FindFault(nowNs);
        }

        public void OnLink(bool isUp, Reason reason)
        {
            owner.OnLink(isUp, reason);
            if (isUp) _up.TrySetResult();
        }
    }
}
