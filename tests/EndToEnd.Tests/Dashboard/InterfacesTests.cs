using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.EndToEnd.Tests.Dashboard;

/// <summary>What programs read: JSON, server-sent events, Prometheus text, health.</summary>
public sealed partial class InterfacesTests
{
    [Fact]
    public async Task ShouldStateWhatTheEngineKnows()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        EngineSnapshot s = scene.Sources.Snapshots.Read();

        JsonElement state = await scene.GetAsync("/api/state");

        Assert.Equal("ETHUSDT", Text(state, "symbol"));
        Assert.Equal(("Trading", "Active"), (Text(state, "phase"), Text(state, "state")));
        Assert.Equal(FixedPoint.ToText(s.BidTicks * 1_000_000), Text(state.GetProperty("market"), "bid"));
        Assert.Equal("1", Text(state.GetProperty("market"), "interval"));
        Assert.Equal("0.01", Text(state, "tickSize"));
        Assert.Equal(FixedPoint.ToText(s.RealizedE8), Text(state.GetProperty("profit"), "realized"));
        Assert.Equal(1, state.GetProperty("profit").GetProperty("roundTrips").GetInt64());
        Assert.Equal(s.LiveBuys, state.GetProperty("orders").GetProperty("liveBuys").GetInt32());
        Assert.Equal(1, state.GetProperty("orders").GetProperty("rejects").GetProperty("PriceBand").GetInt64());
        JsonElement latency = state.GetProperty("tickToOrder");
        Assert.Equal(5, latency.GetProperty("count").GetInt64());
        Assert.Equal(5, latency.GetProperty("buckets").EnumerateArray().Sum(b => b.GetProperty("count").GetInt64()));
        Assert.Equal(3, state.GetProperty("health").GetProperty("inboundDepth").GetInt64());
    }

    [Fact]
    public async Task ShouldTellTheMarkPriceWhileItIsFreshAndTheFundingToCome()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        JsonElement before = (await scene.GetAsync("/api/state")).GetProperty("market");
        scene.Driver.Send(EventKind.MarkPrice, new MarkPrice
        { PriceE8 = 2_999_50000000, FundingRateE8 = -523, NextFundingNs = 1_800_000_000_000_000_000 });
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);
        JsonElement fresh = (await scene.GetAsync("/api/state")).GetProperty("market");
        scene.Driver.Advance(10_000);
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);
        JsonElement later = (await scene.GetAsync("/api/state")).GetProperty("market");

        Assert.All(new[] { "mark", "fundingRate", "nextFundingMs" }, name => Assert.Equal(
            JsonValueKind.Null, before.GetProperty(name).ValueKind));
        Assert.Equal(("2999.5", "-0.00000523"), (Text(fresh, "mark"), Text(fresh, "fundingRate")));
        Assert.Equal(1_800_000_000_000, fresh.GetProperty("nextFundingMs").GetInt64());
        Assert.Equal(JsonValueKind.Null, later.GetProperty("mark").ValueKind);
        Assert.Equal("-0.00000523", Text(later, "fundingRate"));
    }

    [Fact]
    public async Task ShouldCountFundingInTheTotal()
    {
        const long paidE8 = 12_345_678;
        await using DashboardScene scene = await DashboardScene.StartAsync();
        EngineSnapshot before = scene.Sources.Snapshots.Read();
        scene.Driver.Funding.Add(new FundingReport
        { AmountE8 = -paidE8, VenueTimeNs = scene.Driver.NowNs, Asset = FeeAsset.Quote });
        scene.Driver.Send(EventKind.FundingReport, new FundingReport { VenueTimeNs = scene.Driver.NowNs });
        scene.Driver.Advance(200);
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);

        JsonElement profit = (await scene.GetAsync("/api/state")).GetProperty("profit");

        Assert.Equal("-0.12345678", Text(profit, "funding"));
        Assert.Equal(FixedPoint.ToText(before.RealizedE8), Text(profit, "realized"));
        long unrealizedE8 = scene.Sources.Snapshots.Read().UnrealizedAfterFeesE8;
        Assert.Equal(FixedPoint.ToText(before.RealizedE8 + unrealizedE8 - paidE8), Text(profit, "total"));
    }

    [Fact]
    public async Task ShouldNameEveryRiskLayerAndTheActiveOnes()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        scene.Driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Halt });
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);

        JsonElement state = await scene.GetAsync("/api/state");

        JsonElement[] layers = [.. state.GetProperty("layers").EnumerateArray()];
        Assert.Equal(Enum.GetNames<GateCause>().Length - 1, layers.Length);
        JsonElement active = Assert.Single(layers, layer => layer.GetProperty("active").GetBoolean());
        Assert.Equal("OperatorHalt", Text(active, "cause"));
        Assert.True(active.GetProperty("halts").GetBoolean());
        Assert.Equal("Halted", Text(state, "state"));
    }

    [Fact]
    public async Task ShouldListSlotsAndFills()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        scene.Sources.Snapshots.ReadSlots();
        scene.Driver.Fill(scene.Driver.Open.MaxBy(order => order.PriceTicks)!);
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);

        JsonElement slots = await scene.GetAsync("/api/slots");
        JsonElement fills = await scene.GetAsync("/api/fills");
        JsonElement news = await scene.GetAsync("/api/fills?after=2");

        JsonElement[] rows = [.. slots.GetProperty("rows").EnumerateArray()];
        Assert.Equal(scene.Driver.State.Slots.WorkingCount, rows.Count(row => row.TryGetProperty("order", out _)));
        JsonElement held = Assert.Single(rows, row => Text(row, "held") != "0");
        Assert.Equal(Text(held, "buyPrice"), Text(held, "cost"));
        Assert.Equal(["Buy", "Sell", "Buy"], fills.EnumerateArray().Select(fill => Text(fill, "side")));
        Assert.Equal(FixedPoint.ToText(scene.Sources.Snapshots.Read().RealizedE8), Text(fills[1], "profit"));
        Assert.Equal(3, Assert.Single(news.EnumerateArray()).GetProperty("number").GetInt64());
        using HttpResponseMessage bad = await scene.Client.GetAsync("/api/fills?after=-1");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task ShouldRememberPriceAndProfit()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        EngineSnapshot s = scene.Sources.Snapshots.Read();

        JsonElement history = await scene.GetAsync("/api/history?range=15m");

        JsonElement point = history.GetProperty("points")[0];
        Assert.Equal(s.ReferenceTicks / 100m, point[3].GetDecimal());
        Assert.Equal(s.RealizedE8 / 100_000_000m, point[4].GetDecimal());
        using HttpResponseMessage bad = await scene.Client.GetAsync("/api/history?range=1y");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Contains("15m, 4h or 24h", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldSendAllAtFirstAndThenTheNews()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        scene.Sources.Notices.Post(scene.Driver.NowNs, "warn", "line one\nevent: forged");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using Stream stream = await scene.Client.GetStreamAsync("/api/events", patience.Token);
        using var reader = new StreamReader(stream);

        Dictionary<string, JsonElement> first = await ReadUntilAsync("point");
        Assert.Equal(["fills", "notices", "point", "slots", "state"], first.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, first["fills"].GetArrayLength());
        Assert.Equal("line one\nevent: forged", Text(first["notices"][0], "text"));

        scene.Driver.Fill(scene.Driver.Open.MaxBy(order => order.PriceTicks)!);
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);
        Dictionary<string, JsonElement> news = await ReadUntilAsync("fills");
        Assert.Equal(3, Assert.Single(news["fills"].EnumerateArray()).GetProperty("number").GetInt64());

        async Task<Dictionary<string, JsonElement>> ReadUntilAsync(string last)
        {
            var events = new Dictionary<string, JsonElement>();
            string name = "";
            while (await reader.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line["event: ".Length..];
                if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
                events[name] = JsonDocument.Parse(line["data: ".Length..]).RootElement;
                if (name == last) break;
            }

            return events;
        }
    }

    [Fact]
    public async Task ShouldPublishMetricsThatPrometheusCanRead()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        string[] lines = (await scene.Client.GetStringAsync("/metrics")).TrimEnd('\n').Split('\n');

        HashSet<string> families = [];
        Dictionary<string, decimal> samples = [];
        foreach (string line in lines)
        {
            if (TypeLine().Match(line) is { Success: true } type)
            {
                Assert.True(families.Add(type.Groups[1].Value), $"twice: {line}");
                continue;
            }

            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) continue;
            Match sample = SampleLine().Match(line);
            Assert.True(sample.Success, line);
            string family = BucketEnding().Replace(sample.Groups[1].Value, "");
            Assert.Contains(family, families);
            decimal value = decimal.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture);
            samples.Add(line[..line.LastIndexOf(' ')], value);
        }

        EngineSnapshot s = scene.Sources.Snapshots.Read();
        Assert.Equal(s.NewOrders, samples["opensqt_orders_total{event=\"new\"}"]);
        Assert.Equal(1, samples["opensqt_order_rejects_total{reason=\"PriceBand\"}"]);
        Assert.Equal(s.RealizedE8 / 100_000_000m, samples["opensqt_realized_profit_quote"]);
        Assert.Equal(1, samples["opensqt_phase{phase=\"Trading\"}"]);
        Assert.Equal(0, samples["opensqt_trading_state{state=\"Halted\"}"]);
        Assert.Equal(3, samples["opensqt_ring_depth{ring=\"inbound\"}"]);
        Assert.Equal(77, samples["opensqt_journal_records_total{stream=\"events\"}"]);
        Assert.Equal(1.25m, samples["opensqt_journal_lag_seconds"]);
        Assert.True(samples["opensqt_market_age_seconds"] < 60);
        const string latency = "opensqt_tick_to_order_seconds";
        Assert.Equal(2, samples[$"{latency}_bucket{{le=\"0.00005\"}}"]);
        Assert.Equal(4, samples[$"{latency}_bucket{{le=\"1\"}}"]);
        Assert.Equal(5, samples[$"{latency}_bucket{{le=\"+Inf\"}}"]);
        Assert.Equal(5, samples[$"{latency}_count"]);
        Assert.Equal(2.00086m, samples[$"{latency}_sum"]);
    }

    [Fact]
    public async Task ShouldBeReadyWhileItTradesAndLiveWhileItWorks()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        scene.Driver.NowNs = scene.Sources.Clock.NowNs;
        scene.Driver.Advance(100);
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);
        using var stranger = new HttpClient { BaseAddress = scene.Server.Address };
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await HealthAsync());

        scene.Driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Halt });
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), await HealthAsync());
        Assert.Contains("halted: OperatorHalt", await BodyAsync("/health/ready"), StringComparison.Ordinal);

        async Task<(HttpStatusCode Live, HttpStatusCode Ready)> HealthAsync()
        {
            using HttpResponseMessage live = await stranger.GetAsync("/health/live");
            using HttpResponseMessage ready = await stranger.GetAsync("/health/ready");
            return (live.StatusCode, ready.StatusCode);
        }

        async Task<string> BodyAsync(string path)
        {
            using HttpResponseMessage answer = await stranger.GetAsync(path);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task ShouldNotBeLiveWhenTheEngineHasFallenSilent()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        scene.Driver.NowNs = scene.Sources.Clock.NowNs - 6 * EngineDriver.Second;
        scene.Driver.Advance(100);
        scene.Sources.Snapshots.Publish(scene.Driver.Engine);

        using HttpResponseMessage live = await scene.Client.GetAsync("/health/live");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, live.StatusCode);
        Assert.Contains("published nothing", await live.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    [GeneratedRegex(@"^# TYPE (\w+) (?:gauge|counter|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^([a-z_]+)(\{[a-z_]+=""[^""\n]*""(?:,[a-z_]+=""[^""\n]*"")*\})? (-?[0-9.]+)$")]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"_(bucket|sum|count)$")]
    private static partial Regex BucketEnding();
}
