using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// Reads the best level out of the snapshot channels of the book: <c>books1</c>, and <c>books5</c> or <c>books15</c>
/// alike. A side without orders is an empty list: such a quote is no quote for us.
/// </summary>
internal sealed class BitgetQuotes(Instrument instrument)
{
    private readonly byte[] _symbol = Encoding.ASCII.GetBytes(instrument.Symbol);

    public FrameMeaning Decode(ReadOnlySpan<byte> text, ref BestBidOffer quote)
    {
        if (!BitgetFrame.TryRead(text, out BitgetFrame frame)) return FrameMeaning.Broken;
        bool isBook = frame.IsPush && frame.Channel.StartsWith("books"u8) && frame.Channel.Length > "books"u8.Length;
        if (!isBook) return frame.Meaning;
        if (!frame.InstId.SequenceEqual(_symbol)) return FrameMeaning.Foreign;
        var scanner = new JsonScanner(frame.Rows);
        if (!scanner.EnterArray() || !scanner.NextItem()) return FrameMeaning.Broken;
        return ToQuote(ref scanner, ref quote);
    }

    private FrameMeaning ToQuote(ref JsonScanner scanner, ref BestBidOffer quote)
    {
        ReadOnlySpan<byte> asks = default, bids = default, time = default, update = default;
        if (!scanner.EnterObject()) return FrameMeaning.Broken;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("asks"u8)) asks = scanner.Skip();
            else if (key.SequenceEqual("bids"u8)) bids = scanner.Skip();
            else if (key.SequenceEqual("ts"u8)) time = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("seq"u8)) update = scanner.ScalarOrNothing();
            else scanner.Skip();
        }

        if (scanner.IsBroken) return FrameMeaning.Broken;
        BestBidOffer read = default;
        if (!TryReadBest(bids, out ReadOnlySpan<byte> bid, out ReadOnlySpan<byte> bidSize)
            || !TryReadBest(asks, out ReadOnlySpan<byte> offer, out ReadOnlySpan<byte> offerSize))
            return FrameMeaning.Broken;
        if (bid.IsEmpty || offer.IsEmpty) return FrameMeaning.Ignored;
        if (!instrument.TryParsePrice(bid, out read.BidPriceTicks)
            || !instrument.TryParsePrice(offer, out read.OfferPriceTicks)
            || !TryReadSize(bidSize, out read.BidSizeLots) || !TryReadSize(offerSize, out read.OfferSizeLots)
            || !WireText.TryReadMs(time, out read.VenueTimeNs)
            || (!update.IsEmpty && !JsonScanner.TryReadLong(update, out read.UpdateId))) return FrameMeaning.Broken;
        quote = read;
        return FrameMeaning.Event;
    }

    /// <summary>Price and size of the first level; both empty when the side has none.</summary>
    private static bool TryReadBest(
        ReadOnlySpan<byte> side, out ReadOnlySpan<byte> price, out ReadOnlySpan<byte> size)
    {
        price = size = default;
        var scanner = new JsonScanner(side);
        if (!scanner.EnterArray()) return false;
        if (!scanner.NextItem()) return !scanner.IsBroken;
        if (!scanner.EnterArray() || !scanner.NextItem()) return false;
        price = scanner.ScalarOrNothing();
        if (!scanner.NextItem()) return false;
        size = scanner.ScalarOrNothing();
        return !scanner.IsBroken;
    }

    private bool TryReadSize(ReadOnlySpan<byte> text, out long lots)
    {
        bool isRead = WireText.TryReadDecimal(text, out long sizeE8);
        lots = sizeE8 / instrument.LotSizeE8;
        return isRead;
    }
}
