using System.Globalization;
using OpenSQT.Lmax.Perf.Machine;
using OpenSQT.Lmax.Perf.Measuring;

namespace OpenSQT.Lmax.Perf.Reports;

/// <summary>The results for people.</summary>
public static class TextTable
{
    public static void Write(
        TextWriter text, MachineFacts machine, NoiseFloor floor, IReadOnlyList<BenchResult> results)
    {
        text.WriteLine(machine);
        text.WriteLine(
            $"noise floor: ping-pong p50 {Time(floor.PingPong.GetValueAtPercentile(50))} "
            + $"p99 {Time(floor.PingPong.GetValueAtPercentile(99))}; "
            + $"hiccup p50 {Time(floor.Hiccup.GetValueAtPercentile(50))} "
            + $"p99 {Time(floor.Hiccup.GetValueAtPercentile(99))} max {Time(floor.LongestHiccupNs)}; "
            + $"longest stall of a running thread {Time(floor.LongestStallNs)}");
        int width = Math.Max(20, results.Select(r => r.Name.Length).DefaultIfEmpty().Max());
        text.WriteLine($"{"".PadRight(width)} {"rate",8} {"p50",9} {"p99",9} {"p99.9",9} {"max",9} "
            + $"{"per second",12} {"worst",8} {"B/op",7} {"gen0/1/2",9}");
        foreach (BenchResult result in results) text.WriteLine(Row(result, width));
    }

    private static string Row(BenchResult r, int width)
    {
        string gc = $"{r.Collections.Gen0}/{r.Collections.Gen1}/{r.Collections.Gen2}";
        string times = r.Times is null
            ? new string(' ', 39)
            : $"{Time(r.PercentileNs(50)),9} {Time(r.PercentileNs(99)),9} {Time(r.PercentileNs(99.9)),9} "
                + $"{Time(r.MaxNs),9}";
        string bytes = r.AllocatedBytesPerOp.ToString("0.##", CultureInfo.InvariantCulture);
        string over = r.IsWithinBudget ? "" : " OVER BUDGET";
        string note = r.Note.Length > 0 ? $"  {r.Note}" : "";
        return $"{r.Name.PadRight(width)} {Count(r.Rate),8} {times} {Count(r.PerSecond),12} "
            + $"{Count(r.WorstPerSecond),8} {bytes,7} {gc,9}{over}{note}";
    }

    private static string Time(double ns) => ns switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{ns:0.#} ns"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{ns / 1_000:0.##} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ns / 1_000_000:0.##} ms"),
    };

    private static string Count(double count) => count switch
    {
        0 => "",
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{count:0.#}"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000:0.##} k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000:0.##} M"),
    };
}
