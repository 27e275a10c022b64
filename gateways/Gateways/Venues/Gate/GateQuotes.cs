using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// Reads <c>futures.book_ticker</c>. A side without orders has an empty price: such a quote is no quote for us.
/// </summary>
internal sealed class GateQuotes(Instrument instrument, GateContract contract)
{
    public FrameMeaning Decode(ReadOnlySpan<byte> text, ref BestBidOffer quote)
    {
        if (!GateFrame.TryRead(text, out GateFrame frame)) return FrameMeaning.Broken;
        if (!frame.IsUpdate || !frame.Channel.SequenceEqual("futures.book_ticker"u8)) return frame.Meaning;
        return ToQuote(frame.Result, ref quote);
    }

    private FrameMeaning ToQuote(ReadOnlySpan<byte> result, ref BestBidOffer quote)
    {
        var scanner = new JsonScanner(result);
        ReadOnlySpan<byte> symbol = default, bid = default, offer = default, bidSize = default, offerSize = default;
        ReadOnlySpan<byte> time = default, update = default;
        if (!scanner.EnterObject()) return FrameMeaning.Broken;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.Length != 1) continue;
            switch (key[0])
            {
                case (byte)'t': time = value; break;
                case (byte)'u': update = value; break;
                case (byte)'s': symbol = value; break;
                case (byte)'b': bid = value; break;
                case (byte)'B': bidSize = value; break;
                case (byte)'a': offer = value; break;
                case (byte)'A': offerSize = value; break;
                default: break;
            }
        }

        if (symbol.IsEmpty) return FrameMeaning.Broken;
        if (!symbol.SequenceEqual(contract.Name)) return FrameMeaning.Foreign;
        if (bid.IsEmpty || offer.IsEmpty) return FrameMeaning.Ignored;
        BestBidOffer read = default;
        if (!instrument.TryParsePrice(bid, out read.BidPriceTicks)
            || !instrument.TryParsePrice(offer, out read.OfferPriceTicks)
            || !contract.TryReadSize(bidSize, out read.BidSizeLots)
            || !contract.TryReadSize(offerSize, out read.OfferSizeLots)
            || !WireText.TryReadMs(time, out read.VenueTimeNs)
            || !JsonScanner.TryReadLong(update, out read.UpdateId)) return FrameMeaning.Broken;
        quote = read;
        return FrameMeaning.Event;
    }
}
