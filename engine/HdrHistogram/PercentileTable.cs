using System.Globalization;
using System.Numerics;

namespace HdrHistogram;

/// <summary>
/// The text form of a distribution: a row whenever the next percentile level is reached, levels growing denser
/// towards 100 %. Byte for byte what HdrHistogram for Java writes.
/// </summary>
internal static class PercentileTable
{
    public static void Write(LongHistogram histogram, TextWriter writer, int ticksPerHalfDistance, double ratio)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentOutOfRangeException.ThrowIfLessThan(ticksPerHalfDistance, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio);
        int digits = histogram.NumberOfSignificantValueDigits;
        writer.Write($"{"Value",12} {"Percentile",14} {"TotalCount",10} {"1/(1-Percentile)",14}\n\n");

        double level = 0;
        long seen = 0;
        long value = 0;
        for (int i = 0; i < histogram.CountsLength && seen < histogram.TotalCount; i++)
        {
            long count = histogram.CountAt(i);
            if (count == 0) continue;
            seen += count;
            value = histogram.HighestEquivalentValue(histogram.ValueAt(i));
            while (100.0 * seen / histogram.TotalCount >= level)
            {
                WriteRow(writer, value / ratio, digits, level / 100, seen);
                level = NextLevel(level, ticksPerHalfDistance);
                if (seen == histogram.TotalCount) break; // the last value gets one row at its level, then 100 %
            }
        }

        if (seen > 0) WriteRow(writer, value / ratio, digits, 1, seen);
        WriteFooter(histogram, writer, digits, ratio);
    }

    private static double NextLevel(double level, int ticksPerHalfDistance)
    {
        int halvings = BitOperations.Log2((ulong)(100 / (100 - level))) + 1;
        return level + 100 / (ticksPerHalfDistance * Math.Pow(2, halvings));
    }

    private static void WriteRow(TextWriter writer, double value, int digits, double percentile, long seen)
    {
        string row = $"{Fixed(value, digits),12} {Fixed(percentile, 12)} "
            + seen.ToString(CultureInfo.InvariantCulture).PadLeft(10);
        writer.Write(percentile < 1 ? $"{row} {Fixed(1 / (1 - percentile), 2),14}\n" : $"{row}\n");
    }

    private static void WriteFooter(LongHistogram histogram, TextWriter writer, int digits, double ratio)
    {
        string mean = Fixed(histogram.GetMean() / ratio, digits);
        string deviation = Fixed(histogram.GetStdDeviation() / ratio, digits);
        string max = Fixed(histogram.GetMaxValue() / ratio, digits);
        writer.Write($"#[Mean    = {mean,12}, StdDeviation   = {deviation,12}]\n");
        writer.Write($"#[Max     = {max,12}, Total count    = {Whole(histogram.TotalCount),12}]\n");
        string subBuckets = Whole(histogram.SubBucketCount);
        writer.Write($"#[Buckets = {Whole(histogram.BucketCount),12}, SubBuckets     = {subBuckets,12}]\n");
    }

    /// <summary>Half a last digit is rounded up, as Java does; the framework's formatting rounds it to even.</summary>
    private static string Fixed(double value, int decimals)
    {
        string format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        if (Math.Abs(value) >= 1e15) return value.ToString(format, CultureInfo.InvariantCulture); // no fraction left
        decimal rounded = Math.Round((decimal)value, decimals, MidpointRounding.AwayFromZero);
        return rounded.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);
}
