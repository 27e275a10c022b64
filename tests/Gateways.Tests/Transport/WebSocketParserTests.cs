using System.Text;
using OpenSQT.Lmax.Gateways.Transport;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

public sealed class WebSocketParserTests(ITestOutputHelper output)
{
    private static List<string> Feed(WebSocketParser parser, byte[] bytes, Func<int> pieceLength)
    {
        List<string> messages = [];
        for (int at = 0; at < bytes.Length;)
        {
            Span<byte> free = parser.Free();
            int count = Math.Min(Math.Min(pieceLength(), bytes.Length - at), free.Length);
            bytes.AsSpan(at, count).CopyTo(free);
            parser.Commit(count);
            at += count;
            while (parser.TryNext(out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload))
            {
                string head = Encoding.UTF8.GetString(payload[..Math.Min(20, payload.Length)]);
                messages.Add($"{opcode}:{payload.Length}:{head}");
            }
        }

        return messages;
    }

    [Fact]
    public void ShouldCutTheSameMessagesHoweverTheBytesArrive()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] stream =
        [
            .. WebSocketServerFrames.Text("{\"a\":1}"),
            .. WebSocketServerFrames.Frame(9, "ping"u8.ToArray()),
            .. WebSocketServerFrames.Frame(1, "frag"u8.ToArray(), isFinal: false),
            .. WebSocketServerFrames.Frame(0, "men"u8.ToArray(), isFinal: false),
            .. WebSocketServerFrames.Frame(10, []),
            .. WebSocketServerFrames.Frame(0, "ted"u8.ToArray()),
            .. WebSocketServerFrames.Text(new string('x', 300)),
            .. WebSocketServerFrames.Text(new string('y', 300_000)), // longer than the first buffer
            .. WebSocketServerFrames.Text(""),
            .. WebSocketServerFrames.Frame(8, [3, 232]),
        ];
        string[] expected =
        [
            "Text:7:{\"a\":1}", "Ping:4:ping", "Pong:0:", "Text:10:fragmented", $"Text:300:{new string('x', 20)}",
            $"Text:300000:{new string('y', 20)}", "Text:0:", "Close:2:\u0003\uFFFD",
        ];

        var parser = new WebSocketParser();
        Assert.Equal(expected, Feed(parser, stream, () => int.MaxValue));
        for (int i = 0; i < 50; i++)
        {
            parser.Reset();
            Assert.Equal(expected, Feed(parser, stream, () => random.Next(1, i < 3 ? 2 : 5_000)));
            Assert.Null(parser.Fault);
        }
    }

    public static TheoryData<string, byte[]> Violations => new()
    {
        { "masked", [0x81, 0x81, 1, 2, 3, 4, 5] },
        { "extension", [0xC1, 0x00] },
        { "opcode", [0x83, 0x00] },
        { "control", [0x09, 0x00] },
        { "control", [0x89, 126, 0, 200, .. new byte[200]] },
        { "fragments", [0x80, 0x00] },
        { "fragments", [0x01, 0x00, 0x81, 0x00] },
        { "bytes", [0x81, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void ShouldBreakOnAnyViolation(string why, byte[] bytes)
    {
        var parser = new WebSocketParser();
        Assert.Empty(Feed(parser, bytes, () => int.MaxValue));
        Assert.Contains(why, parser.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldBoundAMessageInPieces()
    {
        var parser = new WebSocketParser();
        byte[] piece = WebSocketServerFrames.Frame(0, new byte[1 << 20], isFinal: false);
        Feed(parser, WebSocketServerFrames.Frame(1, [], isFinal: false), () => int.MaxValue);
        for (int i = 0; i < 9 && parser.Fault is null; i++) Feed(parser, piece, () => int.MaxValue);
        Assert.NotNull(parser.Fault);
    }

    [Fact]
    public void ShouldSurviveNoise()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var parser = new WebSocketParser();
        byte[] noise = new byte[64];
        for (int i = 0; i < 20_000; i++)
        {
            parser.Reset();
            random.NextBytes(noise);
            noise[0] = (byte)(noise[0] & 0x8F);
            noise[1] &= 0x3F;
            Feed(parser, noise, () => random.Next(1, 64));
        }
    }
}
