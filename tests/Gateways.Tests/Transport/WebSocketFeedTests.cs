using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

/// <summary>A feed against a server that behaves, misbehaves and goes away.</summary>
public sealed class WebSocketFeedTests
{
    private static readonly FeedTiming Quick = new() { SilenceMs = 600, FirstBackOffMs = 5, MaxBackOffMs = 50 };

    [Fact]
    public void ShouldGreetReadPongAndCloseLikeAGoodClient()
    {
        using var seen = new BlockingCollection<string>();
        using var server = new LoopbackServer((socket, number) =>
        {
            seen.Add(WebSocketServerFrames.Upgrade(socket));
            seen.Add(Encoding.UTF8.GetString(WebSocketServerFrames.Read(socket).Payload));
            socket.Send(WebSocketServerFrames.Text("ack"));
            socket.Send(WebSocketServerFrames.Frame(9, "are you there"u8.ToArray()));
            (int opcode, byte[] payload) = WebSocketServerFrames.Read(socket);
            seen.Add($"{opcode}:{Encoding.UTF8.GetString(payload)}");
            socket.Send(WebSocketServerFrames.Text("news"));
            socket.Send(WebSocketServerFrames.Frame(8, [3, 232]));
            seen.Add($"{WebSocketServerFrames.Read(socket).Opcode}");
        });
        var handler = new Handler("hello");
        using var feed = Open(server, handler);
        feed.Start();

        Assert.Equal("/base/stream", seen.Take());
        Assert.Equal("hello", seen.Take());
        Assert.Equal("10:are you there", seen.Take());
        Assert.Equal("8", seen.Take());
        Assert.Equal("ack", handler.Take());
        Assert.Equal("up", handler.Take());
        Assert.Equal("news", handler.Take());
        Assert.Equal("down", handler.Take());
    }

    [Fact]
    public void ShouldComeUpOnlyWhenSubscribedAndAgainAfterEveryLoss()
    {
        using var server = new LoopbackServer((socket, number) =>
        {
            WebSocketServerFrames.Upgrade(socket);
            WebSocketServerFrames.Read(socket);
            if (number == 1) return; // closes before it acknowledges: was never up
            socket.Send(WebSocketServerFrames.Text("ack"));
            socket.Send(WebSocketServerFrames.Text($"news {number}"));
            if (number == 2) return;
            WebSocketServerFrames.Read(socket);
        });
        var handler = new Handler("hello");
        using var feed = Open(server, handler);
        feed.Start();

        foreach (string expected in new[] { "ack", "up", "news 2", "down", "ack", "up", "news 3" })
            Assert.Equal(expected, handler.Take());
        Assert.Equal(3, feed.Connects);
    }

    [Fact]
    public void ShouldPingInSilenceAndGiveUpAHalfOpenConnection()
    {
        int pings = 0;
        using var server = new LoopbackServer((socket, number) =>
        {
            WebSocketServerFrames.Upgrade(socket);
            while (WebSocketServerFrames.Read(socket).Opcode == 9)
                Interlocked.Increment(ref pings); // and never answers
        });
        var handler = new Handler("");
        using var feed = Open(server, handler);
        var watch = Stopwatch.StartNew();
        feed.Start();

        Assert.Equal("up", handler.Take());
        Assert.Equal("down", handler.Take());
        Assert.InRange(watch.ElapsedMilliseconds, 500, 4_500);
        Assert.True(Volatile.Read(ref pings) >= 1);
    }

    [Fact]
    public void ShouldStayUpOnAQuietStreamThatAnswersPings()
    {
        using var server = new LoopbackServer((socket, number) =>
        {
            WebSocketServerFrames.Upgrade(socket);
            while (WebSocketServerFrames.Read(socket).Opcode == 9) socket.Send(WebSocketServerFrames.Frame(10, []));
        });
        var handler = new Handler("");
        using var feed = Open(server, handler);
        feed.Start();

        Assert.Equal("up", handler.Take());
        Thread.Sleep(3 * Quick.SilenceMs);
        Assert.Equal(1, server.Connections);
        Assert.True(handler.IsEmpty);
    }

    [Fact]
    public void ShouldGiveUpAStreamThatAnswersPingsButHasNoNews()
    {
        using var server = new LoopbackServer((socket, number) =>
        {
            WebSocketServerFrames.Upgrade(socket);
            while (WebSocketServerFrames.Read(socket).Opcode == 9) socket.Send(WebSocketServerFrames.Frame(10, []));
        });
        var handler = new Handler("");
        using var feed = Open(server, handler, Quick with { StaleMs = 300 });
        feed.Start();

        Assert.Equal("up", handler.Take());
        Assert.Equal("down", handler.Take());
    }

    [Fact]
    public void ShouldReconnectWhenTheHandlerOrTheStreamDemandsIt()
    {
        using var server = new LoopbackServer((socket, number) =>
        {
            WebSocketServerFrames.Upgrade(socket);
            if (number == 1) socket.Send(WebSocketServerFrames.Text("reconnect"));
            if (number == 2) socket.Send([0x81, 0x80, 0, 0, 0, 0]); // masked: a violation
            if (number == 3) socket.Send(WebSocketServerFrames.Frame(1, [0xFF, 0xFE])); // not UTF-8
            if (number == 4) socket.Send(WebSocketServerFrames.Frame(2, [1]));
            if (number >= 5) socket.Send(WebSocketServerFrames.Text("fine"));
            WebSocketServerFrames.Read(socket);
        });
        var handler = new Handler("");
        using var feed = Open(server, handler);
        feed.Start();

        string[] expected = ["up", "reconnect", "down", "up", "down", "up", "down", "up", "down", "up", "fine"];
        foreach (string e in expected) Assert.Equal(e, handler.Take());
        feed.Reconnect();
        Assert.Equal("down", handler.Take());
    }

    [Fact]
    public void ShouldTellWhenEverythingReceivedHasBeenHandled()
    {
        using var server = new LoopbackServer((socket, number) =>
        {
            WebSocketServerFrames.Upgrade(socket);
            byte[] burst = [.. Enumerable.Range(0, 1_000).SelectMany(i => WebSocketServerFrames.Text($"{i}"))];
            socket.Send(burst);
            WebSocketServerFrames.Read(socket);
        });
        var handler = new Handler("");
        using var feed = Open(server, handler);
        feed.Start();

        Assert.Equal("up", handler.Take());
        for (int i = 0; i < 1_000; i++) Assert.Equal($"{i}", handler.Take());
        SpinWait.SpinUntil(() => handler.Drains > 0, 2_000);
        Assert.InRange(handler.Drains, 1, 200);
    }

    [Fact]
    public void ShouldKeepTryingAgainstAClosedPortAndStopAtOnce()
    {
        using var server = new LoopbackServer((socket, number) => { });
        int port = server.Port;
        server.Dispose();
        var handler = new Handler("");
        var feed = new WebSocketFeed(
            "test", VenueAddress.Parse($"ws://127.0.0.1:{port}"), handler, Quick, new MonotonicClock());
        feed.Start();
        SpinWait.SpinUntil(() => feed.LastProblem.Length > 0, 3_000);
        var watch = Stopwatch.StartNew();
        feed.Dispose();
        Assert.InRange(watch.ElapsedMilliseconds, 0, 3_000);
        Assert.Contains($"127.0.0.1:{port}", feed.LastProblem, StringComparison.Ordinal);
        Assert.True(handler.IsEmpty);
    }

    private static WebSocketFeed Open(LoopbackServer server, Handler handler, FeedTiming? timing = null) =>
        new("test", VenueAddress.Parse($"ws://127.0.0.1:{server.Port}/base"), handler, timing ?? Quick,
            new MonotonicClock());

    private sealed class Handler(string greeting) : IStreamHandler
    {
        private readonly BlockingCollection<string> _heard = [];
        private int _drains;

        public int Drains => Volatile.Read(ref _drains);
        public bool IsEmpty => _heard.Count == 0;

        public string Take() =>
            _heard.TryTake(out string? text, 5_000) ? text : throw new TimeoutException("nothing heard for 5 s");

        public string OpenTarget() => "/stream";

        public int Greet(int step, Span<byte> frame) => step == 0 ? Encoding.UTF8.GetBytes(greeting, frame) : 0;

        public StreamVerdict OnText(ReadOnlySpan<byte> text)
        {
            string heard = Encoding.UTF8.GetString(text);
            _heard.Add(heard);
            return heard switch
            {
                "ack" => StreamVerdict.Acknowledged,
                "reconnect" => StreamVerdict.Reconnect,
                _ => StreamVerdict.Fresh,
            };
        }

        public void OnDrained() => Interlocked.Increment(ref _drains);

        public string? FindFault(long nowNs) => null;

        public void OnLink(bool isUp, Reason reason) => _heard.Add(isUp ? "up" : "down");
    }
}
