using System.Collections.Frozen;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// What an error of Bitget's classic futures means: code → (outcome, reason), in one table (source: the error code
/// pages of the API v2 documentation; WebSocket codes are of the same numbers). An unknown code is in doubt, never
/// "safe to retry".
/// </summary>
public static class BitgetFaults
{
    /// <summary>The account is a unified one; its requests are refused before anything else is looked at.</summary>
    public const int UnifiedAccount = 40085;

    private const int Success = 0;
    private const int ParameterScale = 40808;

    private static readonly FrozenDictionary<int, Fault> Faults = Table().ToFrozenDictionary();

    /// <summary>Meaning of an error code on its own.</summary>
    public static Fault Of(int code) =>
        Faults.TryGetValue(code, out Fault fault) ? fault : new Fault(Outcome.InDoubt, Reason.UnknownCode);

    /// <summary>
    /// Whether a reply says that it succeeded; its rows then. The body decides: refusals come with 200 and with 400.
    /// </summary>
    public static bool IsSuccess(in VenueReply reply, out ReadOnlySpan<byte> rows)
    {
        bool isRead = TryRead(reply.Body, out int code, out _, out rows);
        return isRead && reply.IsSuccess && code == Success;
    }

    /// <summary>Meaning of a whole reply that is not a success. Of 5xx nothing is known, whatever it says.</summary>
    public static Fault Judge(in VenueReply reply)
    {
        if (reply.Status == 429) return new Fault(Outcome.Rejected, Reason.RateLimited); // refused at the door
        if (reply.Status is >= 500 or 408) return new Fault(Outcome.InDoubt, Reason.ExecutionUnknown);
        if (!TryRead(reply.Body, out int code, out ReadOnlySpan<byte> message, out _) || code == Success)
            return new Fault(Outcome.InDoubt, Reason.UnreadableReply);
        if (code != ParameterScale) return Of(code);
        bool isSize = message.IndexOf("size"u8) >= 0; // one code for the decimals of price and of size
        return new Fault(Outcome.Rejected, isSize ? Reason.QuantityFilter : Reason.PriceFilter);
    }

    /// <summary>
    /// The envelope <c>{"code":…,"msg":…,"data":…}</c>; the code as a string or a number. Over WebSocket the rows are
    /// in <c>arg[0].params</c>.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> body, out int code, out ReadOnlySpan<byte> message, out ReadOnlySpan<byte> rows)
    {
        code = 0;
        message = rows = default;
        bool found = false;
        var scanner = new JsonScanner(body);
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("data"u8)) rows = scanner.Skip();
            else if (key.SequenceEqual("arg"u8)) rows = WireText.Of(BitgetFrame.Only(scanner.Skip()), "params"u8);
            else if (key.SequenceEqual("msg"u8)) message = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("code"u8))
            {
                found = JsonScanner.TryReadLong(scanner.ScalarOrNothing(), out long value)
                    && value is >= 0 and < 10_000_000;
                code = (int)value;
            }
            else scanner.Skip();
        }

        return found && scanner.IsWhole;
    }

    private static Dictionary<int, Fault> Table()
    {
        var table = new Dictionary<int, Fault>();
        Add(table, Outcome.InDoubt, Reason.ExecutionUnknown, 40010, 40015, 40725, 45001, 50031);

        // An order with this id is open: one of our requests did arrive. What became of it must be asked.
        Add(table, Outcome.InDoubt, Reason.DuplicateClOrdId, 40786, 45034, 43118, 25212);
        Reject(table, Reason.InsufficientMargin, 40762, 43012, 40754, 40712, 40800, 25202, 25203);
        Reject(table, Reason.PriceFilter, 41103, 43028, 45035, 45115, 43008);
        Reject(table, Reason.QuantityFilter, 43006, 45111, 45112, 45114);
        Reject(table, Reason.MinNotional, 45110, 43027);
        Reject(table, Reason.BadClOrdId, 40304, 40305);
        Reject(table, Reason.UnknownOrder, 40768, 43001, 40109, 22001, 41101, 45055, 45056);
        Reject(table, Reason.ReduceOnlyRejected, 40939, 22002, 40757, 45006, 25225, 25226, 25227);
        Reject(table, Reason.PositionMode, 40774, 45021, 400172);
        Reject(table, Reason.TooManyOpenOrders, 45116, 45113, 25211);
        Reject(table, Reason.RequestExpired, 40005, 40008, 30013, 30014);
        Reject(table, Reason.Auth, 40006, 40037, 40009, 40012, 40036, 40018, 40038, 40014, 40040, 30004, 30005, 30011,
            30012, 30015);
        Reject(table, Reason.RateLimited, 429, 30006, 30007, 45129);
        Reject(table, Reason.Maintenance, 41114, 40844, 45043, 43115, 40308);
        Reject(table, Reason.InvalidParameter, 30001, 30003, 30016, 30032, 40306, 22003, 40922, 40923);
        Reject(table, Reason.Restricted, UnifiedAccount);
        return table;
    }

    private static void Reject(Dictionary<int, Fault> table, Reason reason, params ReadOnlySpan<int> codes) =>
        Add(table, Outcome.Rejected, reason, codes);

    private static void Add(
        Dictionary<int, Fault> table, Outcome outcome, Reason reason, params ReadOnlySpan<int> codes)
    {
        foreach (int code in codes) table[code] = new Fault(outcome, reason);
    }
}
