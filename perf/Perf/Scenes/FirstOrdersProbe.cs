using System.Diagnostics;
using System.Globalization;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Perf.Measuring;
using OpenSQT.Lmax.Perf.Verbs;
using OpenSQT.Lmax.Simulated.WarmUp;

namespace OpenSQT.Lmax.Perf.Scenes;

/// <summary>
/// A process of its own that starts to trade as a run does, a hundred quotes a second, and tells how long its first
/// orders took from the planned moment of their frame to their signed bytes.
/// </summary>
public static class FirstOrdersProbe
{
    /// <summary>The first argument of a process that is one.</summary>
    public const string Verb = "first-orders-probe";

    /// <summary>The third argument of one that rehearses before.</summary>
    public const string Rehearsed = "rehearsed";

    private const int Orders = 20;
    private const int QuotesPerMove = 10;
    private const int QuotesPerSecond = 100;
    private const int LongestSeconds = 20;

    /// <summary>That of a run, unless it is told otherwise.</summary>
    private static readonly TimeSpan LongestRehearsal = TimeSpan.FromSeconds(2);

    /// <summary>Latencies of the first orders in their order, and how long the rehearsal before them took.</summary>
    public static (long[] Ns, long RehearsalNs) Start(string folder, bool isRehearsed)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(FirstOrdersProbe).Assembly.Location);
        start.ArgumentList.Add(Verb);
        start.ArgumentList.Add(folder);
        start.ArgumentList.Add(isRehearsed ? Rehearsed : "cold");
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the probe failed with {process.ExitCode}");
        long[] figures = [.. text.Split(' ').Select(figure => long.Parse(figure, CultureInfo.InvariantCulture))];
        return (figures[1..], figures[0]);
    }

    /// <summary>In the new process.</summary>
    public static int Run(string folder, bool isRehearsed)
    {
        TimeSpan rehearsed = default;
        if (isRehearsed)
            rehearsed = Rehearsal.Run("binance", new PipelineOptions(), LongestRehearsal).Elapsed;
        var clock = new MonotonicClock();
        using BinanceVenue market = VenueFrames.NewVenue();
        using BinanceVenue venue = VenueFrames.NewVenue();
        var request = new VenueRequest();
        var times = new List<long>(Orders);
        CommandSender finish = (in OutboundCommand command) =>
        {
            long triggerNs = TickToOrderBench.TriggerOf(command);
            venue.Encode(command, clock.NowNs, request);
            if (triggerNs != 0 && times.Count < Orders) times.Add(clock.NowNs - triggerNs);
        };
        using var pipeline = new BenchPipeline(
            folder, Layout.Fused, clock, (in InboundEvent _, ReadOnlySpan<OutboundCommand> _) => { }, finish);
        long firstNs = clock.NowNs;
        for (long i = 0; i < LongestSeconds * QuotesPerSecond && times.Count < Orders; i++)
        {
            long dueNs = firstNs + i * 1_000_000_000 / QuotesPerSecond;
            SleepUntilNear(clock, dueNs);
            Pace.Until(clock, dueNs);
            TickToOrderBench.Show(pipeline, market, i / QuotesPerMove, i, dueNs);
        }

        string text = string.Join(' ', times.Prepend((long)rehearsed.TotalNanoseconds)
            .Select(figure => figure.ToString(CultureInfo.InvariantCulture)));
        Console.Out.Write(text);
        return times.Count == Orders ? 0 : 1;
    }

    /// <summary>As a gateway that waits for its socket: the compiler has the core meanwhile.</summary>
    private static void SleepUntilNear(MonotonicClock clock, long dueNs)
    {
        int milliseconds = (int)((dueNs - clock.NowNs) / 1_000_000) - 1;
        if (milliseconds > 0) Thread.Sleep(milliseconds);
    }
}
