using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

/// <summary>Whoever cannot prove to be the venue gets no request, and with it no key.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _authority = TlsServer.MakeAuthority();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void ShouldTalkToAServerThatTheAuthorityVouchesFor()
    {
        using var server = new TlsServer(TlsServer.Make("localhost", _authority));
        Assert.Equal(200, Ask(server, _authority));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public void ShouldRefuseAServerThatVouchesForItself()
    {
        using var server = new TlsServer(TlsServer.Make("localhost", authority: null));
        AssertRefused(server, _authority);
    }

    [Fact]
    public void ShouldRefuseAServerOfAnotherHost()
    {
        using var server = new TlsServer(TlsServer.Make("fapi.example.com", _authority));
        AssertRefused(server, _authority);
    }

    [Fact]
    public void ShouldRefuseAServerWhoseCertificateHasExpired()
    {
        using var server = new TlsServer(TlsServer.Make("localhost", _authority, endsInDays: -1));
        AssertRefused(server, _authority);
    }

    [Fact]
    public void ShouldRefuseAnAuthorityThatTheMachineDoesNotKnow()
    {
        using var server = new TlsServer(TlsServer.Make("localhost", _authority));
        AssertRefused(server, trusted: null);
    }

    [Fact]
    public void ShouldRefuseItOnStreamsAsWell()
    {
        using var server = new TlsServer(TlsServer.Make("localhost", authority: null));
        using var feed = new WebSocketFeed(
            "test", VenueAddress.Parse(server.Url.Replace("https", "wss", StringComparison.Ordinal)),
            new SilentHandler(), new FeedTiming(), new MonotonicClock(), _authority);
        feed.Start();
        Assert.True(SpinWait.SpinUntil(
            () => feed.LastProblem.Contains("cannot connect", StringComparison.Ordinal), 5_000), feed.LastProblem);
        Assert.Equal((0, 0L), (server.Requests, feed.Connects));
    }

    private static void AssertRefused(TlsServer server, X509Certificate2? trusted)
    {
        VenueException refusal = Assert.Throws<VenueException>(() => Ask(server, trusted));
        Assert.Contains("cannot connect", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("certificate", refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, server.Requests);
    }

    private static int Ask(TlsServer server, X509Certificate2? trusted)
    {
        using var connection = new HttpConnection(VenueAddress.Parse(server.Url), new MonotonicClock(), trusted);
        var request = new VenueRequest();
        request.Begin(HttpVerb.Get, "/fapi/v1/time"u8);
        return connection.Exchange(request, 5_000, (in reply) => reply.Status);
    }
}
