using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenSQT.Lmax.Dashboard.Access;
using OpenSQT.Lmax.Dashboard.Live;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>
/// The page, its events and the machine interfaces on one port. Reads published copies only; the engine's thread
/// never waits for a reader.
/// </summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private const int MostConnections = 64;
    private const long MostBodyBytes = 1024;
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(300);

    private readonly DashboardSources _sources;
    private readonly DashboardOptions _options;
    private readonly RequestGuard _guard;
    private readonly Endpoints _endpoints;
    private readonly FrozenDictionary<string, (string ContentType, byte[] Bytes)> _files;
    private readonly History _history = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _app;
    private Task _sampling = Task.CompletedTask;

    private DashboardServer(DashboardSources sources, DashboardOptions options, int port)
    {
        _sources = sources;
        _options = options;
        _guard = new RequestGuard(options);
        _endpoints = new Endpoints(sources, _history, _stop.Token);
        _files = PageFiles.Load(options);
        _app = Build(port);
    }

    /// <summary>Where the page is; without the token.</summary>
    public Uri Address { get; private set; } = null!;

    /// <exception cref="InvalidOperationException">
    /// It cannot or must not be opened; the text has the remedy.
    /// </exception>
    public static async Task<DashboardServer> StartAsync(DashboardSources sources, DashboardOptions options)
    {
        if (options.Danger is { } danger) throw new InvalidOperationException(danger);
        if (options.Port is { } port) return await OpenAsync(sources, options, port);
        try
        {
            return await OpenAsync(sources, options, DashboardOptions.UsualPort);
        }
        catch (InvalidOperationException e) when (e.InnerException is IOException or SocketException)
        {
            return await OpenAsync(sources, options, port: 0); // taken, at bind or (two at once) at listen
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        using (var patience = new CancellationTokenSource(StopPatience)) await _app.StopAsync(patience.Token);
        await _sampling;
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task<DashboardServer> OpenAsync(
        DashboardSources sources, DashboardOptions options, int port)
    {
        DashboardServer? server = null;
        try
        {
            server = new DashboardServer(sources, options, port);
            await server._app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or CryptographicException)
        {
            if (server is not null) await server.DisposeAsync();
            throw new InvalidOperationException($"the dashboard cannot be opened at {options.Listen}:{port} "
                + $"({e.Message}): choose another dashboard.port, or 'off'", e);
        }

        ICollection<string> addresses =
            server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Address = new Uri(addresses.First());
        server._sampling = server.SampleAsync();
        return server;
    }

    private WebApplication Build(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Listen(_options.Listen, port, Secure);
        });
        WebApplication app = builder.Build();
        app.Run(HandleAsync);
        return app;
    }

    private void Secure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (_options.CertificateFile is not { } certificate) return;
        X509Certificate2 pair = X509Certificate2.CreateFromPemFile(certificate, _options.KeyFile);
        listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = pair });
    }

    private async Task HandleAsync(HttpContext http)
    {
        foreach ((string name, string value) in RequestGuard.Headers) http.Response.Headers[name] = value;
        try
        {
            string path = http.Request.Path.Value!;
            if (_files.TryGetValue(path, out (string ContentType, byte[] Bytes) file)) await SendAsync(http, file);
            else if (_endpoints.Find(path) is { } endpoint) await AnswerAsync(http, endpoint);
            else await RefuseAsync(http, StatusCodes.Status404NotFound, "there is nothing at this path");
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            http.Abort(); // the reader has gone, or the run ends
        }
    }

    private async Task SendAsync(HttpContext http, (string ContentType, byte[] Bytes) file)
    {
        if (_guard.Refuse(http.Request, needsToken: false) is { } refusal)
        {
            await RefuseAsync(http, refusal.Status, refusal.Why);
            return;
        }

        if (!HttpMethods.IsGet(http.Request.Method))
        {
            await RefuseMethodAsync(http, HttpMethods.Get);
            return;
        }

        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = file.Bytes.Length;
        await http.Response.Body.WriteAsync(file.Bytes, http.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext http, Endpoint endpoint)
    {
        if (_guard.Refuse(http.Request, !endpoint.IsPublic) is { } refusal)
            await RefuseAsync(http, refusal.Status, refusal.Why);
        else if (http.Request.Method != endpoint.Method)
            await RefuseMethodAsync(http, endpoint.Method);
        else
            await endpoint.Handle(http);
    }

    private static Task RefuseMethodAsync(HttpContext http, string allowed)
    {
        http.Response.Headers.Allow = allowed;
        return RefuseAsync(http, StatusCodes.Status405MethodNotAllowed, $"only {allowed} is allowed here");
    }

    private static Task RefuseAsync(HttpContext http, int status, string why)
    {
        if (status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer";
        return Endpoints.SendErrorAsync(http, why, status);
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(SamplePeriod);
        try
        {
            do Sample();
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            return; // the run ends
        }
    }

    private void Sample()
    {
        EngineSnapshot s = _sources.Snapshots.Read();
        if (s.ReferenceTicks == 0 || _sources.Machinery().Instrument is not { } instrument) return;
        _history.Add(HistoryPoint.Of(_sources.Clock.NowNs / 1_000_000, s, instrument));
    }
}
