using System.Text;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

public sealed class HttpReplyParserTests
{
    private static bool Feed(HttpReplyParser parser, string text, int piece = int.MaxValue)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        bool isWhole = false;
        for (int at = 0; at < bytes.Length;)
        {
            Span<byte> free = parser.Free();
            int count = Math.Min(Math.Min(piece, bytes.Length - at), free.Length);
            bytes.AsSpan(at, count).CopyTo(free);
            parser.Commit(count);
            at += count;
            isWhole = parser.TryParse();
        }

        return isWhole;
    }

    private static string BodyOf(HttpReplyParser parser) => Encoding.Latin1.GetString(parser.Body);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public void ShouldReadOneReplyAfterAnotherInAnyPieces(int piece)
    {
        var parser = new HttpReplyParser();
        Assert.True(Feed(parser, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", piece));
        Assert.Equal((200, "hello", true), (parser.Status, BodyOf(parser), parser.KeepAlive));
        parser.Next();
        Assert.True(Feed(parser,
            "HTTP/1.1 429 Too Many\r\nretry-after:  7 \r\ncontent-length:0\r\nConnection: Close\r\n\r\n", piece));
        Assert.Equal((429, "", false, 7_000_000_000L),
            (parser.Status, BodyOf(parser), parser.KeepAlive, parser.RetryAfterNs));
        parser.Next();
        Assert.True(Feed(parser, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "4\r\n{\"a\"\r\nA;x=y\r\n:12345678}\r\n0\r\nTrailer: 1\r\n\r\n", piece));
        Assert.Equal((200, "{\"a\":12345678}", 0L), (parser.Status, BodyOf(parser), parser.RetryAfterNs));
        parser.Next();
        Assert.True(Feed(parser, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", piece));
        Assert.Equal((204, ""), (parser.Status, BodyOf(parser)));
        Assert.Null(parser.Fault);
    }

    [Fact]
    public void ShouldReadALargeChunkedBody()
    {
        var parser = new HttpReplyParser();
        var text = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        var body = new StringBuilder();
        for (int i = 0; i < 3_000; i++)
        {
            string chunk = new((char)('a' + i % 26), i % 97 + 1);
            body.Append(chunk);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{chunk.Length:X}\r\n{chunk}\r\n");
        }

        Assert.True(Feed(parser, text + "0\r\n\r\n", 1_000));
        Assert.Equal(body.ToString(), BodyOf(parser));
    }

    [Fact]
    public void ShouldTakeABodyThatOnlyTheCloseEnds()
    {
        var parser = new HttpReplyParser();
        Assert.False(Feed(parser, "HTTP/1.1 200 OK\r\n\r\nhel"));
        Assert.False(Feed(parser, "lo"));
        Assert.True(parser.TryFinish());
        Assert.Equal(("hello", false), (BodyOf(parser), parser.KeepAlive));
    }

    [Fact]
    public void ShouldNotFinishAReplyThatWasCut()
    {
        foreach (string cut in new[] { "", "HTTP/1.1 200 OK\r\nContent-Le",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n" })
        {
            var parser = new HttpReplyParser();
            Assert.False(Feed(parser, cut));
            Assert.False(parser.TryFinish());
        }
    }

    [Fact]
    public void ShouldBreakOnBytesThatNobodyAskedFor()
    {
        var parser = new HttpReplyParser();
        Assert.True(Feed(parser, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK"));
        Assert.Null(parser.Fault);
        parser.Next();
        Assert.NotNull(parser.Fault);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n")]
    public void ShouldBreakOnWhatIsNotHttp(string text)
    {
        var parser = new HttpReplyParser();
        Assert.False(Feed(parser, text));
        Assert.NotNull(parser.Fault);
    }
}
