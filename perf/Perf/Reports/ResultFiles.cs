using System.Text;
using HdrHistogram;
using OpenSQT.Lmax.Perf.Measuring;

namespace OpenSQT.Lmax.Perf.Reports;

/// <summary>The distributions as files that the viewers of HdrHistogram read.</summary>
public static class ResultFiles
{
    /// <summary>
    /// The percentile text holds one distribution: the first goes to the file that was named, each further one beside
    /// it, with its name in the file's.
    /// </summary>
    public static void WritePercentiles(string path, IReadOnlyList<BenchResult> results)
    {
        bool isFirst = true;
        foreach (BenchResult result in results)
        {
            if (result.Times is not { } times) continue;
            string beside = $"{Path.ChangeExtension(path, null)}-{TagOf(result)}{Path.GetExtension(path)}";
            string own = isFirst ? path : beside;
            using var text = new StreamWriter(own, append: false, new UTF8Encoding(false));
            times.OutputPercentileDistribution(text, 5, 1 / result.NsPerUnit);
            isFirst = false;
        }
    }

    /// <summary>The V2 log holds all of them, told apart by their tags; the values are nanoseconds.</summary>
    public static void WriteLog(string path, IReadOnlyList<BenchResult> results, DateTime startUtc, TimeSpan length)
    {
        using var text = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        var log = new HistogramLog(text, startUtc);
        foreach (BenchResult result in results)
        {
            if (result.Times is not { } times) continue;
            log.Write(TagOf(result), TimeSpan.Zero, length, InNs(times, result.NsPerUnit));
        }
    }

    /// <summary>Without comma, space and line break, which separate the fields of a log.</summary>
    private static string TagOf(BenchResult result) => string.Join(
        '-', result.Name.Split([' ', ',', '/', '(', ')', ':'], StringSplitOptions.RemoveEmptyEntries));

    private static LongHistogram InNs(LongHistogram times, double nsPerUnit)
    {
        if (nsPerUnit is 1) return times;
        var scaled = new LongHistogram(times.HighestTrackableValue, times.NumberOfSignificantValueDigits);
        foreach ((long value, long count) in HistogramLog.CountsOf(times))
        {
            if (count > 0) scaled.RecordValueWithCount((long)Math.Round(value * nsPerUnit), count);
        }

        return scaled;
    }
}
