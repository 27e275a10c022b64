using System.Text;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// What the venue says of its limits with every reply: over HTTP in <c>X-Gate-RateLimit-Requests-Remain</c>,
/// <c>-Limit</c> and <c>-Reset-Timestamp</c>, over WebSocket in members of the header that are named alike. The last
/// is when the window ends, but of a limit that is not exceeded only the present time; whether it is in seconds or in
/// milliseconds is told by its size. Any thread.
/// </summary>
internal sealed class GateLimits(ClockOffset clock)
{
    /// <summary>Percent of a limit from which on we are silent until its window ends.</summary>
    private const int HoldAtPercent = 95;

    private const long Second = 1_000_000_000;

    /// <summary>No window of this venue is as long: a sample of its documentation names a time years away.</summary>
    private const long LongestSilenceNs = 3_600 * Second;

    private readonly ToldOnce _held = new();

    private ref struct Usage
    {
        public long Remain = int.MaxValue;
        public long Limit;
        public long ResetNs;

        public Usage()
        {
        }
    }

    /// <summary>How long a refusal asks us to be silent; 0 = it does not say.</summary>
    public long SilenceNs(in VenueReply reply)
    {
        if (reply.RetryAfterNs > 0) return reply.RetryAfterNs;
        return UntilReset(Read(reply.Usage), reply.NowNs);
    }

    /// <summary>
    /// How long to be silent because a limit is nearly used up; 0 = not, or said already. Where the end of the window
    /// is not told, a second, which is how long the limits of orders last.
    /// </summary>
    public long HoldBackNs(in VenueReply reply)
    {
        if (reply.Status == 429) return 0; // the refusal asks for silence itself
        Usage usage = Read(reply.Usage);
        bool isNearlyUsed = usage.Limit > 0 && usage.Remain * 100 <= usage.Limit * (100 - HoldAtPercent);
        if (!isNearlyUsed) return 0;
        long untilNs = UntilReset(usage, reply.NowNs);
        return _held.Tell(untilNs > 0 ? untilNs : Second, reply.NowNs);
    }

    private long UntilReset(in Usage usage, long nowNs)
    {
        long untilNs = usage.ResetNs - (nowNs + clock.AheadNs);
        return untilNs is > 0 and <= LongestSilenceNs ? untilNs : 0;
    }

    private static Usage Read(ReadOnlySpan<byte> text)
    {
        var usage = new Usage();
        if (text.IsEmpty) return usage;
        if (text[0] == (byte)'{') ReadMembers(text, ref usage);
        else ReadLines(text, ref usage);
        return usage;
    }

    private static void ReadLines(ReadOnlySpan<byte> text, ref Usage usage)
    {
        var lines = new HeaderLines(text);
        while (lines.TryNext(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (Ascii.EqualsIgnoreCase(name, "x-gate-ratelimit-requests-remain"u8)) TakeNumber(value, ref usage.Remain);
            else if (Ascii.EqualsIgnoreCase(name, "x-gate-ratelimit-limit"u8)) TakeNumber(value, ref usage.Limit);
            else if (Ascii.EqualsIgnoreCase(name, "x-gate-ratelimit-reset-timestamp"u8)) TakeReset(value, ref usage);
        }
    }

    /// <summary>The venue spells the last name in two ways.</summary>
    private static void ReadMembers(ReadOnlySpan<byte> text, ref Usage usage)
    {
        var scanner = new JsonScanner(text);
        if (!scanner.EnterObject()) return;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("x_gate_ratelimit_requests_remain"u8)) TakeNumber(value, ref usage.Remain);
            else if (key.SequenceEqual("x_gate_ratelimit_limit"u8)) TakeNumber(value, ref usage.Limit);
            else if (key.SequenceEqual("x_gate_ratelimit_reset_timestamp"u8)
                || key.SequenceEqual("x_gat_ratelimit_reset_timestamp"u8)) TakeReset(value, ref usage);
        }
    }

    private static void TakeNumber(ReadOnlySpan<byte> text, ref long number)
    {
        if (JsonScanner.TryReadLong(text, out long read) && read is >= 0 and < int.MaxValue) number = read;
    }

    /// <summary>Of a time in whole seconds the end of that second counts.</summary>
    private static void TakeReset(ReadOnlySpan<byte> text, ref Usage usage)
    {
        if (!WireText.TryReadMoment(text, out long resetNs)) return;
        bool isWholeSecond = text.Length <= 10 && resetNs % Second == 0;
        usage.ResetNs = isWholeSecond ? resetNs + Second : resetNs;
    }
}
