using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

public sealed class HttpConnectionTests
{
    private static readonly HttpConnection.ReplyReader<string> Body =
        (in VenueReply reply) => $"{reply.Status}:{Encoding.UTF8.GetString(reply.Body)}";

    private static VenueRequest Get(string target = "/x?a=1")
    {
        var request = new VenueRequest();
        request.Begin(HttpVerb.Get, Encoding.ASCII.GetBytes(target));
        request.Headers.Add("X-KEY: k\r\n"u8);
        return request;
    }

    private static HttpConnection To(string url, X509Certificate2? root = null) =>
        new(VenueAddress.Parse(url), new MonotonicClock(), root);

    [Fact]
    public void ShouldSendRequestsOverOneConnection()
    {
        List<string> heads = [];
        using var server = new LoopbackServer((socket, number) =>
        {
            while (LoopbackServer.ReadHead(socket) is { } head)
            {
                heads.Add(head);
                LoopbackServer.Send(socket, LoopbackServer.Reply(200, $"{heads.Count}"));
            }
        });
        using HttpConnection connection = To($"{server.Url}/base");
        VenueRequest post = Get("/order?a=1");
        post.Begin(HttpVerb.Post, "/order?a=1"u8);

        Assert.Equal("200:1", connection.Exchange(Get(), 2_000, Body));
        Assert.Equal("200:2", connection.Exchange(post, 2_000, Body));
        Assert.Equal(1, server.Connections);
        Assert.Equal($"GET /base/x?a=1 HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nX-KEY: k\r\n\r\n", heads[0]);
        Assert.Equal($"POST /base/order?a=1 HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nContent-Length: 0\r\n\r\n",
            heads[1]);
    }

    [Fact]
    public void ShouldNoticeAConnectionThatWasClosedMeanwhile()
    {
        using var server = new LoopbackServer((socket, number) =>
        {
            LoopbackServer.ReadHead(socket);
            LoopbackServer.Send(socket, LoopbackServer.Reply(200, $"{number}")); // keep-alive promised, then closed
        });
        using HttpConnection connection = To(server.Url);

        Assert.Equal("200:1", connection.Exchange(Get(), 2_000, Body));
        Thread.Sleep(50);
        Assert.Equal("200:2", connection.Exchange(Get(), 2_000, Body));
    }

    [Fact]
    public void ShouldReadChunksAndObeyConnectionClose()
    {
        using var server = new LoopbackServer((socket, number) =>
        {
            while (LoopbackServer.ReadHead(socket) is not null)
                LoopbackServer.Send(socket, "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\n{\"\r\n3\r\na\":\r\n2\r\n1}\r\n0\r\n\r\n");
        });
        using HttpConnection connection = To(server.Url);

        Assert.Equal("200:{\"a\":1}", connection.Exchange(Get(), 2_000, Body));
        Assert.Equal("200:{\"a\":1}", connection.Exchange(Get(), 2_000, Body));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public void ShouldSayWhatIsWrongWithoutTheQuery()
    {
        using var hanging = new LoopbackServer((socket, number) => LoopbackServer.ReadHead(LoopbackServerHang(socket)));
        using var closing = new LoopbackServer((socket, number) => LoopbackServer.ReadHead(socket));
        using HttpConnection toHanging = To(hanging.Url);
        using HttpConnection toClosing = To(closing.Url);
        VenueRequest secret = Get("/x?signature=topsecret");

        var watch = Stopwatch.StartNew();
        string late = Assert.Throws<VenueException>(() => toHanging.Exchange(secret, 400, Body)).Message;
        Assert.InRange(watch.ElapsedMilliseconds, 300, 2_500);
        string closed = Assert.Throws<VenueException>(() => toClosing.Exchange(secret, 2_000, Body)).Message;
        closing.Dispose();
        string refused = Assert.Throws<VenueException>(() => toClosing.Exchange(secret, 2_000, Body)).Message;

        Assert.Contains("did not answer within 400 ms", late, StringComparison.Ordinal);
        Assert.Contains("closed", closed, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{closing.Port}", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", late + closed + refused, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldAllocateNothingAfterWarmUp()
    {
        byte[] reply = Encoding.ASCII.GetBytes(LoopbackServer.Reply(200, "{\"a\":1}"));
        using var server = new LoopbackServer((socket, number) =>
        {
            byte[] buffer = new byte[4096];
            while (socket.Receive(buffer) > 0) socket.Send(reply);
        });
        using HttpConnection connection = To(server.Url);
        VenueRequest request = Get();
        HttpConnection.ReplyReader<int> status = (in VenueReply r) => r.Status;
        for (int i = 0; i < 500; i++) connection.Exchange(request, 2_000, status);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2_000; i++) connection.Exchange(request, 2_000, status);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated < 2_000, $"{allocated} bytes in 2 000 exchanges");
    }

    [Fact]
    public void ShouldTrustOnlyItsRootOverTls()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        using var server = new LoopbackServer((socket, number) =>
        {
            using var tls = new SslStream(new NetworkStream(socket));
            try
            {
                tls.AuthenticateAsServer(certificate);
                byte[] buffer = new byte[4096];
                while (tls.Read(buffer) > 0) tls.Write(Encoding.ASCII.GetBytes(LoopbackServer.Reply(200, "safe")));
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                return; // a client that does not trust us leaves
            }
        });
        string url = $"https://localhost:{server.Port}";
        using HttpConnection trusting = To(url, certificate);
        using HttpConnection strict = To(url);
        using HttpConnection wrongName = To($"https://127.0.0.1:{server.Port}", certificate);

        Assert.Equal("200:safe", trusting.Exchange(Get(), 5_000, Body));
        Assert.Equal("200:safe", trusting.Exchange(Get(), 5_000, Body));
        Assert.Throws<VenueException>(() => strict.Exchange(Get(), 5_000, Body));
        Assert.Throws<VenueException>(() => wrongName.Exchange(Get(), 5_000, Body));
    }

    private static Socket LoopbackServerHang(Socket socket)
    {
        LoopbackServer.ReadHead(socket);
        return socket; // waits for a second request that never comes
    }
}
