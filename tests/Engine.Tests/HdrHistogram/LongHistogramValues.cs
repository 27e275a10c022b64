using HdrHistogram;

namespace OpenSQT.Lmax.Engine.Tests.HdrHistogram;

/// <summary>
/// Known figures of HdrHistogram (its own test suite, public domain) and a comparison with a sorted list.
/// </summary>
public sealed class LongHistogramValues
{
    private const long HourNs = 3_600_000_000_000;

    [Theory]
    [InlineData(1, 9_007_199_254_740_991, 3, 43, 2048)]
    [InlineData(1, 3_600_000_000, 3, 22, 2048)]
    [InlineData(1024, 3_600_000_000L * 1024, 3, 22, 2048)]
    [InlineData(1, 2, 0, 2, 2)]
    [InlineData(1, 100_000, 2, 10, 256)]
    [InlineData(1, long.MaxValue, 3, 53, 2048)]
    public void ShouldLayItsBucketsOutAsTheOriginalDoes(long lowest, long highest, int digits, int buckets, int steps)
    {
        LongHistogram histogram = new(lowest, highest, digits);

        Assert.Equal((buckets, steps), (histogram.BucketCount, histogram.SubBucketCount));
        histogram.RecordValue(highest);
        Assert.True(histogram.ValuesAreEquivalent(highest, histogram.GetMaxValue()));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1025, 1)]
    [InlineData(2047, 1)]
    [InlineData(2048, 2)]
    [InlineData(2500, 2)]
    [InlineData(8191, 4)]
    [InlineData(8192, 8)]
    [InlineData(10000, 8)]
    public void ShouldWidenItsStepsWithTheValue(long value, long width)
    {
        Assert.Equal(width, new LongHistogram(3_600_000_000, 3).SizeOfEquivalentValueRange(value));
    }

    [Theory]
    [InlineData(10_007, 10_000, 10_004, 10_007)]
    [InlineData(10_008, 10_008, 10_012, 10_015)]
    [InlineData(8_180, 8_180, 8_182, 8_183)]
    [InlineData(8_191, 8_188, 8_190, 8_191)]
    [InlineData(8_193, 8_192, 8_196, 8_199)]
    [InlineData(512, 512, 512, 512)]
    public void ShouldKnowWhichValuesItCountsTogether(long value, long lowest, long median, long highest)
    {
        LongHistogram fine = new(3_600_000_000, 3);
        Assert.Equal(
            (lowest, median, highest),
            (fine.LowestEquivalentValue(value), fine.MedianEquivalentValue(value), fine.HighestEquivalentValue(value)));

        LongHistogram coarse = new(1024, 3_600_000_000L * 1024, 3); // the same in units of 1024
        Assert.Equal(lowest * 1024, coarse.LowestEquivalentValue(value * 1024));
        Assert.Equal(highest * 1024 + 1023, coarse.HighestEquivalentValue(value * 1024));
    }

    [Fact]
    public void ShouldAnswerPercentilesOfAHiccup()
    {
        // 10 000 answers within 1 ms and one that took 100 s, in µs: the example of the original's tests.
        LongHistogram histogram = new(3_600_000_000, 3);
        histogram.RecordValueWithCount(1_000, 10_000);
        histogram.RecordValue(100_000_000);

        Assert.Equal(10_001, histogram.TotalCount);
        Assert.All((double[])[0, 30, 50, 99, 99.99], p => Assert.Equal(1_000, histogram.GetValueAtPercentile(p)));
        Assert.All((double[])[99.999, 100, 200],
            p => Assert.True(histogram.ValuesAreEquivalent(100_000_000, histogram.GetValueAtPercentile(p))));
        Assert.True(histogram.GetMaxValue() >= 100_000_000);
        Assert.Equal((10_000 * 1_000 + 100_000_000) / 10_001.0, histogram.GetMean(), 20.0);
        Assert.Equal(999_900, histogram.GetStdDeviation(), 1_000.0);
    }

    [Fact]
    public void ShouldAgreeWithASortedListWithinItsDigits()
    {
        const int Seed = 20261;
        Random random = new(Seed);
        LongHistogram histogram = new(HourNs, 3);
        List<long> values = [];
        for (int i = 0; i < 20_000; i++)
        {
            long value = random.NextInt64(1L << random.Next(1, 41));
            values.Add(value);
            histogram.RecordValue(value);
        }

        values.Sort();
        foreach (double percentile in (double[])[1, 10, 25, 50, 75, 90, 99, 99.9, 99.99, 100])
        {
            long exact = values[Math.Max(0, (int)Math.Ceiling(percentile / 100 * values.Count) - 1)];
            Assert.True(
                histogram.HighestEquivalentValue(exact) == histogram.GetValueAtPercentile(percentile),
                $"seed {Seed}, p{percentile}: {histogram.GetValueAtPercentile(percentile)} instead of {exact}");
        }

        Assert.Equal(values.Average(), histogram.GetMean(), values.Average() / 1_000);
    }

    [Fact]
    public void ShouldSayNothingOfAnEmptyHistogram()
    {
        LongHistogram histogram = new(HourNs, 3);

        Assert.Equal(
            (0L, 0L, 0L), (histogram.TotalCount, histogram.GetMaxValue(), histogram.GetValueAtPercentile(99)));
        Assert.Equal((0.0, 0.0), (histogram.GetMean(), histogram.GetStdDeviation()));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(100_000_000)]
    [InlineData(long.MaxValue)]
    public void ShouldRefuseWhatItCannotTrackAndStayAsItWas(long value)
    {
        LongHistogram histogram = new(1_000_000, 3);
        histogram.RecordValue(7);

        ArgumentOutOfRangeException refused =
            Assert.Throws<ArgumentOutOfRangeException>(() => histogram.RecordValue(value));

        Assert.Contains("1000000", refused.Message);
        Assert.Equal((1L, 7L), (histogram.TotalCount, histogram.GetMaxValue()));
    }

    [Theory]
    [InlineData(0, 1_000, 3)]
    [InlineData(1, 1, 3)]
    [InlineData(1, 1_000, 6)]
    [InlineData(1, 1_000, -1)]
    public void ShouldRefuseALayoutThatDoesNotExist(long lowest, long highest, int digits)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LongHistogram(lowest, highest, digits));
    }

    [Fact]
    public void ShouldMergeHistogramsOfOneAndOfAnotherLayout()
    {
        LongHistogram sum = new(HourNs, 3);
        LongHistogram same = new(HourNs, 3);
        LongHistogram coarser = new(1_000_000, 2);
        sum.RecordValue(500);
        same.RecordValueWithCount(70_000, 3);
        coarser.RecordValueWithCount(100, 2);

        sum.Add(same);
        sum.Add(coarser);

        Assert.Equal((6L, 1L, 3L, 2L), (sum.TotalCount, sum.GetCountAtValue(500), sum.GetCountAtValue(70_000),
            sum.GetCountAtValue(100)));
        Assert.True(sum.ValuesAreEquivalent(70_000, sum.GetMaxValue()));
    }

    [Fact]
    public void ShouldRefuseToMergeWhatItCannotTrack()
    {
        LongHistogram small = new(1_000, 3);
        LongHistogram large = new(HourNs, 3);
        large.RecordValue(HourNs);
        large.RecordValue(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => small.Add(large));
        Assert.Equal(0, small.TotalCount);
    }

    [Fact]
    public void ShouldForgetEverythingOnReset()
    {
        LongHistogram histogram = new(HourNs, 3);
        histogram.RecordValue(12_345);

        histogram.Reset();
        histogram.RecordValue(0);

        Assert.Equal((1L, 0L, 0L), (histogram.TotalCount, histogram.GetMaxValue(), histogram.GetCountAtValue(12_345)));
    }

    [Fact]
    public void ShouldRecordWithoutAllocating()
    {
        LongHistogram histogram = new(HourNs, 3);
        histogram.RecordValue(1);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long i = 0; i < 100_000; i++) histogram.RecordValue(i * 1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
