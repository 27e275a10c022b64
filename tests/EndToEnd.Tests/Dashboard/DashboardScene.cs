using System.Net.Http.Headers;
using System.Text.Json;
using OpenSQT.Lmax.Dashboard;
using OpenSQT.Lmax.Dashboard.Access;
using OpenSQT.Lmax.Dashboard.Live;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.EndToEnd.Tests.Dashboard;

/// <summary>A dashboard on a free port around an engine that has traded, without a venue process.</summary>
internal sealed class DashboardScene : IAsyncDisposable
{
    public const string Token = "a-token-for-tests-0123456789-abcdef";

    private DashboardScene(
        EngineDriver driver, DashboardServer server, DashboardSources sources, IReadOnlyList<string> asked)
    {
        Asked = asked;
        Driver = driver;
        Server = server;
        Sources = sources;
        Client = new HttpClient { BaseAddress = server.Address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public EngineDriver Driver { get; }
    public DashboardServer Server { get; }
    public DashboardSources Sources { get; }

    public string PageAddress => $"{Server.Address}#{Token}";

    /// <summary>Sends the token.</summary>
    public HttpClient Client { get; }

    /// <summary>Commands that arrived, in order.</summary>
    public IReadOnlyList<string> Asked { get; }

    public static Task<DashboardScene> StartAsync() => StartAsync(new DashboardOptions { Port = 0 });

    /// <param name="options">Token and texts are set here.</param>
    /// <param name="problem">What the venue's connection complains about.</param>
    public static async Task<DashboardScene> StartAsync(DashboardOptions options, string problem = "")
    {
        var clock = new MonotonicClock();
        EngineDriver driver = Trade(clock.NowNs);
        var snapshots = new SnapshotCell();
        snapshots.ReadSlots();
        snapshots.Publish(driver.Engine);
        List<string> asked = [];
        var gauge = new LatencyGauge();
        foreach (int microseconds in new[] { 30, 40, 90, 700, 2_000_000 }) gauge.Record(microseconds * 1000L);
        var sources = new DashboardSources
        {
            Venue = "simulated",
            Symbol = "ETHUSDT",
            Snapshots = snapshots,
            TickToOrder = gauge,
            Clock = clock,
            Notices = new NoticeBoard(),
            Machinery = () => new MachineryFigures
            {
                Instrument = driver.State.Instrument,
                RingSize = 1024,
                InboundDepth = 3,
                EventRecords = 77,
                JournalLagMs = 1250,
                Problem = problem,
            },
            Commands = new[] { "pause", "stop" }.ToDictionary(word => word, word => (Func<Task<bool>>)(() =>
            {
                asked.Add(word);
                return Task.FromResult(true);
            })),
        };
        DashboardServer server = await DashboardServer.StartAsync(sources, options with
        {
            Token = new AccessToken(Token),
            Languages = Words.Languages,
            Texts = Words.Table,
        });
        return new DashboardScene(driver, server, sources, asked);
    }

    /// <summary>An engine with a refused buy and a round trip behind it, and the rest of its buys live.</summary>
    private static EngineDriver Trade(long nowNs)
    {
        var driver = new EngineDriver { NowNs = nowNs };
        bool hasRefused = false;
        driver.Accepts = command =>
        {
            if (command.Kind != CommandKind.NewOrder || hasRefused) return true;
            hasRefused = true;
            driver.Send(EventKind.ExecutionReport, new ExecutionReport
            {
                ClOrdId = command.Read<NewOrder>().ClOrdId,
                OrdStatus = OrdStatus.Rejected,
                Reason = Reason.PriceBand,
            });
            return false;
        };
        driver.Start(300_000);
        VenueOrder buy = driver.Open.MaxBy(order => order.PriceTicks)!;
        driver.Fill(buy);
        driver.Quote(buy.PriceTicks + 10);
        driver.Fill(driver.OrderOf(buy.Id.Slot));
        return driver;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
