using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>Gate's spellings and ours. It knows no partial fills and no rejects: what is left tells.</summary>
internal static class GateWords
{
    private const int PrefixLength = 2;

    /// <summary>Texts of our own orders begin with this; others belong to people, apps and the venue itself.</summary>
    public static ReadOnlySpan<byte> Prefix => "t-"u8;

    /// <summary>Our id out of an order's text; false for every foreign one.</summary>
    public static bool TryReadId(ReadOnlySpan<byte> text, ClOrdIdText ids, out ClOrdId id)
    {
        id = default;
        return text.StartsWith(Prefix) && ids.TryRead(text[PrefixLength..], out id);
    }

    /// <summary>What became of an order. Of an unlisted finish: nothing left = filled, else canceled.</summary>
    public static OrdStatus StatusOf(
        ReadOnlySpan<byte> status, ReadOnlySpan<byte> finish, long leftLots, long cumLots)
    {
        if (status.SequenceEqual("open"u8)) return cumLots == 0 ? OrdStatus.New : OrdStatus.PartiallyFilled;
        if (!status.SequenceEqual("finished"u8)) return OrdStatus.None;
        return leftLots == 0 && !IsCanceled(finish) ? OrdStatus.Filled : OrdStatus.Canceled;
    }

    /// <summary>Why an order ended although nobody here cancelled it.</summary>
    public static Reason EndReasonOf(ReadOnlySpan<byte> finish)
    {
        if (finish.SequenceEqual("poc"u8)) return Reason.WouldTake;
        if (finish.SequenceEqual("stp"u8)) return Reason.SelfTradePrevention;
        if (finish.SequenceEqual("reduce_only"u8) || finish.SequenceEqual("reduce_out"u8)
            || finish.SequenceEqual("position_closed"u8)) return Reason.ReduceOnlyKnockedOut;
        return IsForced(finish) ? Reason.Liquidated : Reason.None;
    }

    /// <summary>Finish words of orders with which the venue itself changes the position.</summary>
    public static bool IsForced(ReadOnlySpan<byte> finish) =>
        finish.SequenceEqual("liquidated"u8) || finish.SequenceEqual("auto_deleveraged"u8);

    /// <summary>Texts of such orders.</summary>
    public static bool IsForcedText(ReadOnlySpan<byte> text) =>
        text.StartsWith("liq-"u8) || text.SequenceEqual("auto_deleveraging"u8) || text.SequenceEqual("insurance"u8);

    private static bool IsCanceled(ReadOnlySpan<byte> finish) =>
        finish.SequenceEqual("cancelled"u8) || finish.SequenceEqual("ioc"u8) || EndReasonOf(finish) != Reason.None;
}
