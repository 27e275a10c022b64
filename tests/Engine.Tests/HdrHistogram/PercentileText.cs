using System.Globalization;
using HdrHistogram;

namespace OpenSQT.Lmax.Engine.Tests.HdrHistogram;

/// <summary>The ".hgrm" text, as HdrHistogram's plotters read it.</summary>
public sealed class PercentileText
{
    [Fact]
    public void ShouldWriteARowPerPercentileLevel()
    {
        LongHistogram histogram = new(3_600_000_000, 3);
        for (int value = 1; value <= 10; value++) histogram.RecordValueWithCount(value, value);

        Assert.Equal(
            """
                   Value     Percentile TotalCount 1/(1-Percentile)

                   1.000 0.000000000000          1           1.00
                   3.000 0.100000000000          6           1.11
                   5.000 0.200000000000         15           1.25
                   6.000 0.300000000000         21           1.43
                   7.000 0.400000000000         28           1.67
                   7.000 0.500000000000         28           2.00
                   8.000 0.550000000000         36           2.22
                   8.000 0.600000000000         36           2.50
                   8.000 0.650000000000         36           2.86
                   9.000 0.700000000000         45           3.33
                   9.000 0.750000000000         45           4.00
                   9.000 0.775000000000         45           4.44
                   9.000 0.800000000000         45           5.00
                  10.000 0.825000000000         55           5.71
                  10.000 1.000000000000         55
            #[Mean    =        7.000, StdDeviation   =        2.449]
            #[Max     =       10.000, Total count    =           55]
            #[Buckets =           22, SubBuckets     =         2048]

            """,
            Text(histogram, 5, 1));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    public void ShouldScaleItsValuesInAnyCulture(string culture)
    {
        LongHistogram histogram = new(3_600_000_000, 3);
        histogram.RecordValueWithCount(1_000, 3);
        histogram.RecordValue(1_500);

        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        string text = Text(histogram, 2, 1_000);
        CultureInfo.CurrentCulture = before;

        Assert.Equal(
            """
                   Value     Percentile TotalCount 1/(1-Percentile)

                   1.000 0.000000000000          3           1.00
                   1.000 0.250000000000          3           1.33
                   1.000 0.500000000000          3           2.00
                   1.000 0.625000000000          3           2.67
                   1.000 0.750000000000          3           4.00
                   1.500 0.812500000000          4           5.33
                   1.500 1.000000000000          4
            #[Mean    =        1.125, StdDeviation   =        0.217]
            #[Max     =        1.500, Total count    =            4]
            #[Buckets =           22, SubBuckets     =         2048]

            """,
            text);
    }

    /// <summary>The level 0.9997802734375 lies exactly between two 12-digit texts: the original rounds it up.</summary>
    [Fact]
    public void ShouldRoundHalfUpLikeTheOriginal()
    {
        LongHistogram histogram = new(3_600_000_000, 3);
        histogram.RecordValueWithCount(1, 100_000);
        histogram.RecordValue(2);

        Assert.Contains(" 0.999780273438 ", Text(histogram, 5, 1));
    }

    [Fact]
    public void ShouldWriteOnlyHeadAndFootOfAnEmptyHistogram()
    {
        string[] lines = Text(new LongHistogram(3_600_000_000, 3), 5, 1).Split('\n');

        Assert.StartsWith("       Value", lines[0]);
        Assert.Equal("#[Mean    =        0.000, StdDeviation   =        0.000]", lines[2]);
    }

    private static string Text(LongHistogram histogram, int ticks, double ratio)
    {
        StringWriter writer = new(CultureInfo.InvariantCulture);
        histogram.OutputPercentileDistribution(writer, ticks, ratio);
        return writer.ToString();
    }
}
