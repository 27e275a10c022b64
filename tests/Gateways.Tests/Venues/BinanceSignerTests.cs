using System.Text;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

public sealed class BinanceSignerTests
{
    public static TheoryData<string> HmacVectors => [.. VenueFixture.Load("binance", "signing")
        .Where(c => c.Message.GetProperty("algorithm").GetString() == "HMAC-SHA256").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(HmacVectors))]
    public void ShouldMatchThePublishedSignature(string name)
    {
        VenueFixture vector = VenueFixture.One("binance", "signing", name);
        using var signer =
            new BinanceSigner(Encoding.ASCII.GetBytes(vector.Message.GetProperty("secret").GetString()!));
        byte[] hex = new byte[BinanceSigner.HexLength];

        for (int i = 0; i < 2; i++) // the state is reused: the second signature must be the same
        {
            signer.Sign(Encoding.ASCII.GetBytes(vector.Message.GetProperty("payload").GetString()!), hex);
            Assert.Equal(vector.Text("signature"), Encoding.ASCII.GetString(hex));
        }
    }

    [Fact]
    public void ShouldSignWhatFollowsTheQuestionMarkAndAppendTheSignatureLast()
    {
        VenueFixture vector = VenueFixture.One("binance", "signing", "rest-usdm-official-all-in-query-or-body");
        using var signer =
            new BinanceSigner(Encoding.ASCII.GetBytes(vector.Message.GetProperty("secret").GetString()!));
        var target = new ByteText(1024);
        target.Add("/fapi/v1/order?"u8);
        target.Add(Encoding.ASCII.GetBytes(vector.Message.GetProperty("payload").GetString()!));

        signer.SignQuery(target);

        Assert.Equal("/fapi/v1/order?" + vector.Text("finalQuery"), Encoding.ASCII.GetString(target.Span));
    }

    [Fact]
    public void ShouldShowNeitherKeyNorSecret()
    {
        var keys = new Credentials("my-key-id", "my-secret-text");
        Assert.DoesNotContain("my-", keys.ToString(), StringComparison.Ordinal);
        VenueException e = Assert.Throws<VenueException>(() => new Credentials("key\r\nX-Evil: 1", "s"));
        Assert.DoesNotContain("Evil", e.Message, StringComparison.Ordinal);
    }
}
