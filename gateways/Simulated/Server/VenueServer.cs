using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
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

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Kestrel on 127.0.0.1 around the exchange: REST, streams, admin. Plain text unless a certificate is given.
/// </summary>
internal sealed class VenueServer : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(300);

    private readonly Exchange _exchange;
    private readonly ApiRequests _requests;
    private readonly ConnectionRegistry _connections;
    private readonly AdminApi _admin;
    private readonly StreamEndpoints _streams;
    private readonly OrderEntrySocket _orderEntry;
    private readonly VenueFront[] _fronts;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();

    private VenueServer(Exchange exchange, SimulatedVenueOptions options)
    {
        _exchange = exchange;
        _requests = new ApiRequests(exchange, options);
        _connections = new ConnectionRegistry(exchange.Faults);
        _admin = new AdminApi(exchange);
        _streams = new StreamEndpoints(exchange);
        _orderEntry = new OrderEntrySocket(exchange, _requests);
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
        _requests.Dispose();
        foreach (VenueFront front in _fronts) front.Dispose();
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
            else if (http.WebSockets.IsWebSocketRequest && path == OrderEntrySocket.Path)
                await _orderEntry.ServeAsync(http, _stop.Token);
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
        ApiAnswer answer = await _requests.AnswerAsync(
            endpoint, http.Request.Headers["X-MBX-APIKEY"], parameters, http.RequestAborted);
        if (answer.Fault is { Fault: RequestFault.LoseAck or RequestFault.FillAndLoseAck })
        {
            http.Abort();
            return;
        }

        WriteUsage(http.Response.Headers, answer, endpoint.OrdersInMinute > 0);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.BodyWriter.WriteAsync(answer.Body, http.RequestAborted);
    }

    private static void WriteUsage(IHeaderDictionary headers, in ApiAnswer answer, bool isOrder)
    {
        headers["X-MBX-USED-WEIGHT-1M"] = answer.Usage.Weight.ToString(CultureInfo.InvariantCulture);
        if (answer.RetryAfterSeconds > 0)
            headers.RetryAfter = answer.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        if (!isOrder) return;
        headers["X-MBX-ORDER-COUNT-10S"] = answer.Usage.OrdersIn10Seconds.ToString(CultureInfo.InvariantCulture);
        headers["X-MBX-ORDER-COUNT-1M"] = answer.Usage.OrdersInMinute.ToString(CultureInfo.InvariantCulture);
    }
}
