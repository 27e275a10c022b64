using System.Runtime.CompilerServices;
using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// Reads <c>bookTicker</c> frames and the answers to SUBSCRIBE, wrapped and unwrapped. The usual layout is predicted
/// and every literal of it is checked; anything else goes through the any-order scanner, which decides.
/// </summary>
internal sealed class BinanceQuotes
{
    private const int MostWholeDigits = 10;

    private readonly Instrument _instrument;
    private readonly byte[] _symbol;
    private readonly byte[] _wrapper;
    private readonly byte[] _symbolToBid;

    public BinanceQuotes(Instrument instrument)
    {
        _instrument = instrument;
        _symbol = Encoding.UTF8.GetBytes(instrument.Symbol);
        string stream = $"{instrument.Symbol.ToLowerInvariant()}@bookTicker";
        _wrapper = Encoding.UTF8.GetBytes($$"""{"stream":"{{stream}}","data":""");
        _symbolToBid = Encoding.UTF8.GetBytes($",\"s\":\"{instrument.Symbol}\",\"b\":\"");
    }

    public FrameMeaning Decode(ReadOnlySpan<byte> frame, ref BestBidOffer quote) =>
        TryPredicted(frame, ref quote) ? FrameMeaning.Event : DecodeAnyOrder(frame, ref quote);

    private FrameMeaning DecodeAnyOrder(ReadOnlySpan<byte> frame, ref BestBidOffer quote)
    {
        var scanner = new JsonScanner(frame);
        Fields fields = default;
        if (!scanner.EnterObject()) return FrameMeaning.Broken;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("data"u8)) ReadFields(ref scanner, ref fields);
            else Take(ref scanner, key, ref fields);
        }

        if (!scanner.IsWhole) return FrameMeaning.Broken;
        if (fields.Kind.SequenceEqual("bookTicker"u8)) return ToQuote(fields, ref quote);
        if (fields.HasError) return FrameMeaning.Refused;
        return fields.IsAccepted ? FrameMeaning.Acknowledged : FrameMeaning.Ignored;
    }

    private FrameMeaning ToQuote(in Fields fields, ref BestBidOffer quote)
    {
        if (!fields.Symbol.SequenceEqual(_symbol)) return FrameMeaning.Foreign;
        BestBidOffer read = default;
        ReadOnlySpan<byte> time = fields.EventTime.IsEmpty ? fields.TransactTime : fields.EventTime;
        if (!_instrument.TryParsePrice(fields.Bid, out read.BidPriceTicks)
            || !_instrument.TryParsePrice(fields.Offer, out read.OfferPriceTicks)
            || !TryReadSize(fields.BidSize, out read.BidSizeLots)
            || !TryReadSize(fields.OfferSize, out read.OfferSizeLots)
            || !WireText.TryReadMs(time, out read.VenueTimeNs)
            || !JsonScanner.TryReadLong(fields.UpdateId, out read.UpdateId)) return FrameMeaning.Broken;
        quote = read;
        return FrameMeaning.Event;
    }

    private static void ReadFields(ref JsonScanner scanner, ref Fields fields)
    {
        if (!scanner.EnterObject()) return;
        while (scanner.NextKey(out ReadOnlySpan<byte> key)) Take(ref scanner, key, ref fields);
    }

    private static void Take(ref JsonScanner scanner, ReadOnlySpan<byte> key, ref Fields fields)
    {
        if (key.Length != 1)
        {
            bool isNull = scanner.Skip().SequenceEqual("null"u8);
            if (key.SequenceEqual("result"u8)) fields.IsAccepted = isNull;
            if (key.SequenceEqual("code"u8) || (key.SequenceEqual("error"u8) && !isNull)) fields.HasError = true;
            return;
        }

        switch (key[0])
        {
            case (byte)'e': fields.Kind = scanner.ScalarOrNothing(); break;
            case (byte)'u': fields.UpdateId = scanner.ScalarOrNothing(); break;
            case (byte)'s': fields.Symbol = scanner.ScalarOrNothing(); break;
            case (byte)'b': fields.Bid = scanner.ScalarOrNothing(); break;
            case (byte)'B': fields.BidSize = scanner.ScalarOrNothing(); break;
            case (byte)'a': fields.Offer = scanner.ScalarOrNothing(); break;
            case (byte)'A': fields.OfferSize = scanner.ScalarOrNothing(); break;
            case (byte)'T': fields.TransactTime = scanner.ScalarOrNothing(); break;
            case (byte)'E': fields.EventTime = scanner.ScalarOrNothing(); break;
            default: scanner.Skip(); break;
        }
    }

    private bool TryPredicted(ReadOnlySpan<byte> frame, ref BestBidOffer quote)
    {
        int at = 0;
        bool isWrapped = frame.StartsWith(_wrapper);
        if (isWrapped) at = _wrapper.Length;
        BestBidOffer read = default;
        if (!Literal(frame, ref at, "{\"e\":\"bookTicker\",\"u\":"u8) || !Number(frame, ref at, out read.UpdateId)
            || !Literal(frame, ref at, _symbolToBid) || !Price(frame, ref at, out read.BidPriceTicks)
            || !Literal(frame, ref at, "\",\"B\":\""u8) || !Size(frame, ref at, out read.BidSizeLots)
            || !Literal(frame, ref at, "\",\"a\":\""u8) || !Price(frame, ref at, out read.OfferPriceTicks)
            || !Literal(frame, ref at, "\",\"A\":\""u8) || !Size(frame, ref at, out read.OfferSizeLots)
            || !Literal(frame, ref at, "\",\"T\":"u8) || !Number(frame, ref at, out _)
            || !Literal(frame, ref at, ",\"E\":"u8) || !Number(frame, ref at, out long timeMs)
            || timeMs > long.MaxValue / 1_000_000
            || !Literal(frame, ref at, "}"u8) || (isWrapped && !Literal(frame, ref at, "}"u8))
            || at != frame.Length) return false;
        read.VenueTimeNs = timeMs * 1_000_000;
        quote = read;
        return true;
    }

    // Inlined, so that a literal is compared in a few words of known length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Literal(ReadOnlySpan<byte> frame, ref int at, ReadOnlySpan<byte> literal)
    {
        if (!frame[at..].StartsWith(literal)) return false;
        at += literal.Length;
        return true;
    }

    /// <summary>A whole number of at most 18 digits; a longer one is left to the any-order path.</summary>
    private static bool Number(ReadOnlySpan<byte> frame, ref int at, out long value)
    {
        int start = at;
        int i = at;
        value = 0;
        for (; i - start <= EightDigits.Length && EightDigits.TryRead(frame[i..], out uint eight);
            i += EightDigits.Length)
            value = value * EightDigits.Scale + eight;
        while ((uint)i < (uint)frame.Length && (uint)(frame[i] - '0') <= 9 && i - start < 18)
            value = value * 10 + (frame[i++] - '0');
        at = i;
        return i - start == 1 || (i > start && frame[start] != (byte)'0');
    }

    private bool Price(ReadOnlySpan<byte> frame, ref int at, out long ticks)
    {
        ticks = 0;
        return Decimal(frame, ref at, out long priceE8) && _instrument.TryTicks(priceE8, out ticks);
    }

    private bool Size(ReadOnlySpan<byte> frame, ref int at, out long lots)
    {
        bool isRead = Decimal(frame, ref at, out long sizeE8);
        lots = _instrument.WholeLots(sizeE8);
        return isRead;
    }

    /// <summary>
    /// A plain decimal in 1e-8, in one pass; one of more than ten digits before or eight behind the point is left to
    /// the any-order path.
    /// </summary>
    private static bool Decimal(ReadOnlySpan<byte> frame, ref int at, out long valueE8)
    {
        int start = at;
        int i = at;
        uint digit;
        long value = valueE8 = 0;
        for (; (uint)i < (uint)frame.Length && (digit = (uint)(frame[i] - '0')) <= 9; i++)
        {
            if (i - start == MostWholeDigits) return false;
            value = value * 10 + digit;
        }

        int whole = i - start;
        int decimals = 0;
        if ((uint)i < (uint)frame.Length && frame[i] == (byte)'.')
        {
            int point = i++;
            for (; (uint)i < (uint)frame.Length && (digit = (uint)(frame[i] - '0')) <= 9; i++)
            {
                if (i - point > FixedPoint.Decimals) break;
                value = value * 10 + digit;
            }

            decimals = i - point - 1;
        }

        at = i;
        if (whole == 0) return false;
        valueE8 = value * FixedPoint.PowerOfTen(FixedPoint.Decimals - decimals);
        return true; // the quote that must follow is part of the next literal
    }

    private bool TryReadSize(ReadOnlySpan<byte> text, out long lots)
    {
        bool isRead = FixedPoint.TryParse(text, out long sizeE8);
        lots = _instrument.WholeLots(sizeE8);
        return isRead;
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Kind;
        public ReadOnlySpan<byte> Symbol;
        public ReadOnlySpan<byte> UpdateId;
        public ReadOnlySpan<byte> Bid;
        public ReadOnlySpan<byte> BidSize;
        public ReadOnlySpan<byte> Offer;
        public ReadOnlySpan<byte> OfferSize;
        public ReadOnlySpan<byte> EventTime;
        public ReadOnlySpan<byte> TransactTime;
        public bool IsAccepted;
        public bool HasError;
    }
}
