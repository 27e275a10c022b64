using System.Globalization;
using System.Net;
using System.Text;
using HdrHistogram;
using OpenSQT.Lmax.Perf.Measuring;

namespace OpenSQT.Lmax.Perf.Reports;

/// <summary>
/// Time over percentile as SVG, one line a result. Both axes are logarithmic: to the right every step is one nine more.
/// </summary>
public static class PercentilePlot
{
    private const int Left = 90, Top = 30, PlotWidth = 760, PlotHeight = 420, LegendRow = 18, Nines = 5;

    private static readonly string[] Units =
        ["1 ns", "10 ns", "100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s"];

    private static readonly string[] Percentiles = ["0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"];

    private static readonly string[] Colors =
        ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22"];

    public static string Of(string title, IReadOnlyList<BenchResult> results)
    {
        BenchResult[] drawn = [.. results.Where(r => r.Times is { TotalCount: > 0 })];
        double highest = Math.Ceiling(Math.Log10(Math.Max(10, drawn.Select(r => r.MaxNs).DefaultIfEmpty(10).Max())));
        int height = Top + PlotHeight + 50 + drawn.Length * LegendRow;
        var svg = new StringBuilder();
        svg.Append(Text(
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Left + PlotWidth + 30}" height="{height}" """))
            .Append("""font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>""")
            .Append(Text($"""<text x="{Left}" y="18" font-size="14">{WebUtility.HtmlEncode(title)}</text>"""));
        DrawGrid(svg, highest);
        for (int i = 0; i < drawn.Length; i++) DrawLine(svg, drawn[i], i, highest);
        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawGrid(StringBuilder svg, double highest)
    {
        for (int power = 0; power <= highest && power < Units.Length; power++)
        {
            double y = Y(Math.Pow(10, power), highest);
            svg.Append(Text($"""<path d="M{Left} {y:F1}h{PlotWidth}" stroke="#ddd"/>"""))
                .Append(Text($"""<text x="{Left - 8}" y="{y + 4:F1}" text-anchor="end">{Units[power]}</text>"""));
        }

        for (int nines = 0; nines <= Nines; nines++)
        {
            double x = Left + PlotWidth * nines / (double)Nines;
            svg.Append(Text($"""<path d="M{x:F1} {Top}v{PlotHeight}" stroke="#ddd"/>"""))
                .Append(Text($"""<text x="{x:F1}" y="{Top + PlotHeight + 18}" text-anchor="middle">"""))
                .Append(Percentiles[nines]).Append("</text>");
        }
    }

    private static void DrawLine(StringBuilder svg, BenchResult result, int number, double highest)
    {
        LongHistogram times = result.Times!;
        string color = Colors[number % Colors.Length];
        svg.Append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"").Append(color).Append("\" points=\"");
        const int steps = 200;
        for (int i = 0; i <= steps; i++)
        {
            double percentile = 100 * (1 - Math.Pow(10, -Nines * i / (double)steps));
            double y = Y(times.GetValueAtPercentile(percentile) * result.NsPerUnit, highest);
            svg.Append(Text($"{Left + PlotWidth * i / (double)steps:F1},{y:F1} "));
        }

        int legend = Top + PlotHeight + 44 + number * LegendRow;
        svg.Append("\"/>").Append(Text(
            $"""<path d="M{Left} {legend - 4}h24" stroke="{color}" stroke-width="3"/>"""))
            .Append(Text($"""<text x="{Left + 32}" y="{legend}">{WebUtility.HtmlEncode(result.Name)}</text>"""));
    }

    private static double Y(double ns, double highest) =>
        Top + PlotHeight * (1 - Math.Log10(Math.Max(1, ns)) / highest);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
