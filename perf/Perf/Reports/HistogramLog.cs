using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using HdrHistogram;

namespace OpenSQT.Lmax.Perf.Reports;

/// <summary>
/// Writes the histogram log of HdrHistogram, format version 1.3 with V2 payloads. UTF-8, because readers in other
/// languages find nothing in the UTF-16 that HdrHistogram.NET writes.
/// </summary>
public sealed class HistogramLog
{
    private const int CompressedCookie = 0x1c849314;
    private const int PayloadCookie = 0x1c849313;
    private const int HeaderBytes = 40;
    private const double MaxUnitRatio = 1_000_000; // "Interval_Max" is told in millionths by convention

    private readonly TextWriter _text;

    public HistogramLog(TextWriter text, DateTime startUtc)
    {
        _text = text;
        string seconds = Seconds(startUtc - DateTime.UnixEpoch);
        string date = startUtc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        text.WriteLine("#[Histogram log format version 1.3]");
        text.WriteLine($"#[BaseTime: {seconds} (seconds since epoch)]");
        text.WriteLine($"#[StartTime: {seconds} (seconds since epoch), {date}]");
        text.WriteLine("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"");
    }

    /// <param name="tag">Without comma, space and line break.</param>
    /// <param name="start">Since the log's start.</param>
    /// <param name="length">Of the interval in which the values were recorded.</param>
    /// <param name="histogram">What was recorded.</param>
    public void Write(string tag, TimeSpan start, TimeSpan length, LongHistogram histogram)
    {
        string max = (histogram.GetMaxValue() / MaxUnitRatio).ToString("F3", CultureInfo.InvariantCulture);
        _text.WriteLine(
            $"Tag={tag},{Seconds(start)},{Seconds(length)},{max},{Convert.ToBase64String(Compress(histogram))}");
    }

    /// <summary>Every step of the histogram up to the largest recorded value, with its count.</summary>
    public static IEnumerable<(long Value, long Count)> CountsOf(LongHistogram histogram)
    {
        long max = histogram.TotalCount == 0 ? -1 : histogram.GetMaxValue();
        for (long value = 0; value <= max; value = histogram.HighestEquivalentValue(value) + 1)
            yield return (value, histogram.GetCountAtValue(value));
    }

    private static byte[] Compress(LongHistogram histogram)
    {
        byte[] payload = Payload(histogram);
        using var body = new MemoryStream();
        using (var zlib = new ZLibStream(body, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(payload);
        byte[] whole = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(whole, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(whole.AsSpan(4), (int)body.Length);
        body.ToArray().CopyTo(whole.AsSpan(8));
        return whole;
    }

    private static byte[] Payload(LongHistogram histogram)
    {
        using var counts = new MemoryStream();
        long zeros = 0;
        foreach ((_, long count) in CountsOf(histogram))
        {
            if (count == 0)
            {
                zeros++;
                continue;
            }

            if (zeros > 0) WriteZigZag(counts, zeros == 1 ? 0 : -zeros);
            zeros = 0;
            WriteZigZag(counts, count);
        }

        byte[] payload = new byte[HeaderBytes + counts.Length];
        Span<byte> header = payload;
        BinaryPrimitives.WriteInt32BigEndian(header, PayloadCookie);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], (int)counts.Length);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], 0); // normalizing index offset
        BinaryPrimitives.WriteInt32BigEndian(header[12..], histogram.NumberOfSignificantValueDigits);
        BinaryPrimitives.WriteInt64BigEndian(header[16..], histogram.LowestTrackableValue);
        BinaryPrimitives.WriteInt64BigEndian(header[24..], histogram.HighestTrackableValue);
        BinaryPrimitives.WriteDoubleBigEndian(header[32..], 1);
        counts.ToArray().CopyTo(payload.AsSpan(HeaderBytes));
        return payload;
    }

    /// <summary>LEB128 of at most nine bytes: the ninth carries eight bits.</summary>
    private static void WriteZigZag(MemoryStream stream, long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        for (int i = 0; i < 8; i++)
        {
            if (rest < 0x80)
            {
                stream.WriteByte((byte)rest);
                return;
            }

            stream.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        stream.WriteByte((byte)rest);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
}
