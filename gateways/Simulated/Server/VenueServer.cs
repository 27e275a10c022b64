using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenSQT.Lmax.Simulated.Bitget;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Gate;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Kestrel on 127.0.0.1 around the exchange: REST, streams, admin. Plain text unless a certificate is given.
/// </summary>
internal sealed class VenueServer : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(300);

    private static ReadOnlySpan<byte> UnknownError =>
        """{"code":-1000,"msg":"Unknown error, please check your request or try again later."}"""u8;

    private readonly Exchange _exchange;
    private readonly RequestSecurity _security;
    private readonly ConnectionRegistry _connections;
    private readonly AdminApi _admin;
    private readonly StreamEndpoints _streams;
    private readonly VenueFront[] _fronts;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();
    private readonly ThreadLocal<JsonFrame> _replies = new(() => new JsonFrame());

    private VenueServer(Exchange exchange, SimulatedVenueOptions options)
    {
        _exchange = exchange;
        _security = new RequestSecurity(options.ApiKey, options.ApiSecret);
        _connections = new ConnectionRegistry(exchange.Faults);
        _admin = new AdminApi(exchange);
        _streams = new StreamEndpoints(exchange);
        _fronts = [new GateFront(exchange, options), new BitgetFront(exchange, options)];
        exchange.Streams.AddRange(_fronts);
        _app = Build(options.Port, options.Certificate);
        exchange.Faults.DropConnectionsAsked += _connections.AbortAll;
    }

    public Uri BaseAddress { get; private set; } = null!;

    /// <exception cref="InvalidOperationException">The port is taken; the text says so.</exception>
    public static async Task<VenueServer> StartAsync(
        Exchange exchange, SimulatedVenueOptions options, CancellationToken cancellation)
    {
        var server = new VenueServer(exchange, options);
        try
        {
            await server._app.StartAsync(cancellation);
        }
        catch (IOException e)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException(
                $"port {options.Port} on 127.0.0.1 cannot be opened ({e.Message}); choose another, or 0 for a free one",
                e);
        }

        ICollection<string> addresses =
            server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.BaseAddress = new Uri(addresses.First());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _exchange.Hub.AbortAll();
        foreach (VenueFront front in _fronts) front.AbortAll();
        using (var patience = new CancellationTokenSource(StopPatience))
        {
            _connections.AbortAll();
            await _app.StopAsync(patience.Token);
        }

        await _app.DisposeAsync();
        foreach (VenueFront front in _fronts) front.Dispose();
        _replies.Dispose();
        _stop.Dispose();
    }

    private WebApplication Build(int port, X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Use(next => connection => _connections.ServeAsync(connection, next));
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        WebApplication app = builder.Build();
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = TimeSpan.FromMinutes(3), // with a timeout set, these are pings, not unsolicited pongs
            KeepAliveTimeout = TimeSpan.FromMinutes(10),
        });
        app.Run(HandleAsync);
        return app;
    }

    private async Task HandleAsync(HttpContext http)
    {
        try
        {
            string path = http.Request.Path.Value!;
            foreach (VenueFront front in _fronts)
            {
                if (await front.TryServeAsync(http, _stop.Token)) return;
            }

            if (path.StartsWith("/admin/", StringComparison.Ordinal)) await _admin.HandleAsync(http);
            else if (http.WebSockets.IsWebSocketRequest && await _streams.TryServeAsync(http, _stop.Token)) return;
            else if (RestApi.Find(http.Request.Method, path) is { } endpoint) await AnswerAsync(http, endpoint);
            else http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException)
        {
            http.Abort(); // the client has gone, or a fault or our stop has cut it
        }
    }

    private async Task AnswerAsync(HttpContext http, Endpoint endpoint)
    {
        string body = http.Request.ContentLength is > 0 || http.Request.Headers.TransferEncoding.Count > 0
            ? await new StreamReader(http.Request.Body, Encoding.UTF8).ReadToEndAsync(http.RequestAborted)
            : "";
        var parameters = new RequestParameters(http.Request.QueryString.Value ?? "", body);
        VenueError refusal = _security.Check(
            endpoint.Security, http.Request.Headers["X-MBX-APIKEY"], parameters, _exchange.Clock.NowMs());
        PlannedFault? fault = refusal.IsNone ? FaultFor(endpoint.Kind) : null;
        bool held = _exchange.Faults.IsHanging;
        if (held) await _exchange.Faults.WhileHangingAsync(http.RequestAborted);
        if (fault is { Fault: RequestFault.DelayRequest })
        {
            await Task.Delay(fault.DelayMs, http.RequestAborted);
            held = true;
        }

        if (fault is { Fault: RequestFault.Reject }) refusal = new VenueError(fault.Code, "Refused by a fault switch.");
        bool late = held && endpoint.Security == EndpointSecurity.Signed
            && !RequestSecurity.IsInWindow(parameters, _exchange.Clock.NowMs());
        if (refusal.IsNone && late) refusal = VenueErrors.MatchingTimestamp;
        (int status, byte[] reply) = Execute(http, endpoint, parameters, refusal, fault);
        if (_exchange.Faults.IsHanging) await _exchange.Faults.WhileHangingAsync(http.RequestAborted);
        await SendAsync(http, status, reply, fault);
    }

    private PlannedFault? FaultFor(EndpointKind kind) => kind switch
    {
        EndpointKind.Place => _exchange.Faults.NextPlace(),
        EndpointKind.Cancel => _exchange.Faults.NextCancel(),
        _ => null,
    };

    private (int Status, byte[] Reply) Execute(
        HttpContext http, Endpoint endpoint, RequestParameters parameters, VenueError refusal, PlannedFault? fault)
    {
        JsonFrame frame = _replies.Value!;
        VenueError error = refusal;
        byte[]? reply = null;
        _exchange.Run(nowMs =>
        {
            RequestLimits limits = _exchange.Limits;
            VenueError limit = limits.Count(endpoint.Weight, endpoint.Kind == EndpointKind.Place, nowMs);
            WriteUsage(http.Response.Headers, limits, endpoint.Kind);
            if (!limit.IsNone) error = limit;
            if (!error.IsNone) return;
            var call = new ApiCall(_exchange, parameters, frame) { NowMs = nowMs };
            error = endpoint.Handle(call);
            if (!error.IsNone) return;
            reply = frame.ToArray();
            if (fault is { Fault: RequestFault.FillAndLoseAck } && call.Placed is { IsOpen: true } order)
                _exchange.Core.FillNow(order, nowMs);
        });
        return reply is not null ? (StatusCodes.Status200OK, reply) : (error.HttpStatus, ErrorBody(frame, error));
    }

    private static void WriteUsage(IHeaderDictionary headers, RequestLimits limits, EndpointKind kind)
    {
        headers["X-MBX-USED-WEIGHT-1M"] = limits.UsedWeight.ToString(CultureInfo.InvariantCulture);
        if (kind != EndpointKind.Place) return;
        headers["X-MBX-ORDER-COUNT-10S"] = limits.OrdersIn10Seconds.ToString(CultureInfo.InvariantCulture);
        headers["X-MBX-ORDER-COUNT-1M"] = limits.OrdersInMinute.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task SendAsync(HttpContext http, int status, byte[] reply, PlannedFault? fault)
    {
        switch (fault?.Fault)
        {
            case RequestFault.LoseAck or RequestFault.FillAndLoseAck:
                http.Abort();
                return;
            case RequestFault.NeverReply:
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                return;
            case RequestFault.DelayReply:
                await Task.Delay(fault.DelayMs, http.RequestAborted);
                break;
            case RequestFault.UnknownError:
                status = StatusCodes.Status503ServiceUnavailable;
                reply = UnknownError.ToArray();
                break;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = reply.Length;
        await http.Response.BodyWriter.WriteAsync(reply, http.RequestAborted);
    }

    private static byte[] ErrorBody(JsonFrame frame, VenueError error)
    {
        Utf8JsonWriter json = frame.Start();
        json.WriteStartObject();
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("msg"u8, error.Message);
        json.WriteEndObject();
        return frame.ToArray();
    }
}
