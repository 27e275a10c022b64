using System.Text;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>Bitget's spellings and ours; yes and no in either case. A word that is not listed is None.</summary>
internal static class BitgetWords
{
    public static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> known) => Ascii.EqualsIgnoreCase(word, known);

    /// <summary>
    /// The real side. In one-way mode the word says it; in hedge mode it names the position, and closing turns it.
    /// </summary>
    public static bool TryReadSide(ReadOnlySpan<byte> word, bool isHedge, ReadOnlySpan<byte> tradeSide, out Side side)
    {
        bool isSell = Is(word, "sell"u8);
        bool turns = isHedge && Is(tradeSide, "close"u8);
        side = isSell != turns ? Side.Sell : Side.Buy;
        return isSell || Is(word, "buy"u8);
    }

    public static OrdStatus StatusOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("live"u8)) return OrdStatus.New;
        if (word.SequenceEqual("partially_filled"u8)) return OrdStatus.PartiallyFilled;
        if (word.SequenceEqual("filled"u8)) return OrdStatus.Filled;
        return word.SequenceEqual("canceled"u8) || word.SequenceEqual("cancelled"u8)
            ? OrdStatus.Canceled : OrdStatus.None;
    }

    /// <summary>Why an order ended although nobody here cancelled it; words that are not listed say nothing.</summary>
    public static Reason EndReasonOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("post_only_fill_cancel"u8)) return Reason.WouldTake;
        if (word.SequenceEqual("stp_cancel"u8) || word.SequenceEqual("self_trade_cancel"u8))
            return Reason.SelfTradePrevention;
        if (word.SequenceEqual("fok_not_full_cancel"u8)) return Reason.FillOrKillNotFilled;
        if (word.SequenceEqual("burst_cancel"u8) || word.SequenceEqual("adl_cancel"u8)
            || word.SequenceEqual("penetrate_cancel"u8)) return Reason.Liquidated;
        return word.SequenceEqual("delivery_order_cancel"u8) ? Reason.Delisted : Reason.None;
    }

    /// <summary>
    /// Orders that the venue itself sends in our name: liquidation, auto-deleveraging, settlement. They change the
    /// position without an order of ours.
    /// </summary>
    public static bool IsForced(ReadOnlySpan<byte> tradeSide, out Reason reason)
    {
        reason = tradeSide.StartsWith("delivery_"u8) ? Reason.Delisted : Reason.Liquidated;
        return reason == Reason.Delisted || tradeSide.StartsWith("burst_"u8) || tradeSide.StartsWith("reduce_"u8)
            || tradeSide.StartsWith("offset_"u8) || tradeSide.StartsWith("dte_sys_adl_"u8);
    }

    public static bool IsMaker(ReadOnlySpan<byte> scope) => Is(scope, "M"u8) || Is(scope, "maker"u8);
}
