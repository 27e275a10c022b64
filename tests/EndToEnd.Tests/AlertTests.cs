using System.Net;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Alerts;
using OpenSQT.Lmax.Host.Logging;
using Serilog.Events;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>Alerts against a local server: every template, faults, the pace, and that nobody waits for them.</summary>
public sealed class AlertTests : IAsyncDisposable
{
    private const long Second = 1_000_000_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly HttpListener _server = new();
    private readonly List<(string Path, JsonElement Body)> _received = [];
    private readonly Queue<(int Status, string Body)> _replies = new();
    private readonly string _address;
    private readonly Task _serving;
    private readonly HostLog _log = new(
        new LogLevels(LogEventLevel.Fatal, new Dictionary<LogArea, LogEventLevel>()), _ => { });

    public AlertTests()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        _address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        _server.Prefixes.Add(_address + "/");
        _server.Start();
        _serving = Task.Run(ServeAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Stop();
        await _serving;
        _server.Close();
        await _log.DisposeAsync();
    }

    [Theory]
    [InlineData("json", "{\"x\":1}", "text")]
    [InlineData("slack", "ok", "text")]
    [InlineData("feishu", "{\"code\":0}", "content.text")]
    [InlineData("dingtalk", "{\"errcode\":0}", "text.content")]
    public async Task ShouldSpeakTheLanguageOfEachWebhook(string template, string reply, string textAt)
    {
        _replies.Enqueue((200, reply));
        string? fault = await SendAsync(Webhook(template) with { WebhookSecret = "s3cret" });

        Assert.Null(fault);
        (string path, JsonElement body) = Assert.Single(_received);
        JsonElement text = textAt.Split('.').Aggregate(body, (at, name) => at.GetProperty(name));
        Assert.Contains("价格 stopped", text.GetString(), StringComparison.Ordinal);
        Assert.Equal(template == "dingtalk", path.Contains("&sign=", StringComparison.Ordinal));
        Assert.Equal(template == "feishu", body.TryGetProperty("sign", out _));
    }

    [Theory]
    [InlineData("feishu", "{\"code\":19021,\"msg\":\"sign match fail\"}")]
    [InlineData("dingtalk", "{\"errcode\":310000,\"errmsg\":\"keywords not in content\"}")]
    public async Task ShouldTakeARefusalInTheBodyForARefusal(string template, string reply)
    {
        _replies.Enqueue((200, reply));
        string? fault = await SendAsync(Webhook(template));
        Assert.Contains("refused", fault, StringComparison.Ordinal);
        Assert.Single(_received);
    }

    [Fact]
    public async Task ShouldSendToTelegramAndNeverShowTheToken()
    {
        var settings = new AlertSettings { TelegramToken = "12:tok", TelegramChat = "7", TelegramUrl = _address };
        _replies.Enqueue((200, "{\"ok\":true}"));
        Assert.Null(await SendAsync(settings));
        Assert.Equal("/bot12:tok/sendMessage", _received[0].Path);
        Assert.Equal("7", _received[0].Body.GetProperty("chat_id").GetString());

        _server.Stop();
        string? fault = await SendAsync(settings);
        Assert.NotNull(fault);
        Assert.DoesNotContain("tok", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldTryAgainAfterAPassingFaultAndNotAfterALastingOne()
    {
        _replies.Enqueue((503, ""));
        _replies.Enqueue((429, ""));
        _replies.Enqueue((200, ""));
        Assert.Null(await SendAsync(Webhook("json")));
        Assert.Equal(3, _received.Count);

        _received.Clear();
        _replies.Enqueue((404, ""));
        Assert.Equal("status 404", await SendAsync(Webhook("json")));
        Assert.Single(_received);
    }

    [Fact]
    public async Task ShouldNeverMakeTheCallerWaitAndPutWhatCameMeanwhileIntoOneMessage()
    {
        AlertSettings settings = Webhook("json");
        var sender = new AlertSender(
            AlertDestination.Of(settings), settings.Kinds, new AlertPost(new MonotonicClock(), Pause),
            TimeSpan.FromMilliseconds(20), _log);
        long before = Environment.TickCount64;
        for (int i = 0; i < 10_000; i++) sender.Offer(new Alert(AlertKind.State, "ETHUSDT", $"message {i}"));
        Assert.InRange(Environment.TickCount64 - before, 0, 1000);
        await sender.DisposeAsync();

        Assert.InRange(_received.Count, 1, 20); // 256 kept, 20 in a message
        Assert.Contains("message 9999", _received[^1].Body.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldMakeAMessageOfWhatMattersAndOfNothingElse()
    {
        var said = new List<Alert>();
        var watch = new AlertWatch(new AlertSettings { RejectStorm = 5 }, "ETHUSDT", said.Add);
        EngineSnapshot figures = default;
        long now = 100 * 86400 * Second;
        watch.Look(figures, "", now);
        watch.Hear(NoticeCode.GridSet, "routine");
        watch.Hear(NoticeCode.TradingStateChanged, "state");
        watch.Hear(NoticeCode.ReconcileWrittenOff, "repair");
        figures.RejectedOrders = 5;
        watch.Look(figures, "", now + Second);
        watch.Look(figures, "", now + 2 * Second);
        watch.Look(figures, "stream down", now + 3 * Second);
        watch.Look(figures, "stream down", now + 14 * Second);
        watch.Look(figures, "", now + 15 * Second);
        figures.BuyFills = 3;
        watch.Look(figures, "", now + 3601 * Second);
        watch.Look(figures, "", now + 86401 * Second);

        Assert.Equal(
            [
                AlertKind.State, AlertKind.Reconcile, AlertKind.Rejects, AlertKind.Disconnect, AlertKind.Disconnect,
                AlertKind.Fills, AlertKind.Daily,
            ],
            said.Select(alert => alert.Kind));
        Assert.Contains("3 buys", said[^2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldTellOfARunFromItsStartToItsEnd()
    {
        string directory = Directory.CreateTempSubdirectory("opensqt-alerts-").FullName;
        string config = Path.Combine(directory, "config.yaml");
        await File.WriteAllTextAsync(config, $"alerts: {{ webhook_url: \"{_address}/hook\" }}\n");
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            using Opensqt test = await Opensqt.RunAsync("alerts", "test", "--config", config);
            Assert.Equal(0, test.ExitCode);
            using Opensqt run = await Opensqt.RunAsync(
                "run", "--config", config, "--data-dir", Path.Combine(directory, "data"), "--duration", "4s");
            Assert.Equal(0, run.ExitCode);
            string[] kinds = [.. _received.Select(message => message.Body.GetProperty("kind").GetString()!)];
            Assert.Equal("test", kinds[0]);
            Assert.Contains("start", kinds);
            Assert.Contains("clean", _received[^1].Body.GetProperty("text").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private AlertSettings Webhook(string template) =>
        new() { WebhookUrl = $"{_address}/hook?token=t", WebhookTemplate = template };

    private static async Task<string?> SendAsync(AlertSettings settings)
    {
        using var post = new AlertPost(new MonotonicClock(), Pause);
        AlertDestination destination = Assert.Single(AlertDestination.Of(settings));
        return await post.SendAsync(
            destination, new Alert(AlertKind.Stop, "ETHUSDT", "价格 stopped"), CancellationToken.None);
    }

    private async Task ServeAsync()
    {
        while (_server.IsListening)
        {
            try
            {
                HttpListenerContext context = await _server.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                JsonElement body = JsonDocument.Parse(await reader.ReadToEndAsync()).RootElement;
                _received.Add((context.Request.RawUrl!, body));
                (int status, string reply) = _replies.TryDequeue(out (int, string) next) ? next : (200, "{}");
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(reply));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // stopped
            }
        }
    }
}
