using HdrHistogram;
using OpenSQT.Lmax.Engine.Tests.Disruptor;

namespace OpenSQT.Lmax.Engine.Tests.HdrHistogram;

/// <summary>
/// The names and signatures that callers may use: each can be called in the same words on HdrHistogram.NET 2.5, where
/// some of them are extension methods. To remove or change a line is a break.
/// </summary>
public sealed class CompatibleSurface
{
    private const string Promised =
        """
        LongHistogram: Boolean ValuesAreEquivalent(Int64, Int64)
        LongHistogram: Double GetMean()
        LongHistogram: Double GetStdDeviation()
        LongHistogram: Int32 BucketCount
        LongHistogram: Int32 NumberOfSignificantValueDigits
        LongHistogram: Int32 SubBucketCount
        LongHistogram: Int64 GetCountAtValue(Int64)
        LongHistogram: Int64 GetMaxValue()
        LongHistogram: Int64 GetValueAtPercentile(Double)
        LongHistogram: Int64 HighestEquivalentValue(Int64)
        LongHistogram: Int64 HighestTrackableValue
        LongHistogram: Int64 LowestEquivalentValue(Int64)
        LongHistogram: Int64 LowestTrackableValue
        LongHistogram: Int64 MedianEquivalentValue(Int64)
        LongHistogram: Int64 SizeOfEquivalentValueRange(Int64)
        LongHistogram: Int64 TotalCount
        LongHistogram: Void Add(LongHistogram)
        LongHistogram: Void OutputPercentileDistribution(TextWriter, Int32 = 5, Double = 1)
        LongHistogram: Void RecordValue(Int64)
        LongHistogram: Void RecordValueWithCount(Int64, Int64)
        LongHistogram: Void Reset()
        LongHistogram: new(Int64, Int32)
        LongHistogram: new(Int64, Int64, Int32)
        """;

    [Fact]
    public void ShouldBeExactlyWhatWasPromised()
    {
        Assert.Equal(
            Promised.Split('\n').Order(StringComparer.Ordinal),
            PublicSurface.Of(typeof(LongHistogram)).Order(StringComparer.Ordinal));
    }
}
