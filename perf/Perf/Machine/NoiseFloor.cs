using System.Diagnostics;
using System.Runtime.InteropServices;
using HdrHistogram;

namespace OpenSQT.Lmax.Perf.Machine;

/// <summary>
/// What this machine does to anybody at this moment: no figure can be better than the ping-pong of a volatile between
/// two threads, and no tail shorter than what a sleeping (hiccup) or a running (stall) thread meets.
/// </summary>
public sealed record NoiseFloor(LongHistogram PingPong, LongHistogram Hiccup, long LongestStallNs)
{
    private const long LongestNs = 10_000_000_000;

    public long LongestHiccupNs => Hiccup.GetMaxValue();

    public static NoiseFloor Measure(TimeSpan each) => new(PlayPingPong(each), MeetHiccups(each), FindStall(each));

    /// <summary>Half a round trip between two running threads.</summary>
    private static LongHistogram PlayPingPong(TimeSpan time)
    {
        var histogram = new LongHistogram(LongestNs, 3);
        var ball = new Ball();
        var partner = new Thread(() => Return(ball)) { IsBackground = true, Name = "ping-pong" };
        partner.Start();
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        long now = Stopwatch.GetTimestamp();
        for (long round = 1; now < end; round++)
        {
            Volatile.Write(ref ball.There, round);
            Await(ref ball.Back, round);
            long then = now;
            now = Stopwatch.GetTimestamp();
            histogram.RecordValue((now - then) / 2);
        }

        Volatile.Write(ref ball.There, -1);
        partner.Join();
        return histogram;
    }

    private static void Return(Ball ball)
    {
        for (long round = 1; Await(ref ball.There, round) > 0; round++) Volatile.Write(ref ball.Back, round);
    }

    private static long Await(ref long cell, long round)
    {
        long seen;
        for (int spins = 0; (seen = Volatile.Read(ref cell)) != round && seen >= 0; spins++)
        {
            if (spins > 10_000) Thread.Yield(); // one core only: let the other one play
        }

        return seen;
    }

    /// <summary>How much later than asked for a thread wakes that sleeps a millisecond.</summary>
    private static LongHistogram MeetHiccups(TimeSpan time)
    {
        var histogram = new LongHistogram(LongestNs, 3);
        Stopwatch elapsed = Stopwatch.StartNew();
        while (elapsed.Elapsed < time)
        {
            long before = Stopwatch.GetTimestamp();
            Thread.Sleep(1);
            histogram.RecordValue(Math.Max(1, Stopwatch.GetTimestamp() - before - 1_000_000));
        }

        return histogram;
    }

    /// <summary>The longest time for which a thread that only looks at the clock did not run.</summary>
    private static long FindStall(TimeSpan time)
    {
        long longest = 0;
        long last = Stopwatch.GetTimestamp();
        long end = last + (long)(time.TotalSeconds * Stopwatch.Frequency);
        while (last < end)
        {
            long now = Stopwatch.GetTimestamp();
            longest = Math.Max(longest, now - last);
            last = now;
        }

        return longest;
    }

    /// <summary>Two cells, each with its cache lines to itself.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * 128)]
    private sealed class Ball
    {
        [FieldOffset(128)] public long There;
        [FieldOffset(256)] public long Back;
    }
}
