using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// Candles: frames of <c>candle1m</c> and its like, and the rows of <c>mix/market/candles</c>. Nothing says that a
/// candle is final; a later one does. Of a frame with several rows the newest counts.
/// </summary>
internal sealed class BitgetKlines
{
    private const long Second = 1_000_000_000;
    private const int RowsMax = 1000;

    /// <summary>Subscriptions in one frame: a frame has 4 096 bytes at most, a second ten frames.</summary>
    private const int SymbolsAtOnce = 16;

    private readonly CandleWatch _watch;
    private readonly byte[][] _symbols;
    private readonly byte[] _interval;
    private readonly byte[] _channel;

    public BitgetKlines(CandleWatch watch)
    {
        _watch = watch;
        _symbols = [.. watch.Symbols.Select(symbol => Encoding.ASCII.GetBytes(symbol.ToUpperInvariant()))];
        long minutes = watch.IntervalNs / Second / 60;
        _interval = Encoding.ASCII.GetBytes(minutes % 60 == 0 ? $"{minutes / 60}H" : $"{minutes}m");
        _channel = [.. "candle"u8, .. _interval];
    }

    public bool WriteSubscription(int step, ByteText frame)
    {
        byte[][] symbols = [.. _symbols.Skip(step * SymbolsAtOnce).Take(SymbolsAtOnce)];
        if (symbols.Length == 0) return false;
        frame.Add("{\"op\":\"subscribe\",\"args\":["u8);
        for (int i = 0; i < symbols.Length; i++)
        {
            if (i > 0) frame.Add(","u8);
            frame.Add("{\"instType\":\"USDT-FUTURES\",\"channel\":\""u8).Add(_channel)
                .Add("\",\"instId\":\""u8).Add(symbols[i]).Add("\"}"u8);
        }

        frame.Add("]}"u8);
        return true;
    }

    public void EncodeQuery(int symbol, VenueRequest request)
    {
        request.Begin(HttpVerb.Get, "/api/v2/mix/market/candles?granularity="u8);
        request.Target.Add(_interval).Add("&limit="u8).Add(int.Min(_watch.History + 1, RowsMax))
            .Add("&productType=USDT-FUTURES&symbol="u8).AddEscaped(_symbols[symbol]);
    }

    /// <summary>Rows from the oldest on, as many as fit; −1 when they cannot be read.</summary>
    public int DecodeRows(int symbol, ReadOnlySpan<byte> list, Span<Kline> rows)
    {
        var scanner = new JsonScanner(list);
        int count = 0;
        if (!scanner.EnterArray()) return -1;
        while (scanner.NextItem())
        {
            if (count == rows.Length || !TryReadRow(ref scanner, out rows[count])) return -1;
            rows[count].Symbol = (byte)symbol;
            rows[count].VenueTimeNs = rows[count].OpenTimeNs + _watch.IntervalNs;
            if (count > 0) rows[count - 1].IsClosed = 1; // a newer one follows
            count++;
        }

        return scanner.IsWhole ? count : -1;
    }

    public FrameMeaning DecodeFrame(ReadOnlySpan<byte> text, ref Kline kline)
    {
        if (!BitgetFrame.TryRead(text, out BitgetFrame frame)) return FrameMeaning.Broken;
        if (!frame.IsPush || !frame.Channel.StartsWith("candle"u8))
        {
            // A symbol that the venue refuses must not keep the others from being watched.
            bool isRefusal = frame.Meaning == FrameMeaning.Refused && frame.Code.SequenceEqual("30001"u8);
            return isRefusal ? FrameMeaning.Acknowledged : frame.Meaning;
        }

        int symbol = IndexOf(frame.InstId);
        if (symbol < 0 || !frame.Channel.SequenceEqual(_channel)) return FrameMeaning.Foreign;
        var scanner = new JsonScanner(frame.Rows);
        Kline newest = default;
        if (!scanner.EnterArray()) return FrameMeaning.Broken;
        while (scanner.NextItem())
        {
            if (!TryReadRow(ref scanner, out Kline read)) return FrameMeaning.Broken;
            if (read.OpenTimeNs >= newest.OpenTimeNs) newest = read;
        }

        if (scanner.IsBroken || !WireText.TryReadMs(frame.PushTime, out newest.VenueTimeNs)) return FrameMeaning.Broken;
        if (newest.OpenTimeNs == 0) return FrameMeaning.Ignored; // an empty list
        newest.Symbol = (byte)symbol;
        kline = newest;
        return FrameMeaning.Event;
    }

    private int IndexOf(ReadOnlySpan<byte> symbol)
    {
        for (int i = 0; i < _symbols.Length; i++)
        {
            if (symbol.SequenceEqual(_symbols[i])) return i;
        }

        return -1;
    }

    /// <summary>Open time, open, high, low, close, base volume, and quote volumes that nobody needs.</summary>
    private bool TryReadRow(ref JsonScanner scanner, out Kline row)
    {
        const int needed = 6;
        row = default;
        row.IntervalNs = _watch.IntervalNs;
        if (!scanner.EnterArray()) return false;
        int column = 0;
        bool isRead = true;
        for (; scanner.NextItem(); column++)
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            isRead &= column switch
            {
                0 => WireText.TryReadMs(value, out row.OpenTimeNs),
                1 => FixedPoint.TryParse(value, out row.OpenE8),
                2 => FixedPoint.TryParse(value, out row.HighE8),
                3 => FixedPoint.TryParse(value, out row.LowE8),
                4 => FixedPoint.TryParse(value, out row.CloseE8),
                5 => WireText.TryReadDecimal(value, out row.VolumeE8),
                _ => true,
            };
        }

        return isRead && column >= needed && !scanner.IsBroken;
    }
}
