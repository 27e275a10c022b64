using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// What an error of Gate futures means: label → (outcome, reason), in one table (source: error labels of the API v4
/// documentation). An unknown label is in doubt, never "safe to retry".
/// </summary>
public static class GateFaults
{
    private static readonly (byte[] Label, Fault Fault)[] Faults = [.. Table()];

    /// <summary>Meaning of a label on its own.</summary>
    public static Fault Of(ReadOnlySpan<byte> label)
    {
        foreach ((byte[] known, Fault fault) in Faults)
        {
            if (label.SequenceEqual(known)) return fault;
        }

        return new Fault(Outcome.InDoubt, Reason.UnknownCode);
    }

    /// <summary>Meaning of a whole reply that is not a success. Of 5xx nothing is known, whatever it says.</summary>
    public static Fault Judge(in VenueReply reply) => Judge(reply.Status, reply.Body);

    /// <summary>
    /// The same of a status and an object with <c>label</c> and <c>message</c> or <c>detail</c>.
    /// </summary>
    public static Fault Judge(int status, ReadOnlySpan<byte> error)
    {
        if (status == 429) return new Fault(Outcome.Rejected, Reason.RateLimited); // refused at the door
        if (status is >= 500 or 408) return new Fault(Outcome.InDoubt, Reason.ExecutionUnknown);
        ReadOnlySpan<byte> label = default, message = default;
        var scanner = new JsonScanner(error);
        if (!scanner.EnterObject()) return new Fault(Outcome.InDoubt, Reason.UnreadableReply);
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("label"u8)) label = value;
            else if (key.SequenceEqual("message"u8) || key.SequenceEqual("detail"u8)) message = value;
        }

        if (!scanner.IsWhole) return new Fault(Outcome.InDoubt, Reason.UnreadableReply);
        return label.SequenceEqual("INVALID_PARAM_VALUE"u8) ? OfParameter(message) : Of(label);
    }

    /// <summary>One label for every parameter: the message names it in back quotes.</summary>
    private static Fault OfParameter(ReadOnlySpan<byte> message) => new(
        Outcome.Rejected,
        message.IndexOf("`size`"u8) >= 0 ? Reason.QuantityFilter
        : message.IndexOf("`price`"u8) >= 0 ? Reason.PriceFilter
        : message.IndexOf("`text`"u8) >= 0 ? Reason.BadClOrdId
        : Reason.InvalidParameter);

    private static List<(byte[], Fault)> Table()
    {
        var table = new List<(byte[], Fault)>();
        Add(table, Outcome.InDoubt, Reason.ExecutionUnknown, "INTERNAL", "SERVER_ERROR", "TOO_BUSY");
        Reject(table, Reason.WouldTake, "ORDER_POC_IMMEDIATE");
        Reject(table, Reason.InsufficientMargin, "INSUFFICIENT_AVAILABLE", "LIQUIDATE_IMMEDIATELY",
            "PRICE_OVER_LIQUIDATION", "PRICE_OVER_BANKRUPT");
        Reject(table, Reason.PositionLimit, "RISK_LIMIT_EXCEEDED");
        Reject(table, Reason.PriceBand, "PRICE_TOO_DEVIATED");
        Reject(table, Reason.QuantityFilter, "SIZE_TOO_SMALL", "SIZE_TOO_LARGE");
        Reject(table, Reason.UnknownOrder, "ORDER_NOT_FOUND", "ORDER_FINISHED", "ORDER_NOT_OWNED", "ORDER_CLOSED");
        Reject(table, Reason.ReduceOnlyRejected, "REDUCE_EXCEEDED", "INCREASE_POSITION", "POSITION_EMPTY",
            "POSITION_NOT_FOUND");
        Reject(table, Reason.FillOrKillNotFilled, "ORDER_FOK");
        Reject(table, Reason.TooManyOpenOrders, "TOO_MANY_ORDERS");
        Reject(table, Reason.PositionMode, "POSITION_DUAL_MODE");
        Reject(table, Reason.Restricted, "POSITION_IN_LIQUIDATION", "POSITION_IN_CLOSE", "ACCOUNT_LOCKED",
            "POSITION_HOLDING", "ORDER_PENDING", "USER_NOT_FOUND");
        Reject(table, Reason.InvalidParameter, "INVALID_ARGUMENT", "LEVERAGE_TOO_HIGH", "LEVERAGE_TOO_LOW",
            "INVALID_REQUEST", "CONTRACT_NO_COUNTER", "MISSING_REQUIRED_PARAM", "NO_CHANGE", "AMEND_WITH_STOP");
        Reject(table, Reason.RequestExpired, "REQUEST_EXPIRED");
        Reject(table, Reason.Auth, "INVALID_SIGNATURE", "INVALID_KEY", "IP_FORBIDDEN", "READ_ONLY", "FORBIDDEN",
            "MISSING_REQUIRED_HEADER", "INVALID_CREDENTIALS");
        Reject(table, Reason.RateLimited, "TOO_MANY_REQUESTS");
        Reject(table, Reason.SymbolClosed, "CONTRACT_IN_DELISTING", "CONTRACT_NOT_FOUND");
        return table;
    }

    private static void Reject(List<(byte[], Fault)> table, Reason reason, params ReadOnlySpan<string> labels) =>
        Add(table, Outcome.Rejected, reason, labels);

    private static void Add(
        List<(byte[], Fault)> table, Outcome outcome, Reason reason, params ReadOnlySpan<string> labels)
    {
        foreach (string label in labels) table.Add((Encoding.ASCII.GetBytes(label), new Fault(outcome, reason)));
    }
}
