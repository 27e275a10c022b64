using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

public sealed class VenueAddressTests
{
    [Theory]
    [InlineData("https://fapi.binance.com", "fapi.binance.com", 443, true, "")]
    [InlineData("wss://fstream.binance.com/public/", "fstream.binance.com", 443, true, "/public")]
    [InlineData("http://127.0.0.1:8080", "127.0.0.1", 8080, false, "")]
    [InlineData("ws://localhost:9/private", "localhost", 9, false, "/private")]
    [InlineData("http://[::1]:81/", "::1", 81, false, "")]
    public void ShouldReadAnAddress(string text, string host, int port, bool isTls, string path)
    {
        VenueAddress address = VenueAddress.Parse(text);
        Assert.Equal((host, port, isTls, path), (address.Host, address.Port, address.IsTls, address.BasePath));
    }

    [Theory]
    [InlineData("http://fapi.binance.com")]
    [InlineData("ws://10.0.0.1:80")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("http://localhost.evil.example")]
    public void ShouldRefusePlainTextBeyondLoopback(string text)
    {
        VenueException e = Assert.Throws<VenueException>(() => VenueAddress.Parse(text));
        Assert.Contains("plain text", e.Message, StringComparison.Ordinal);
        Assert.Contains(text.StartsWith("ws", StringComparison.Ordinal) ? "wss://" : "https://", e.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fapi.binance.com")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://user:secret@host")]
    [InlineData("https://host/?apiKey=secret")]
    public void ShouldRefuseWhatIsNoAddressWithoutShowingSecrets(string text)
    {
        VenueException e = Assert.Throws<VenueException>(() => VenueAddress.Parse(text));
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldSetEveryAddressFromOne()
    {
        VenueEndpoints endpoints = VenueEndpoints.FromVenueUrl("http://127.0.0.1:5000");
        Assert.Equal("/public", endpoints.PublicStream.BasePath);
        Assert.Equal("/market", endpoints.MarketStream.BasePath);
        Assert.Equal("/private", endpoints.PrivateStream.BasePath);
        Assert.Equal("/ws-fapi/v1", endpoints.OrderEntry.BasePath);
        Assert.Equal("http://127.0.0.1:5000", endpoints.Rest.ToString());
    }

    [Fact]
    public void ShouldNeverRunBackAndStartBehindTheJournal()
    {
        var clock = new MonotonicClock();
        long last = clock.NowNs;
        for (int i = 0; i < 10_000; i++)
        {
            long now = clock.NowNs;
            Assert.True(now >= last);
            last = now;
        }

        Assert.True(Math.Abs(last - (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100) < 1_000_000_000);
        long journaled = last + 3_600_000_000_000; // the wall clock has stepped back an hour since
        Assert.True(new MonotonicClock(journaled + 1).NowNs > journaled);
    }
}
