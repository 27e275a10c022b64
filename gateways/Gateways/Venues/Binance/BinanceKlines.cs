using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// Candles: frames of <c>symbol@kline_interval</c>, wrapped and unwrapped, and the rows of <c>/fapi/v1/klines</c>.
/// The interval is told by the frame's own field, never by the stream's name.
/// </summary>
internal sealed class BinanceKlines
{
    private const long Second = 1_000_000_000;
    private const int RowsMax = 1500;

    private readonly CandleWatch _watch;
    private readonly byte[][] _symbols;
    private readonly byte[] _interval;

    public BinanceKlines(CandleWatch watch)
    {
        _watch = watch;
        _symbols = [.. watch.Symbols.Select(Encoding.UTF8.GetBytes)];
        long seconds = watch.IntervalNs / Second;
        string interval = seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s";
        _interval = Encoding.UTF8.GetBytes(interval);
        string streams = string.Join(',', watch.Symbols.Select(s => $"\"{s.ToLowerInvariant()}@kline_{interval}\""));
        Subscription = Encoding.UTF8.GetBytes($$"""{"method":"SUBSCRIBE","params":[{{streams}}],"id":1}""");
    }

    public byte[] Subscription { get; }

    public void EncodeQuery(int symbol, VenueRequest request)
    {
        request.Begin(HttpVerb.Get, "/fapi/v1/klines?symbol="u8);
        request.Target.AddEscaped(_symbols[symbol]).Add("&interval="u8).Add(_interval);
        request.Target.Add("&limit="u8).Add(int.Min(_watch.History + 1, RowsMax)); // the last one is unfinished
    }

    /// <summary>Rows from the oldest on, as many as fit; −1 when they cannot be read.</summary>
    public int DecodeRows(int symbol, in VenueReply reply, Span<Kline> rows)
    {
        var scanner = new JsonScanner(reply.Body);
        int count = 0;
        if (!scanner.EnterArray()) return -1;
        while (scanner.NextItem())
        {
            if (count == rows.Length || !TryReadRow(ref scanner, ref rows[count])) return -1;
            rows[count].Symbol = (byte)symbol;
            rows[count].IntervalNs = _watch.IntervalNs;
            if (count > 0) rows[count - 1].IsClosed = 1; // a newer one follows
            count++;
        }

        return scanner.IsWhole ? count : -1;
    }

    public FrameMeaning DecodeFrame(ReadOnlySpan<byte> frame, ref Kline kline)
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
        if (fields.Kind.SequenceEqual("kline"u8)) return ToKline(fields, ref kline);
        if (fields.HasError) return FrameMeaning.Refused;
        return fields.IsAccepted ? FrameMeaning.Acknowledged : FrameMeaning.Ignored;
    }

    private FrameMeaning ToKline(in Fields fields, ref Kline kline)
    {
        int symbol = IndexOf(fields.Symbol);
        if (symbol < 0 || !fields.Interval.SequenceEqual(_interval)) return FrameMeaning.Foreign;
        Kline read = default;
        if (!WireText.TryReadMs(fields.EventTime, out read.VenueTimeNs)
            || !TryReadFigures(fields.Figures, ref read)) return FrameMeaning.Broken;
        read.Symbol = (byte)symbol;
        read.IntervalNs = _watch.IntervalNs;
        read.IsClosed = WireText.IsTrue(fields.IsClosed) ? (byte)1 : (byte)0;
        kline = read;
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

    /// <summary>Open time, open, high, low, close, volume, close time, and six more that nobody needs.</summary>
    private static bool TryReadRow(ref JsonScanner scanner, ref Kline row)
    {
        row = default;
        Figures figures = default;
        ReadOnlySpan<byte> closeTime = default;
        if (!scanner.EnterArray()) return false;
        for (int column = 0; scanner.NextItem(); column++)
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            switch (column)
            {
                case 0: figures.OpenTime = value; break;
                case 1: figures.Open = value; break;
                case 2: figures.High = value; break;
                case 3: figures.Low = value; break;
                case 4: figures.Close = value; break;
                case 5: figures.Volume = value; break;
                case 6: closeTime = value; break;
                default: break;
            }
        }

        return TryReadFigures(figures, ref row) && WireText.TryReadMs(closeTime, out row.VenueTimeNs);
    }

    private static bool TryReadFigures(in Figures figures, ref Kline kline) =>
        WireText.TryReadMs(figures.OpenTime, out kline.OpenTimeNs)
        && FixedPoint.TryParse(figures.Open, out kline.OpenE8)
        && FixedPoint.TryParse(figures.High, out kline.HighE8)
        && FixedPoint.TryParse(figures.Low, out kline.LowE8)
        && FixedPoint.TryParse(figures.Close, out kline.CloseE8)
        && FixedPoint.TryParse(figures.Volume, out kline.VolumeE8);

    private static void ReadPayload(ref JsonScanner scanner, ref Fields fields)
    {
        if (!scanner.EnterObject()) return;
        while (scanner.NextKey(out ReadOnlySpan<byte> key)) Take(ref scanner, key, ref fields);
    }

    private static void Take(ref JsonScanner scanner, ReadOnlySpan<byte> key, ref Fields fields)
    {
        if (key.SequenceEqual("k"u8))
        {
            ReadCandle(ref scanner, ref fields);
            return;
        }

        ReadOnlySpan<byte> value = scanner.Skip();
        bool isNull = value.SequenceEqual("null"u8);
        if (key.SequenceEqual("e"u8)) fields.Kind = Unquoted(value);
        else if (key.SequenceEqual("E"u8)) fields.EventTime = Unquoted(value);
        else if (key.SequenceEqual("result"u8)) fields.IsAccepted = isNull;
        else if (key.SequenceEqual("code"u8) || (key.SequenceEqual("error"u8) && !isNull)) fields.HasError = true;
    }

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> value) =>
        value.Length > 1 && value[0] == (byte)'"' ? value[1..^1] : value;

    private static void ReadCandle(ref JsonScanner scanner, ref Fields fields)
    {
        if (!scanner.EnterObject()) return;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.Length != 1) continue;
            switch (key[0])
            {
                case (byte)'s': fields.Symbol = value; break;
                case (byte)'i': fields.Interval = value; break;
                case (byte)'x': fields.IsClosed = value; break;
                case (byte)'t': fields.Figures.OpenTime = value; break;
                case (byte)'o': fields.Figures.Open = value; break;
                case (byte)'h': fields.Figures.High = value; break;
                case (byte)'l': fields.Figures.Low = value; break;
                case (byte)'c': fields.Figures.Close = value; break;
                case (byte)'v': fields.Figures.Volume = value; break;
                default: break;
            }
        }
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Kind;
        public ReadOnlySpan<byte> EventTime;
        public ReadOnlySpan<byte> Symbol;
        public ReadOnlySpan<byte> Interval;
        public ReadOnlySpan<byte> IsClosed;
        public Figures Figures;
        public bool IsAccepted;
        public bool HasError;
    }

    private ref struct Figures
    {
        public ReadOnlySpan<byte> OpenTime;
        public ReadOnlySpan<byte> Open;
        public ReadOnlySpan<byte> High;
        public ReadOnlySpan<byte> Low;
        public ReadOnlySpan<byte> Close;
        public ReadOnlySpan<byte> Volume;
    }
}
