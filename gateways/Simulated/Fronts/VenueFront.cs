using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>
/// Another venue's protocol in front of the same exchange: its own paths, signatures, words, limits and streams; the
/// same matching, books and fault switches.
/// </summary>
internal abstract class VenueFront(Exchange exchange, FrontProtocol protocol) : IVenueStreams, IDisposable
{
    private readonly ThreadLocal<JsonFrame> _replies = new(() => new JsonFrame());
    private readonly Dictionary<object, (long Number, int Used)> _used = [];
    private volatile FrontConnection[] _connections = [];

    public Exchange Exchange => exchange;

    protected IReadOnlyList<FrontConnection> Connections => _connections;

    /// <summary>Serves the request if its path is this venue's.</summary>
    public async Task<bool> TryServeAsync(HttpContext http, CancellationToken stop)
    {
        string path = http.Request.Path.Value!;
        if (http.WebSockets.IsWebSocketRequest && IsStreamPath(path)) await ServeStreamAsync(http, stop);
        else if (IsPath(path)) await ServeRequestAsync(http);
        else return false;
        return true;
    }

    /// <summary>Answers a request, whichever way it came: security, planned faults, limits, the exchange.</summary>
    public Task<FrontAnswer> AnswerAsync(
        FrontEndpoint endpoint, FrontRequest request, Func<long, VenueError> check, CancellationToken cancellation) =>
        FaultFlow.RunAsync(
            exchange.Faults,
            endpoint.Kind,
            _ => endpoint.IsSigned ? check(exchange.Clock.NowMs()) : VenueError.None,
            (refusal, fault) => Execute(endpoint, request, refusal, fault),
            (answer, _) => answer with
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Body = protocol.UnknownError,
            },
            cancellation);

    public abstract void OnAccount(AccountBooks books, long nowMs);

    public abstract void OnMarket(in MarketEvent e, long nowMs);

    public abstract void OnTick(long nowMs);

    public abstract void EndSessions();

    public void AbortAll()
    {
        foreach (FrontConnection connection in _connections) connection.Abort();
    }

    public void Dispose() => _replies.Dispose();

    protected abstract bool IsPath(string path);

    protected abstract bool IsStreamPath(string path);

    protected abstract FrontConnection Connect(WebSocket socket, HttpContext http);

    /// <summary>Tells every connection that listens; private news twice or not at all when a fault wants it.</summary>
    protected void Tell(string topic, byte[] frame, bool isPrivate)
    {
        if (isPrivate && exchange.Faults.IsDroppingUserEvents) return;
        foreach (FrontConnection connection in _connections)
        {
            if (!connection.Listens(topic)) continue;
            connection.Enqueue(frame);
            if (isPrivate && exchange.Faults.DuplicateUserEvents) connection.Enqueue(frame);
        }
    }

    /// <summary>What has happened, in the order in which it is told: turned round when a fault wants it.</summary>
    protected IEnumerable<BookEntry> EntriesOf(AccountBooks books) =>
        exchange.Faults.ReorderUserEvents ? books.Entries.Reverse() : books.Entries;

    protected bool HasListeners(string topic)
    {
        foreach (FrontConnection connection in _connections)
        {
            if (connection.Listens(topic)) return true;
        }

        return false;
    }

    private async Task ServeRequestAsync(HttpContext http)
    {
        FrontRequest request = await FrontRequest.OfAsync(http);
        if (protocol.Find(request.Method, request.Path) is not { } endpoint)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        FrontAnswer answer =
            await AnswerAsync(endpoint, request, nowMs => protocol.Check(request, nowMs), http.RequestAborted);
        if (answer.IsLost)
        {
            http.Abort();
            return;
        }

        foreach ((string name, string value) in protocol.UsageHeaders(answer.Usage, exchange.Clock.NowMs()))
            http.Response.Headers[name] = value;
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.BodyWriter.WriteAsync(answer.Body, http.RequestAborted);
    }

    private async Task ServeStreamAsync(HttpContext http, CancellationToken stop)
    {
        if (exchange.Faults.IsHanging) await exchange.Faults.WhileHangingAsync(http.RequestAborted);
        using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
        using FrontConnection connection = Connect(socket, http);
        lock (_used) _connections = [.. _connections, connection];
        try
        {
            await connection.RunAsync(stop);
        }
        finally
        {
            lock (_used) _connections = [.. _connections.Where(c => c != connection)];
        }
    }

    private FrontAnswer Execute(
        FrontEndpoint endpoint, FrontRequest request, VenueError refusal, PlannedFault? fault)
    {
        JsonFrame frame = _replies.Value!;
        VenueError error = refusal;
        byte[]? reply = null;
        FrontUsage usage = default;
        exchange.Run(nowMs =>
        {
            usage = Count(endpoint, request, nowMs);
            if (usage.IsExceeded) error = VenueErrors.TooManyRequests;
            if (!error.IsNone) return;
            var call = new FrontCall(exchange, request, frame, nowMs);
            error = endpoint.Handle(call);
            if (!error.IsNone) return;
            reply = frame.ToArray();
            if (fault is { Fault: RequestFault.FillAndLoseAck } && call.Placed is { IsOpen: true } order)
                exchange.Core.FillNow(order, nowMs);
        });
        (int status, byte[] body) = reply is not null
            ? (endpoint.Success, reply)
            : protocol.Refuse(error, exchange.Clock.NowMs());
        return new FrontAnswer(status, body, fault, usage);
    }

    /// <summary>Counts the request in a fixed window of wall time; a fault switch may have used it up.</summary>
    private FrontUsage Count(FrontEndpoint endpoint, FrontRequest request, long nowMs)
    {
        long number = nowMs / endpoint.WindowMs;
        object budget = endpoint.Budget ?? (object)endpoint;
        int cost = endpoint.Cost(request);
        lock (_used)
        {
            (long last, int used) = _used.GetValueOrDefault(budget);
            used = last == number ? used + cost : cost;
            _used[budget] = (number, used);
            return exchange.Faults.IsRateLimiting
                ? new FrontUsage(endpoint.Limit, -1, nowMs + exchange.Faults.RateLimitingMsLeft)
                : new FrontUsage(endpoint.Limit, endpoint.Limit - used, (number + 1) * endpoint.WindowMs);
        }
    }
}
