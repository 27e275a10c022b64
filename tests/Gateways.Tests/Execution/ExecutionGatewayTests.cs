using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Tests.Transport;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>Orders over real sockets: exactly one answer each, and never a second sending.</summary>
public sealed class ExecutionGatewayTests
{
    private static string Accept(string head, string status = "NEW")
    {
        string id = Regex.Match(head, "[cC]lientOrderId=([a-z0-9]+)").Groups[1].Value;
        return LoopbackServer.Reply(200, $$"""{"orderId":7,"symbol":"ETHUSDT","status":"{{status}}","clientOrderId":"{{id}}","""
            + """ "price":"2681.62","origQty":"0.010","executedQty":"0","side":"BUY","updateTime":1789837689736}""");
    }

    private static OutboundCommand PlaceAt(int slot, long triggerNs = 0)
    {
        OutboundCommand command = BinanceBench.Place(triggerNs: triggerNs);
        command.Payload<NewOrder>().ClOrdId = ClOrdId.Create(3, 7, slot, Side.Buy, 1).Value;
        return command;
    }

    private sealed class Rig : IDisposable
    {
        private readonly BinanceVenue _venue = BinanceBench.VenueFor("ETHUSDT");

        public Rig(Action<Socket, int> script, ExecutionOptions? options = null)
        {
            Server = new LoopbackServer(script);
            Gateway = new ExecutionGateway(
                _venue, VenueAddress.Parse(Server.Url), Clock, Sink, 3, TickToOrder.Add,
                options ?? new ExecutionOptions { Lanes = 2, ReplyTimeoutMs = 400, LaneWaitMs = 200 });
            Gateway.Start();
            Sink.WaitFor(EventKind.GatewayStatus);
            Assert.True(SpinWait.SpinUntil(() => Gateway.OpenLanes == (options?.Lanes ?? 2), 3_000));
            Sink.Clear();
        }

        public MonotonicClock Clock { get; } = new();
        public RecordingSink Sink { get; } = new();
        public LoopbackServer Server { get; }
        public ExecutionGateway Gateway { get; }
        public List<long> TickToOrder { get; } = [];

        public void Dispose()
        {
            Gateway.Dispose();
            Server.Dispose();
            _venue.Dispose();
        }
    }

    private static void AlwaysAccept(Socket socket, int number)
    {
        while (LoopbackServer.ReadHead(socket) is { } head)
            LoopbackServer.Send(socket,
                Accept(head, head.StartsWith("DELETE", StringComparison.Ordinal) ? "CANCELED" : "NEW"));
    }

    [Fact]
    public void ShouldPlaceAndCancelOverPreparedConnections()
    {
        using var rig = new Rig(AlwaysAccept);
        rig.Gateway.Send(PlaceAt(1, triggerNs: rig.Clock.NowNs));
        rig.Sink.WaitFor(EventKind.ExecutionReport);
        rig.Gateway.Send(BinanceBench.Cancel());
        rig.Sink.WaitFor(EventKind.ExecutionReport, 2);

        IReadOnlyList<ExecutionReport> reports = rig.Sink.All<ExecutionReport>(EventKind.ExecutionReport);
        Assert.Equal([ExecType.New, ExecType.Canceled], reports.Select(r => r.ExecType));
        Assert.Equal(2, rig.Server.Connections);
        Assert.Equal(2, rig.Gateway.Sent);
        Assert.InRange(Assert.Single(rig.TickToOrder), 1, 1_000_000_000); // the cancel had no quote as its cause
    }

    [Fact]
    public void ShouldDoubtAnOrderWhoseReplyIsLostAndSendItOnce()
    {
        int requests = 0;
        using var rig = new Rig((socket, number) =>
        {
            if (LoopbackServer.ReadHead(socket) is not null) Interlocked.Increment(ref requests);
        });
        rig.Gateway.Send(PlaceAt(1));
        rig.Sink.WaitFor(EventKind.RequestInDoubt);

        RequestInDoubt doubt = rig.Sink.Single<RequestInDoubt>(EventKind.RequestInDoubt);
        Assert.Equal(Reason.Disconnected, doubt.Reason);
        Assert.Equal(CommandKind.NewOrder, doubt.Request);
        Assert.True(SpinWait.SpinUntil(() => rig.Gateway.OpenLanes == 2, 3_000)); // the line is open again
        Assert.Equal(1, Volatile.Read(ref requests));
        Assert.Empty(rig.Sink.All<ExecutionReport>(EventKind.ExecutionReport));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"orderId\":7", Reason.Disconnected)]
    [InlineData("garbage\r\n\r\n", Reason.UnreadableReply)]
    [InlineData("HTTP/1.1 503 X\r\nContent-Length: 2\r\n\r\n{}", Reason.ExecutionUnknown)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Reason.UnreadableReply)]
    public void ShouldDoubtACutOrUnreadableReply(string reply, Reason reason)
    {
        using var rig = new Rig((socket, number) =>
        {
            if (LoopbackServer.ReadHead(socket) is not null) LoopbackServer.Send(socket, reply);
        });
        rig.Gateway.Send(PlaceAt(1));
        rig.Sink.WaitFor(EventKind.RequestInDoubt);
        Assert.Equal(reason, rig.Sink.Single<RequestInDoubt>(EventKind.RequestInDoubt).Reason);
    }

    [Fact]
    public void ShouldRejectWhatTheVenueRefused()
    {
        using var rig = new Rig((socket, number) =>
        {
            while (LoopbackServer.ReadHead(socket) is not null)
                LoopbackServer.Send(socket, LoopbackServer.Reply(400, """{"code":-5022,"msg":"would take"}"""));
        });
        rig.Gateway.Send(PlaceAt(1));
        rig.Sink.WaitFor(EventKind.ExecutionReport);
        Assert.Equal(Reason.WouldTake, rig.Sink.Single<ExecutionReport>(EventKind.ExecutionReport).Reason);
    }

    [Fact]
    public void ShouldPassRetryAfterOn()
    {
        using var rig = new Rig((socket, number) =>
        {
            while (LoopbackServer.ReadHead(socket) is not null)
                LoopbackServer.Send(socket, LoopbackServer.Reply(429, """{"code":-1015,"msg":"x"}""", "Retry-After: 3\r\n"));
        });
        rig.Gateway.Send(PlaceAt(1));
        rig.Sink.WaitFor(EventKind.ExecutionReport);
        Assert.Equal(3_000_000_000, rig.Sink.Single<Throttled>(EventKind.Throttled).RetryAfterNs);
    }

    [Fact]
    public void ShouldNotStallTheNextOrderBehindOneThatHangs()
    {
        int first = 0;
        using var rig = new Rig((socket, number) =>
        {
            while (LoopbackServer.ReadHead(socket) is { } head)
            {
                if (Interlocked.Exchange(ref first, 1) == 0) LoopbackServer.ReadHead(socket); // hangs
                else LoopbackServer.Send(socket, Accept(head));
            }
        });
        rig.Gateway.Send(PlaceAt(1));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref first) == 1, 2_000));
        var watch = Stopwatch.StartNew();
        for (int i = 2; i < 6; i++)
        {
            rig.Gateway.Send(PlaceAt(i));
            rig.Sink.WaitFor(EventKind.ExecutionReport, i - 1);
        }

        Assert.InRange(watch.ElapsedMilliseconds, 0, 350);
        rig.Sink.WaitFor(EventKind.RequestInDoubt);
        RequestInDoubt doubt = rig.Sink.Single<RequestInDoubt>(EventKind.RequestInDoubt);
        Assert.Equal((Reason.Timeout, ClOrdId.Create(3, 7, 1, Side.Buy, 1).Value), (doubt.Reason, doubt.ClOrdId));
        Assert.Equal(4, rig.Sink.All<ExecutionReport>(EventKind.ExecutionReport).Count);
    }

    [Fact]
    public void ShouldRejectAsOverloadedWhatCouldNotLeaveAndWaitForItOnlyOnce()
    {
        var options = new ExecutionOptions { Lanes = 1, ReplyTimeoutMs = 1_500, LaneWaitMs = 200 };
        using var rig = new Rig((socket, number) =>
        {
            while (LoopbackServer.ReadHead(socket) is { } head)
            {
                if (number == 1) LoopbackServer.ReadHead(socket); // the first connection hangs
                else LoopbackServer.Send(socket, Accept(head));
            }
        }, options);
        rig.Gateway.Send(PlaceAt(1));
        var watch = Stopwatch.StartNew();
        for (int i = 2; i < 10; i++) rig.Gateway.Send(PlaceAt(i));
        rig.Gateway.Send(BinanceBench.Cancel());
        rig.Gateway.Send(BinanceBench.QueryOwn());
        rig.Gateway.Send(BinanceBench.List(ListKind.OpenOrders));

        Assert.InRange(watch.ElapsedMilliseconds, 150, 600); // one wait of 200 ms for eleven commands
        Assert.Equal(11, rig.Gateway.Overloads);
        Assert.All(rig.Sink.All<ExecutionReport>(EventKind.ExecutionReport), r =>
            Assert.Equal((ExecType.Rejected, Reason.Overloaded), (r.ExecType, r.Reason)));
        Assert.Equal(Reason.Overloaded, rig.Sink.Single<OrderCancelReject>(EventKind.OrderCancelReject).Reason);
        Assert.Equal(77, rig.Sink.Single<RequestInDoubt>(EventKind.RequestInDoubt).QueryId);
        Assert.NotEqual(Outcome.Accepted, rig.Sink.Single<ListEnd>(EventKind.ListEnd).Outcome);

        rig.Sink.WaitFor(EventKind.RequestInDoubt, 2); // the hanging one, in its own time
        Assert.True(SpinWait.SpinUntil(() => rig.Gateway.OpenLanes == 1, 3_000));
        rig.Sink.Clear();
        rig.Gateway.Send(PlaceAt(20)); // and the lane serves again
        rig.Sink.WaitFor(EventKind.ExecutionReport);
        Assert.Equal(ExecType.New, rig.Sink.Single<ExecutionReport>(EventKind.ExecutionReport).ExecType);
    }

    [Fact]
    public void ShouldReopenConnectionsThatTheServerClosedWhileIdle()
    {
        using var rig = new Rig((socket, number) =>
        {
            if (number <= 2) Thread.Sleep(300); // opened, never used, closed by the server
            else AlwaysAccept(socket, number);
        });
        Assert.True(SpinWait.SpinUntil(() => rig.Server.Connections >= 4 && rig.Gateway.OpenLanes == 2, 3_000));
        rig.Gateway.Send(PlaceAt(1));
        rig.Sink.WaitFor(EventKind.ExecutionReport);
        Assert.Equal(ExecType.New, rig.Sink.Single<ExecutionReport>(EventKind.ExecutionReport).ExecType);
    }

    [Fact]
    public void ShouldReportTheLinkAndAnswerWithoutAVenue()
    {
        var rig = new Rig(AlwaysAccept);
        rig.Server.Dispose();
        rig.Sink.WaitFor(EventKind.GatewayStatus);
        GatewayStatus down = rig.Sink.Single<GatewayStatus>(EventKind.GatewayStatus);
        Assert.Equal((GatewayLink.OrderEntry, 0), (down.Link, down.Up));

        rig.Gateway.Send(PlaceAt(1));
        Assert.Equal(Reason.Overloaded, rig.Sink.Single<ExecutionReport>(EventKind.ExecutionReport).Reason);
        var watch = Stopwatch.StartNew();
        rig.Dispose();
        Assert.InRange(watch.ElapsedMilliseconds, 0, 3_000);
    }

    [Fact]
    public void ShouldAnswerEachOfManyOrdersExactlyOnce()
    {
        const int Orders = 400;
        int seed = Environment.TickCount;
        var random = new Random(seed);
        int accepted = 0;
        using var rig = new Rig((socket, number) =>
        {
            while (LoopbackServer.ReadHead(socket) is { } head)
            {
                int luck;
                lock (random) luck = random.Next(10);
                if (luck == 0) return;
                if (luck == 1)
                {
                    LoopbackServer.Send(socket, Accept(head)[..^3]);
                    return;
                }

                Interlocked.Increment(ref accepted);
                LoopbackServer.Send(socket, Accept(head));
            }
        }, new ExecutionOptions { Lanes = 4, ReplyTimeoutMs = 2_000, LaneWaitMs = 1_000 });
        for (int i = 0; i < Orders; i++) rig.Gateway.Send(PlaceAt(i));

        Assert.True(SpinWait.SpinUntil(() => Answers(rig.Sink).Count >= Orders, 5_000), $"seed {seed}");
        Thread.Sleep(50);
        IReadOnlyList<ulong> answers = Answers(rig.Sink);
        Assert.Equal(Orders, answers.Count);
        Assert.Equal(Orders, answers.Distinct().Count());
        Assert.Equal(accepted,
            rig.Sink.All<ExecutionReport>(EventKind.ExecutionReport).Count(r => r.ExecType == ExecType.New));
    }

    private static IReadOnlyList<ulong> Answers(RecordingSink sink) =>
        [.. sink.All<ExecutionReport>(EventKind.ExecutionReport).Select(r => r.ClOrdId),
            .. sink.All<RequestInDoubt>(EventKind.RequestInDoubt).Select(d => d.ClOrdId)];
}
