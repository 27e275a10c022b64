using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// Binance's spellings and ours. A word that is not listed translates to None: the caller calls it broken.
/// </summary>
internal static class BinanceWords
{
    public static bool TryReadSide(ReadOnlySpan<byte> word, out Side side)
    {
        side = word.SequenceEqual("SELL"u8) ? Side.Sell : Side.Buy;
        return side == Side.Sell || word.SequenceEqual("BUY"u8);
    }

    public static OrdStatus StatusOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("NEW"u8)) return OrdStatus.New;
        if (word.SequenceEqual("FILLED"u8)) return OrdStatus.Filled;
        if (word.SequenceEqual("CANCELED"u8)) return OrdStatus.Canceled;
        if (word.SequenceEqual("PARTIALLY_FILLED"u8)) return OrdStatus.PartiallyFilled;
        if (word.SequenceEqual("EXPIRED"u8) || word.SequenceEqual("EXPIRED_IN_MATCH"u8)) return OrdStatus.Expired;
        if (word.SequenceEqual("REJECTED"u8)) return OrdStatus.Rejected;
        if (word.SequenceEqual("NEW_INSURANCE"u8) || word.SequenceEqual("NEW_ADL"u8)) return OrdStatus.New;
        return OrdStatus.None;
    }

    public static ExecType ExecTypeOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("NEW"u8)) return ExecType.New;
        if (word.SequenceEqual("TRADE"u8)) return ExecType.Trade;
        if (word.SequenceEqual("CANCELED"u8)) return ExecType.Canceled;
        if (word.SequenceEqual("EXPIRED"u8)) return ExecType.Expired;
        if (word.SequenceEqual("AMENDMENT"u8)) return ExecType.Amended;
        if (word.SequenceEqual("CALCULATED"u8)) return ExecType.Liquidation;
        if (word.SequenceEqual("REJECTED"u8)) return ExecType.Rejected;
        return ExecType.None;
    }

    /// <summary>
    /// Why an order ended: the field <c>er</c> (since October 2025), or the status where it is older.
    /// </summary>
    public static Reason EndReasonOf(ReadOnlySpan<byte> expiryReason, ReadOnlySpan<byte> status)
    {
        if (status.SequenceEqual("EXPIRED_IN_MATCH"u8)) return Reason.SelfTradePrevention;
        if (!JsonScanner.TryReadLong(expiryReason, out long code)) return Reason.None;
        return code switch
        {
            1 or 3 => Reason.SelfTradePrevention,
            4 => Reason.ReduceOnlyKnockedOut,
            5 => Reason.Liquidated,
            7 => Reason.Delisted,
            10 => Reason.FillOrKillNotFilled,
            11 => Reason.WouldTake,
            _ => Reason.None,
        };
    }

    /// <summary>
    /// Orders that the venue itself sends in our name: liquidation, auto-deleveraging, settlement. They change the
    /// position without an order of ours.
    /// </summary>
    public static bool IsForcedByVenue(ReadOnlySpan<byte> clientId, out Reason reason)
    {
        bool isSettlement =
            clientId.StartsWith("settlement_autoclose"u8) || clientId.StartsWith("delivery_autoclose"u8);
        reason = isSettlement ? Reason.Delisted : Reason.Liquidated;
        return isSettlement || clientId.StartsWith("autoclose-"u8) || clientId.StartsWith("adl_autoclose"u8);
    }

    /// <summary>True or false; anything else is neither.</summary>
    public static bool TryReadFlag(ReadOnlySpan<byte> word, out bool flag)
    {
        flag = WireText.IsTrue(word);
        return flag || word.SequenceEqual("false"u8);
    }

    /// <summary>An order or trade id: up to 19 digits.</summary>
    public static bool TryReadId(ReadOnlySpan<byte> word, out VenueId id)
    {
        bool isRead = JsonScanner.TryReadLong(word, out long number) && number >= 0;
        id = isRead ? VenueId.From(number) : default;
        return isRead;
    }

    /// <summary>
    /// A price as whole ticks, rounded toward zero. Our own orders always lie on ticks; averages of liquidations and
    /// foreign stop or market orders need not, and must not cost us the report.
    /// </summary>
    public static bool TryReadPrice(Instrument instrument, ReadOnlySpan<byte> word, out long ticks)
    {
        bool isRead = FixedPoint.TryParse(word, out long priceE8);
        ticks = instrument.WholeTicks(priceE8);
        return isRead;
    }
}
