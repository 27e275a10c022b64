using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// Candles: frames of <c>futures.candlesticks</c> and the rows of its REST twin. Volume is in contracts of the symbol,
/// which a comparison of a symbol with itself does not notice. Of a frame with several rows the newest counts.
/// </summary>
internal sealed class GateKlines
{
    private const long Second = 1_000_000_000;
    private const int RowsMax = 1000;

    private readonly CandleWatch _watch;
    private readonly byte[][] _names;
    private readonly byte[] _interval;
    private readonly byte[][] _streams;

    public GateKlines(CandleWatch watch)
    {
        _watch = watch;
        string[] names = [.. watch.Symbols.Select(GateContract.NameOf)];
        long seconds = watch.IntervalNs / Second;
        string interval = seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s";
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _interval = Encoding.ASCII.GetBytes(interval);
        _streams = [.. names.Select(name => Encoding.UTF8.GetBytes($"{interval}_{name}"))];
    }

    /// <summary>One contract a frame: a single unknown one fails a whole subscription.</summary>
    public bool WriteSubscription(int step, long seconds, ByteText frame)
    {
        if (step >= _names.Length) return false;
        frame.Add("{\"time\":"u8).Add(seconds)
            .Add(",\"channel\":\"futures.candlesticks\",\"event\":\"subscribe\",\"payload\":[\""u8)
            .Add(_interval).Add("\",\""u8).Add(_names[step]).Add("\"]}"u8);
        return true;
    }

    public void EncodeQuery(int symbol, VenueRequest request)
    {
        request.Begin(HttpVerb.Get, "/api/v4/futures/usdt/candlesticks?contract="u8);
        request.Target.AddEscaped(_names[symbol]).Add("&interval="u8).Add(_interval);
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
            Row row = Row.Read(ref scanner);
            if (count == rows.Length || !TryTranslate(row, ref rows[count])) return -1;
            rows[count].Symbol = (byte)symbol;
            rows[count].VenueTimeNs = rows[count].OpenTimeNs + _watch.IntervalNs;
            if (count > 0) rows[count - 1].IsClosed = 1; // a newer one follows
            count++;
        }

        return scanner.IsWhole ? count : -1;
    }

    public FrameMeaning DecodeFrame(ReadOnlySpan<byte> text, ref Kline kline)
    {
        if (!GateFrame.TryRead(text, out GateFrame frame)) return FrameMeaning.Broken;
        if (!frame.IsUpdate || !frame.Channel.SequenceEqual("futures.candlesticks"u8))
        {
            // A symbol that the venue refuses must not keep the others from being watched: on to the next.
            bool isAnswer = frame.Event.SequenceEqual("subscribe"u8);
            return isAnswer && frame.HasError ? FrameMeaning.Acknowledged : frame.Meaning;
        }

        var scanner = new JsonScanner(frame.Result);
        FrameMeaning meaning = FrameMeaning.Ignored;
        Kline newest = default;
        if (!scanner.EnterArray()) return FrameMeaning.Broken;
        while (scanner.NextItem())
        {
            Row row = Row.Read(ref scanner);
            int symbol = IndexOf(row.Name);
            if (symbol < 0)
            {
                if (meaning == FrameMeaning.Ignored) meaning = FrameMeaning.Foreign;
                continue;
            }

            Kline read = default;
            if (!TryTranslate(row, ref read)) return FrameMeaning.Broken;
            read.Symbol = (byte)symbol;
            if (meaning == FrameMeaning.Event && read.OpenTimeNs < newest.OpenTimeNs) continue;
            newest = read;
            meaning = FrameMeaning.Event;
        }

        if (scanner.IsBroken) return FrameMeaning.Broken;
        if (meaning != FrameMeaning.Event) return meaning;
        if (!WireText.TryReadMs(frame.TimeMs, out newest.VenueTimeNs)) return FrameMeaning.Broken;
        kline = newest;
        return meaning;
    }

    private int IndexOf(ReadOnlySpan<byte> stream)
    {
        for (int i = 0; i < _streams.Length; i++)
        {
            if (stream.SequenceEqual(_streams[i])) return i;
        }

        return -1;
    }

    private bool TryTranslate(in Row row, ref Kline kline)
    {
        kline = default;
        kline.IntervalNs = _watch.IntervalNs;
        kline.IsClosed = WireText.IsTrue(row.IsClosed) ? (byte)1 : (byte)0;
        return WireText.TryReadMoment(row.OpenTime, out kline.OpenTimeNs) && kline.OpenTimeNs > 0
            && FixedPoint.TryParse(row.Open, out kline.OpenE8)
            && FixedPoint.TryParse(row.High, out kline.HighE8)
            && FixedPoint.TryParse(row.Low, out kline.LowE8)
            && FixedPoint.TryParse(row.Close, out kline.CloseE8)
            && FixedPoint.TryParse(row.Volume, out kline.VolumeE8);
    }

    private ref struct Row
    {
        public ReadOnlySpan<byte> Name;
        public ReadOnlySpan<byte> OpenTime;
        public ReadOnlySpan<byte> Open;
        public ReadOnlySpan<byte> High;
        public ReadOnlySpan<byte> Low;
        public ReadOnlySpan<byte> Close;
        public ReadOnlySpan<byte> Volume;
        public ReadOnlySpan<byte> IsClosed;

        public static Row Read(ref JsonScanner scanner)
        {
            Row row = default;
            if (!scanner.EnterObject()) return row;
            while (scanner.NextKey(out ReadOnlySpan<byte> key))
            {
                ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
                if (key.Length != 1) continue;
                switch (key[0])
                {
                    case (byte)'n': row.Name = value; break;
                    case (byte)'t': row.OpenTime = value; break;
                    case (byte)'o': row.Open = value; break;
                    case (byte)'h': row.High = value; break;
                    case (byte)'l': row.Low = value; break;
                    case (byte)'c': row.Close = value; break;
                    case (byte)'v': row.Volume = value; break;
                    case (byte)'w': row.IsClosed = value; break;
                    default: break;
                }
            }

            return row;
        }
    }
}
