using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// <c>markPriceUpdate</c> frames of <c>symbol@markPrice@1s</c>, wrapped and unwrapped, in any order of keys. Where
/// a contract pays no funding the rate is an empty text and the time 0.
/// </summary>
internal sealed class BinanceMarks
{
    private readonly byte[] _symbol;

    public BinanceMarks(Instrument instrument)
    {
        _symbol = Encoding.UTF8.GetBytes(instrument.Symbol);
        string stream = $"{instrument.Symbol.ToLowerInvariant()}@markPrice@1s";
        Subscription = Encoding.UTF8.GetBytes($$"""{"method":"SUBSCRIBE","params":["{{stream}}"],"id":1}""");
    }

    public byte[] Subscription { get; }

    public FrameMeaning Decode(ReadOnlySpan<byte> frame, ref MarkPrice mark)
    {
        var scanner = new JsonScanner(frame);
        Fields fields = default;
        if (!scanner.EnterObject()) return FrameMeaning.Broken;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("data"u8)) ReadPayload(ref scanner, ref fields);
            else Take(ref scanner, key, ref fields);
        }

        if (!scanner.IsWhole) return FrameMeaning.Broken;
        if (fields.Kind.SequenceEqual("markPriceUpdate"u8)) return ToMark(fields, ref mark);
        if (fields.HasError) return FrameMeaning.Refused;
        return fields.IsAccepted ? FrameMeaning.Acknowledged : FrameMeaning.Ignored;
    }

    private FrameMeaning ToMark(in Fields fields, ref MarkPrice mark)
    {
        if (!fields.Symbol.SequenceEqual(_symbol)) return FrameMeaning.Foreign;
        MarkPrice read = default;
        if (!WireText.TryReadDecimal(fields.Price, out read.PriceE8) || read.PriceE8 <= 0
            || !WireText.TryReadMs(fields.EventTime, out read.VenueTimeNs)
            || !(WireText.IsAbsent(fields.Rate) || WireText.TryReadDecimal(fields.Rate, out read.FundingRateE8))
            || !(WireText.IsAbsent(fields.NextFunding)
                || WireText.TryReadMs(fields.NextFunding, out read.NextFundingNs))) return FrameMeaning.Broken;
        mark = read;
        return FrameMeaning.Event;
    }

    private static void ReadPayload(ref JsonScanner scanner, ref Fields fields)
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

        ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
        switch (key[0])
        {
            case (byte)'e': fields.Kind = value; break;
            case (byte)'E': fields.EventTime = value; break;
            case (byte)'s': fields.Symbol = value; break;
            case (byte)'p': fields.Price = value; break;
            case (byte)'r': fields.Rate = value; break;
            case (byte)'T': fields.NextFunding = value; break;
            default: break;
        }
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Kind;
        public ReadOnlySpan<byte> EventTime;
        public ReadOnlySpan<byte> Symbol;
        public ReadOnlySpan<byte> Price;
        public ReadOnlySpan<byte> Rate;
        public ReadOnlySpan<byte> NextFunding;
        public bool IsAccepted;
        public bool HasError;
    }
}
