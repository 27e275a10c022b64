using System.Collections.Frozen;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// What an error of Binance USDⓈ-M means: code → (outcome, reason), in one table (source: "Error codes" and "General
/// info" of the venue's documentation). An unknown code is in doubt, never "safe to retry".
/// </summary>
public static class BinanceFaults
{
    private static readonly FrozenDictionary<int, Fault> Faults = Table().ToFrozenDictionary();

    /// <summary>Meaning of an error code on its own.</summary>
    public static Fault Of(int code) =>
        Faults.TryGetValue(code, out Fault fault) ? fault : new Fault(Outcome.InDoubt, Reason.UnknownCode);

    /// <summary>
    /// Meaning of a whole reply that is not a success. The venue says of 5xx (and sends 408 alike) that the
    /// execution is unknown, so there only the codes are believed that promise "not executed".
    /// </summary>
    public static Fault Judge(in VenueReply reply)
    {
        bool hasCode = TryReadCode(reply.Body, out int code);
        if (reply.Status == 418) return new Fault(Outcome.Rejected, Reason.IpBanned);
        if (reply.Status == 429)
            return new Fault(Outcome.Rejected, Reason.RateLimited); // refused at the door, whatever else it says
        if (!hasCode)
        {
            bool isServerSide = reply.Status is >= 500 or 408;
            return new Fault(Outcome.InDoubt, isServerSide ? Reason.ExecutionUnknown : Reason.UnreadableReply);
        }

        Fault fault = Of(code);
        if (reply.Status is < 500 and not 408) return fault;
        return code is -1008 or -1016 ? fault : new Fault(Outcome.InDoubt, Reason.ExecutionUnknown);
    }

    /// <summary>The <c>code</c> of <c>{"code":…,"msg":…}</c>.</summary>
    public static bool TryReadCode(ReadOnlySpan<byte> body, out int code)
    {
        code = 0;
        bool found = false;
        var scanner = new JsonScanner(body);
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (!key.SequenceEqual("code"u8))
            {
                scanner.Skip();
                continue;
            }

            found = JsonScanner.TryReadLong(scanner.Scalar(), out long value) && value is > -1_000_000 and < 1_000_000;
            code = (int)value;
        }

        return found && scanner.IsWhole;
    }

    /// <summary>
    /// How long the venue asks to be left alone, in ns: Retry-After, or the time in "…banned until 1787071659262. …",
    /// or <c>data.retryAfter</c> of a WebSocket reply; 0 = it does not say.
    /// </summary>
    public static long SilenceNs(in VenueReply reply)
    {
        if (reply.RetryAfterNs > 0) return reply.RetryAfterNs;
        long untilMs = Math.Max(MillisecondsBehind("banned until "u8, reply.Body),
            MillisecondsBehind("\"retryAfter\":"u8, reply.Body));
        return untilMs is > 0 and < long.MaxValue / 1_000_000 ? Math.Max(0, untilMs * 1_000_000 - reply.NowNs) : 0;
    }

    private static long MillisecondsBehind(ReadOnlySpan<byte> marker, ReadOnlySpan<byte> body)
    {
        int at = body.IndexOf(marker);
        if (at < 0) return 0;
        ReadOnlySpan<byte> rest = body[(at + marker.Length)..];
        int length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return JsonScanner.TryReadLong(length < 0 ? rest : rest[..length], out long value) ? value : 0;
    }

    private static Dictionary<int, Fault> Table()
    {
        var table = new Dictionary<int, Fault>();
        for (int code = -1130; code <= -1102; code++) Reject(table, Reason.InvalidParameter, code);
        Doubt(table, Reason.ExecutionUnknown, -1000, -1001, -1006, -1007);
        Reject(table, Reason.Auth, -1002, -1022, -2014, -2015, -2017);
        Reject(table, Reason.RateLimited, -1003, -1015);
        Reject(table, Reason.Overloaded, -1008);
        Reject(table, Reason.Maintenance, -1016, -1109);
        Reject(table, Reason.RequestExpired, -1021, -5028);
        Reject(table, Reason.InvalidParameter, -1100, -1101, -2026, -4120);
        Reject(table, Reason.UnknownOrder, -2011, -2013);
        Reject(table, Reason.InsufficientMargin, -2018, -2019, -4050, -4051);
        Reject(table, Reason.Restricted, -2023, -4087, -4105, -4106, -4107, -4189, -4192, -4400, -4401, -4408);
        Reject(table, Reason.ReduceOnlyRejected, -2022, -2024, -4118);
        Reject(table, Reason.TooManyOpenOrders, -2025);
        Reject(table, Reason.PositionLimit, -2027, -2028);
        Reject(table, Reason.PriceFilter, -4001, -4014);
        Reject(table, Reason.QuantityFilter, -4003, -4004, -4005, -4023);
        Reject(table, Reason.PriceBand, -4002, -4013, -4016, -4024, -4131);
        Reject(table, Reason.BadClOrdId, -4015);
        Reject(table, Reason.PositionMode, -4061, -4531);
        Reject(table, Reason.SymbolClosed, -1121, -4140, -4141);
        Reject(table, Reason.MinNotional, -4164, -5029);
        Reject(table, Reason.FillOrKillNotFilled, -5021);
        Reject(table, Reason.WouldTake, -5022);

        // An order with this id is open: one of our requests did arrive. What became of it must be asked.
        Doubt(table, Reason.DuplicateClOrdId, -4116);
        return table;
    }

    private static void Reject(Dictionary<int, Fault> table, Reason reason, params ReadOnlySpan<int> codes)
    {
        foreach (int code in codes) table[code] = new Fault(Outcome.Rejected, reason);
    }

    private static void Doubt(Dictionary<int, Fault> table, Reason reason, params ReadOnlySpan<int> codes)
    {
        foreach (int code in codes) table[code] = new Fault(Outcome.InDoubt, reason);
    }
}
