using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HdrHistogram;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>The same way up to a socket: TLS on this machine, and the simulated venue.</summary>
internal static class TickToWireBench
{
    private const int QuotesPerMove = 100; // 100 window moves a second, some 200 requests

    public static void Run(BenchRun run)
    {
        using X509Certificate2 certificate = LoopbackCertificate.Create();
        MeasureWire(run, certificate, "a sleeping execution thread", fromEngineThread: false);
        MeasureWire(run, certificate, "the engine's thread, never waiting", fromEngineThread: true);
        using (var venue = new LoopbackTlsVenue(certificate))
            MeasureRoundTrips(run, "a loopback TLS server", venue.BaseAddress, certificate, NewCancel());
        SimulatedVenueBench.Run(run, certificate);
    }

    /// <summary>Round trips in turn, raw and over HttpClient, so that both meet the same disturbances.</summary>
    internal static void MeasureRoundTrips(
        BenchRun run, string server, Uri address, X509Certificate2 root, Func<VenueRequest> next)
    {
        string name = $"tick-to-order round trip over TLS to {server}";
        if (!run.Wants(name)) return;
        using var raw = new HttpConnection(VenueAddress.Parse(address.ToString()), new MonotonicClock(), root);
        using HttpClient client = NewClient(address, root);
        var rawTimes = new LongHistogram(60_000_000_000, 3);
        var clientTimes = new LongHistogram(60_000_000_000, 3);
        int rounds = run.Pick(10_000, 3_000, 20);
        for (int i = -rounds / 5; i < rounds; i++)
        {
            if (i == 0)
            {
                rawTimes.Reset();
                clientTimes.Reset();
            }

            VenueRequest request = next();
            long start = Stopwatch.GetTimestamp();
            int status = raw.Exchange(request, 5_000, static (in VenueReply reply) => reply.Status);
            rawTimes.RecordValue(Stopwatch.GetTimestamp() - start);
            Require(status);
            request = next();
            start = Stopwatch.GetTimestamp();
            Require(Exchange(client, address, request));
            clientTimes.RecordValue(Stopwatch.GetTimestamp() - start);
        }

        run.Add(new BenchResult($"{name}, raw") { Times = rawTimes, PerSecond = 1e9 / rawTimes.GetMean() });
        double ratio = (double)rawTimes.GetValueAtPercentile(50) / clientTimes.GetValueAtPercentile(50);
        run.Add(new BenchResult($"{name}, HttpClient")
        {
            Times = clientTimes,
            PerSecond = 1e9 / clientTimes.GetMean(),
            Note = string.Create(CultureInfo.InvariantCulture, $"raw / HttpClient at p50: {ratio:0.00}"),
        });
    }

    private static Func<VenueRequest> NewCancel()
    {
        BinanceVenue venue = VenueFrames.NewVenue();
        var request = new VenueRequest();
        OutboundCommand command = default;
        command.Begin<CancelOrder>(CommandKind.CancelOrder, default).ClOrdId =
            ClOrdId.Create(0, 1, 5, Side.Buy, 1).Value;
        long nowNs = new MonotonicClock().NowNs;
        return () =>
        {
            venue.Encode(command, nowNs++, request);
            return request;
        };
    }

    private static void MeasureWire(BenchRun run, X509Certificate2 certificate, string from, bool fromEngineThread)
    {
        string name = $"tick-to-order bytes written to a TLS socket, from {from}";
        if (!run.Wants(name)) return;
        using var server = new LoopbackTlsVenue(certificate);
        using BinanceVenue protocol = VenueFrames.NewVenue();
        using BinanceVenue market = VenueFrames.NewVenue();
        var clock = new MonotonicClock();
        var times = new LongHistogram(60_000_000_000, 3);
        bool measuring = false;
        Action<long> tickToOrder = ns =>
        {
            if (Volatile.Read(ref measuring)) times.RecordValue(Math.Max(1, ns));
        };
        using var gateway = new ExecutionGateway(
            protocol, VenueAddress.Parse(server.BaseAddress.ToString()), clock, new Forgetful(), 0, tickToOrder,
            customRoot: certificate);
        gateway.Start();
        SpinWait.SpinUntil(() => gateway.OpenLanes == ExecutionGateway.DefaultLanes, 5_000);
        CommandSender send = (in OutboundCommand command) =>
        {
            if (TickToOrderBench.TriggerOf(command) != 0) gateway.Send(command);
        };
        BenchPipeline.EventProbe probe = (in InboundEvent _, ReadOnlySpan<OutboundCommand> commands) =>
        {
            if (!fromEngineThread) return;
            foreach (ref readonly OutboundCommand command in commands) send(command);
        };
        using var pipeline = new BenchPipeline(
            run.NewFolder(), Layout.Fused, clock, probe, fromEngineThread ? null : send);
        TickToOrderBench.Play(pipeline, market, run.Pick(3.0, 1.5, 0.2), QuotesPerMove);
        pipeline.Drain();
        Volatile.Write(ref measuring, true);
        CollectionCounts before = CollectionCounts.Now;
        TickToOrderBench.Play(pipeline, market, run.PacedTime.TotalSeconds, QuotesPerMove);
        pipeline.Drain();
        Volatile.Write(ref measuring, false);
        run.Add(new BenchResult(name)
        {
            Rate = 10_000,
            Times = times,
            PerSecond = times.TotalCount / run.PacedTime.TotalSeconds,
            Collections = CollectionCounts.Now.Since(before),
            Note = gateway.Overloads == 0 ? "" : $"{gateway.Overloads} commands found no connection",
        });
    }

    private static HttpClient NewClient(Uri address, X509Certificate2 root) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { root },
            },
        },
    })
    { BaseAddress = address };

    private static int Exchange(HttpClient client, Uri address, VenueRequest request)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(request.Verb.ToString().ToUpperInvariant()),
            new Uri(address, Encoding.ASCII.GetString(request.Target.Span)));
        foreach (string line in Encoding.ASCII.GetString(request.Headers.Span)
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            message.Headers.Add(line[..line.IndexOf(':')], line[(line.IndexOf(':') + 2)..]);
        using HttpResponseMessage reply = client.Send(message);
        using Stream body = reply.Content.ReadAsStream();
        body.CopyTo(Stream.Null);
        return (int)reply.StatusCode;
    }

    private static void Require(int status)
    {
        if (status != 200) throw new InvalidOperationException($"the server answered {status}");
    }

    private sealed class Forgetful : IEventSink
    {
        public void Publish(in InboundEvent e)
        {
            // The scripted venue has answered already.
        }
    }
}
