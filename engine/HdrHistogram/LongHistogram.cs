using System.Numerics;
using System.Runtime.CompilerServices;

namespace HdrHistogram;

/// <summary>
/// Counts values in buckets whose width grows with the value, so that every recorded value keeps a fixed number of
/// significant digits: latencies from nanoseconds to hours in one small array. Bucket layout and names are those of
/// HdrHistogram. One thread records; <see cref="Add"/> merges the histograms of several.
/// </summary>
/// <remarks>
/// Bucket 0 holds <c>subBucketCount</c> (2048 for three digits) steps of one unit; each further bucket is twice as wide
/// with steps twice as coarse, and only its upper half is stored, because the lower half is the bucket before.
/// </remarks>
public sealed class LongHistogram
{
    private readonly long[] _counts;
    private readonly int _unitMagnitude;
    private readonly int _halfCountMagnitude;
    private readonly int _halfCount;
    private readonly long _subBucketMask;
    private long _totalCount;
    private long _maxValue;

    /// <summary>Values from 1 to <paramref name="highestTrackableValue"/>.</summary>
    public LongHistogram(long highestTrackableValue, int numberOfSignificantValueDigits)
        : this(1, highestTrackableValue, numberOfSignificantValueDigits)
    {
    }

    /// <param name="lowestTrackableValue">Smallest value told apart from 0; at least 1.</param>
    /// <param name="highestTrackableValue">Largest value that can be recorded; at least twice the lowest.</param>
    /// <param name="numberOfSignificantValueDigits">0 to 5 decimal digits.</param>
    public LongHistogram(long lowestTrackableValue, long highestTrackableValue, int numberOfSignificantValueDigits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lowestTrackableValue, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(highestTrackableValue / 2, lowestTrackableValue);
        ArgumentOutOfRangeException.ThrowIfNegative(numberOfSignificantValueDigits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numberOfSignificantValueDigits, 5);

        LowestTrackableValue = lowestTrackableValue;
        HighestTrackableValue = highestTrackableValue;
        NumberOfSignificantValueDigits = numberOfSignificantValueDigits;

        // The largest value that must be exact to one unit is 2 × 10^digits.
        ulong exactUpTo = 2;
        for (int i = 0; i < numberOfSignificantValueDigits; i++) exactUpTo *= 10;
        SubBucketCount = (int)BitOperations.RoundUpToPowerOf2(exactUpTo);
        _unitMagnitude = BitOperations.Log2((ulong)lowestTrackableValue);
        _halfCount = SubBucketCount / 2;
        _halfCountMagnitude = BitOperations.Log2((uint)_halfCount);
        if (_unitMagnitude + _halfCountMagnitude > 61)
        {
            throw new ArgumentException(
                $"{numberOfSignificantValueDigits} digits from {lowestTrackableValue} on need over 63 bits; use fewer");
        }

        _subBucketMask = ((long)SubBucketCount - 1) << _unitMagnitude;
        BucketCount = BucketsFor(highestTrackableValue);
        _counts = new long[(BucketCount + 1) * _halfCount];
    }

    public long LowestTrackableValue { get; }

    public long HighestTrackableValue { get; }

    public int NumberOfSignificantValueDigits { get; }

    public int BucketCount { get; }

    public int SubBucketCount { get; }

    public long TotalCount => _totalCount;

    internal int CountsLength => _counts.Length;

    /// <summary>Counts one value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or beyond the highest trackable value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordValue(long value) => RecordValueWithCount(value, 1);

    /// <summary>Counts a value <paramref name="count"/> times.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or beyond the highest trackable value.</exception>
    public void RecordValueWithCount(long value, long count)
    {
        long[] counts = _counts;
        int index = IndexOf(value);
        if ((uint)index >= (uint)counts.Length || value < 0) ThrowUntrackable(value);
        counts[index] += count;
        _totalCount += count;
        if (value > _maxValue) _maxValue = value;
    }

    /// <summary>Adds every count of another histogram, of this layout or another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// It holds a value that this one cannot track; nothing was added.
    /// </exception>
    public void Add(LongHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._totalCount == 0) return;
        if (IndexOf(other._maxValue) >= _counts.Length) ThrowUntrackable(other._maxValue);
        for (int i = 0; i < other._counts.Length; i++)
        {
            long count = other._counts[i];
            if (count == 0) continue;
            _counts[IndexOf(other.ValueAt(i))] += count;
            _totalCount += count;
        }

        _maxValue = Math.Max(_maxValue, other._maxValue);
    }

    /// <summary>Back to the state of a new histogram.</summary>
    public void Reset()
    {
        Array.Clear(_counts);
        _totalCount = 0;
        _maxValue = 0;
    }

    /// <summary>How often values equivalent to this one were recorded.</summary>
    public long GetCountAtValue(long value)
    {
        int index = IndexOf(value);
        if ((uint)index >= (uint)_counts.Length || value < 0) ThrowUntrackable(value);
        return _counts[index];
    }

    /// <summary>
    /// The smallest value that at least this share (0 to 100) of all values does not exceed; 0 when empty.
    /// </summary>
    public long GetValueAtPercentile(double percentile)
    {
        // One step down, so that 99.9 of 1000 is 999 and not 1000 by a rounding of the product.
        double requested = Math.Clamp(Math.BitDecrement(percentile), 0, 100);
        long wanted = Math.Max(1, (long)Math.Ceiling(requested * _totalCount / 100));
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen < wanted) continue;
            long value = ValueAt(i);
            return percentile <= 0 ? value : HighestEquivalentValue(value);
        }

        return 0;
    }

    /// <summary>The largest recorded value, rounded up to the end of its step; 0 when empty.</summary>
    public long GetMaxValue() => _maxValue == 0 ? 0 : HighestEquivalentValue(_maxValue);

    /// <summary>The mean of the values, each taken as the middle of its step.</summary>
    public double GetMean()
    {
        if (_totalCount == 0) return 0;
        double sum = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] != 0) sum += (double)MedianEquivalentValue(ValueAt(i)) * _counts[i];
        }

        return sum / _totalCount;
    }

    /// <summary>The standard deviation (of the whole population) of the values.</summary>
    public double GetStdDeviation()
    {
        if (_totalCount == 0) return 0;
        double mean = GetMean();
        double squares = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            double deviation = MedianEquivalentValue(ValueAt(i)) - mean;
            squares += deviation * deviation * _counts[i];
        }

        return Math.Sqrt(squares / _totalCount);
    }

    /// <summary>The smallest value that is counted in the same step.</summary>
    public long LowestEquivalentValue(long value)
    {
        int shift = BucketIndexOf(value) + _unitMagnitude;
        return value >> shift << shift;
    }

    /// <summary>The largest value that is counted in the same step.</summary>
    public long HighestEquivalentValue(long value) =>
        LowestEquivalentValue(value) + (SizeOfEquivalentValueRange(value) - 1);

    /// <summary>The middle of the step in which the value is counted.</summary>
    public long MedianEquivalentValue(long value) =>
        LowestEquivalentValue(value) + (SizeOfEquivalentValueRange(value) >> 1);

    /// <summary>How many values are counted in the same step.</summary>
    public long SizeOfEquivalentValueRange(long value) => 1L << (BucketIndexOf(value) + _unitMagnitude);

    public bool ValuesAreEquivalent(long value1, long value2) =>
        LowestEquivalentValue(value1) == LowestEquivalentValue(value2);

    /// <summary>Writes the percentile table that HdrHistogram's plotters read (".hgrm").</summary>
    /// <param name="writer">Where to; the lines end in a single line feed.</param>
    /// <param name="percentileTicksPerHalfDistance">Rows per halving of the distance to 100 %.</param>
    /// <param name="outputValueUnitScalingRatio">Values are divided by it: 1000 turns ns into µs.</param>
    public void OutputPercentileDistribution(
        TextWriter writer, int percentileTicksPerHalfDistance = 5, double outputValueUnitScalingRatio = 1) =>
        PercentileTable.Write(this, writer, percentileTicksPerHalfDistance, outputValueUnitScalingRatio);

    internal long CountAt(int index) => _counts[index];

    /// <summary>The smallest value counted at this index.</summary>
    internal long ValueAt(int index)
    {
        int bucket = (index >> _halfCountMagnitude) - 1;
        long step = (index & (_halfCount - 1)) + _halfCount;
        if (bucket < 0)
        {
            step -= _halfCount;
            bucket = 0;
        }

        return step << (bucket + _unitMagnitude);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(long value)
    {
        int bucket = BucketIndexOf(value);
        int step = (int)(value >> (bucket + _unitMagnitude));
        return ((bucket + 1) << _halfCountMagnitude) + step - _halfCount;
    }

    /// <summary>0 for everything that fits the first bucket (the mask sets its bits), one more per doubling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BucketIndexOf(long value) =>
        BitOperations.Log2((ulong)(value | _subBucketMask)) - _unitMagnitude - _halfCountMagnitude;

    private int BucketsFor(long highest)
    {
        long firstUntrackable = (long)SubBucketCount << _unitMagnitude;
        int buckets = 1;
        while (firstUntrackable <= highest)
        {
            buckets++;
            if (firstUntrackable > long.MaxValue / 2) break;
            firstUntrackable <<= 1;
        }

        return buckets;
    }

    private void ThrowUntrackable(long value) => throw new ArgumentOutOfRangeException(
        nameof(value), value, $"trackable are 0 to {HighestTrackableValue}; clamp the value or widen the histogram");
}
