using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Dashboard;
using OpenSQT.Lmax.Dashboard.Access;

namespace OpenSQT.Lmax.EndToEnd.Tests.Dashboard;

/// <summary>Who may see and do what. The page can stop a trader's bot, so each door is tried.</summary>
public sealed class AccessTests
{
    private static readonly string[] Closed =
    [
        "/api/state", "/api/slots", "/api/fills", "/api/history?range=15m", "/api/events", "/metrics",
    ];

    [Fact]
    public async Task ShouldTellNothingWithoutTheToken()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        using var stranger = new HttpClient { BaseAddress = scene.Server.Address };
        string[] wrong = ["", "Bearer", "Bearer x", $"Basic {DashboardScene.Token}", $"Bearer {DashboardScene.Token}x"];
        foreach (string path in Closed)
        {
            foreach (string authorization in wrong)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
                using HttpResponseMessage answer = await stranger.SendAsync(request);
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
                Assert.DoesNotContain("ETHUSDT", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }

        using HttpResponseMessage asked = await stranger.PostAsync("/api/commands/pause", null);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        Assert.Empty(scene.Asked);
    }

    [Fact]
    public async Task ShouldTakeTheTokenFromTheHeaderOnly()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        using var stranger = new HttpClient { BaseAddress = scene.Server.Address };
        stranger.DefaultRequestHeaders.Add("Cookie", $"token={DashboardScene.Token}");

        using HttpResponseMessage answer = await stranger.GetAsync($"/api/state?token={DashboardScene.Token}");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:1234", true)]
    [InlineData("[::1]:8780", true)]
    [InlineData("192.168.1.5", true)]
    [InlineData("bot.example.org", true)]
    public async Task ShouldRefuseAForeignHostNameEvenWithTheToken(string host, bool isOurs)
    {
        await using DashboardScene scene = await DashboardScene.StartAsync(
            new DashboardOptions { Port = 0, HostNames = ["bot.example.org"] });
        foreach (string path in new[] { "/", "/app.js", "/api/state", "/health/live" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using HttpResponseMessage answer = await scene.Client.SendAsync(request);
            Assert.Equal(isOurs ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://localhost")]
    public async Task ShouldRefuseAForeignOrigin(string origin)
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        foreach ((HttpMethod method, string path) in new[]
            { (HttpMethod.Post, "/api/commands/pause"), (HttpMethod.Get, "/api/state") })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Origin", origin);
            using HttpResponseMessage answer = await scene.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }

        Assert.Empty(scene.Asked);
    }

    [Fact]
    public async Task ShouldRefuseACommandThatABrowserSaysCameFromAnotherSite()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/commands/pause");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using HttpResponseMessage answer = await scene.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(scene.Asked);
    }

    [Fact]
    public async Task ShouldTakeCommandsByPostFromItsOwnOriginAndFromPrograms()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/commands/pause");
        request.Headers.Add("Origin", scene.Server.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using HttpResponseMessage page = await scene.Client.SendAsync(request);
        using HttpResponseMessage program = await scene.Client.PostAsync("/api/commands/stop", null);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, program.StatusCode));
        Assert.Equal(["pause", "stop"], scene.Asked);
    }

    [Fact]
    public async Task ShouldChangeNothingByAnyOtherMethodThanPost()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        foreach (string method in new[] { "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/commands/pause");
            using HttpResponseMessage answer = await scene.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Equal("POST", answer.Content.Headers.Allow.Single());
        }

        using HttpResponseMessage read = await scene.Client.PostAsync("/api/state", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, read.StatusCode);
        using HttpResponseMessage unknown = await scene.Client.PostAsync("/api/commands/format-disk", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Empty(scene.Asked);
    }

    [Fact]
    public async Task ShouldAllowNoScriptAndNoStyleButItsOwnFiles()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        foreach (string path in new[] { "/", "/app.js", "/api/state", "/no/such/file", "/health/live" })
        {
            using HttpResponseMessage answer = await scene.Client.GetAsync(path);
            string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task ShouldRefuseALargeBody()
    {
        await using DashboardScene scene = await DashboardScene.StartAsync();
        using var body = new ByteArrayContent(new byte[100_000]);

        // The answer may come before the body is sent: then the connection ends under the sender.
        HttpStatusCode? status = null;
        try
        {
            using HttpResponseMessage answer = await scene.Client.PostAsync("/api/state", body);
            status = answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            Assert.Empty(scene.Asked);
        }

        Assert.True(status is null or HttpStatusCode.MethodNotAllowed or HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.168.1.5")]
    public async Task ShouldRefuseToListenForOthersInPlainText(string address)
    {
        var options = new DashboardOptions { Listen = IPAddress.Parse(address), Port = 0 };

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => DashboardScene.StartAsync(options));

        Assert.Contains("dashboard.tls_certificate", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("dashboard.allow_plain_text", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldListenForOthersWithTls()
    {
        string folder = Directory.CreateTempSubdirectory("opensqt-tls-").FullName;
        try
        {
            (string certificate, string key, string thumbprint) = MakeCertificate(folder);
            await using DashboardScene scene = await DashboardScene.StartAsync(new DashboardOptions
            {
                Listen = IPAddress.Any,
                Port = 0,
                CertificateFile = certificate,
                KeyFile = key,
            });
            using var handler = new HttpClientHandler
            {
                ServerCertificateCustomValidationCallback = (_, seen, _, _) => seen!.Thumbprint == thumbprint,
            };
            using var client = new HttpClient(handler);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DashboardScene.Token);

            string state = await client.GetStringAsync($"https://127.0.0.1:{scene.Server.Address.Port}/api/state");

            Assert.Equal("https", scene.Server.Address.Scheme);
            Assert.Contains("\"phase\":\"Trading\"", state, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ShouldNameTheRemedyWhenThePortIsTaken()
    {
        await using DashboardScene first = await DashboardScene.StartAsync();
        var options = new DashboardOptions { Port = first.Server.Address.Port };

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => DashboardScene.StartAsync(options));

        Assert.Contains("choose another dashboard.port", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldFindAPortOfItsOwnWhenNoneWasChosen()
    {
        await using DashboardScene first = await DashboardScene.StartAsync(new DashboardOptions());
        await using DashboardScene second = await DashboardScene.StartAsync(new DashboardOptions());

        Assert.NotEqual(first.Server.Address.Port, second.Server.Address.Port);
    }

    [Fact]
    public void ShouldMakeANewTokenOf256BitsEachTimeAndKeepNoTextOfAGivenOne()
    {
        AccessToken[] tokens = [.. Enumerable.Range(0, 100).Select(_ => AccessToken.Generate())];

        Assert.Equal(100, tokens.Select(token => token.Fresh).Distinct().Count());
        Assert.All(tokens, token => Assert.Equal(43, token.Fresh!.Length));
        Assert.All(tokens, token => Assert.True(token.Opens($"Bearer {token.Fresh}")));
        Assert.Null(new AccessToken(DashboardScene.Token).Fresh);
        Assert.Throws<ArgumentException>(() => new AccessToken("too short"));
    }

    private static (string Certificate, string Key, string Thumbprint) MakeCertificate(string folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=dashboard", key, HashAlgorithmName.SHA256);
        using X509Certificate2 pair = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string certificateFile = Path.Combine(folder, "page.pem");
        string keyFile = Path.Combine(folder, "page.key");
        File.WriteAllText(certificateFile, pair.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile, pair.Thumbprint);
    }
}
