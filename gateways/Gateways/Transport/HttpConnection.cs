using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// A persistent HTTP/1.1 connection for blocking questions, one at a time: start-up, sessions, the books at the end.
/// A connection that the server closed meanwhile is noticed before use and opened anew; a request that may have left
/// is never sent again. Allocates nothing after warm-up. Callers take turns.
/// </summary>
public sealed class HttpConnection : IWireWatch, IDisposable
{
    private const int TickMs = 250;

    private readonly Lock _gate = new();
    private readonly VenueAddress _address;
    private readonly MonotonicClock _clock;
    private readonly X509Certificate2? _customRoot;
    private readonly HttpRequestWriter _writer;
    private readonly HttpReplyParser _parser = new();
    private Wire? _wire;
    private long _deadlineNs;
    private volatile bool _isDisposed;

    public HttpConnection(VenueAddress address, MonotonicClock clock, X509Certificate2? customRoot = null)
    {
        _address = address;
        _clock = clock;
        _customRoot = customRoot;
        _writer = new HttpRequestWriter(address);
    }

    public delegate T ReplyReader<out T>(in VenueReply reply);

    /// <summary>
    /// Sends a request and reads its reply while the connection is held. Throws <see cref="VenueException"/> when
    /// there is no whole reply within the time.
    /// </summary>
    public T Exchange<T>(VenueRequest request, int timeoutMs, ReplyReader<T> read)
    {
        lock (_gate)
        {
            if (_isDisposed) throw new VenueException($"our side of {_address.Host}:{_address.Port} is closed");
            _deadlineNs = _clock.NowNs + timeoutMs * 1_000_000L;
            Wire wire = OpenWire();
            long sentNs = _clock.NowNs;
            bool isWhole = false;
            try
            {
                isWhole = wire.TryWrite(_writer.Write(request)) && ReadReply(wire);
                if (!isWhole) throw NoReply(timeoutMs);
                return read(new VenueReply(
                    _parser.Status, _parser.Body, sentNs, _clock.NowNs, _parser.RetryAfterNs, _parser.Headers));
            }
            finally
            {
                if (isWhole) _parser.Next();
                if (!isWhole || !_parser.KeepAlive || _parser.Fault is not null) Close();
            }
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _wire?.Abort(); // wakes a caller that waits
        lock (_gate) Close();
    }

    void IWireWatch.BeforeBlocking()
    {
        // Nothing to publish.
    }

    bool IWireWatch.KeepWaiting() => !_isDisposed && _clock.NowNs < _deadlineNs;

    private Wire OpenWire()
    {
        if (_wire is { } open && !open.IsStale()) return open;
        Close();
        _parser.Reset();
        return _wire = Wire.Connect(_address, _customRoot, TickMs, this);
    }

    private bool ReadReply(Wire wire)
    {
        while (!_parser.TryParse())
        {
            if (_parser.Fault is not null) return false;
            int count = wire.Read(_parser.Free());
            if (count == 0) return _parser.TryFinish();
            _parser.Commit(count);
        }

        return true;
    }

    private VenueException NoReply(int timeoutMs)
    {
        string why = _parser.Fault is { } fault ? $"answered with {fault}"
            : _clock.NowNs >= _deadlineNs ? $"did not answer within {timeoutMs} ms" : "closed the connection";
        return new VenueException($"{_address.Host}:{_address.Port} {why}");
    }

    private void Close()
    {
        _wire?.Dispose();
        _wire = null;
    }
}
