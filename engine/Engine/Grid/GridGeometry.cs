namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>Where the slots lie. All prices in ticks; k runs over all integers.</summary>
public readonly record struct GridGeometry(long AnchorTicks, long IntervalTicks)
{
    public bool IsSet => IntervalTicks > 0;

    public long BuyPrice(int k) => AnchorTicks + k * IntervalTicks;

    public long SellPrice(int k) => BuyPrice(k) + IntervalTicks;

    /// <summary>The top slot of the buy window: <c>floor((reference − interval/10 − anchor) / interval)</c>.</summary>
    public long GridIndex(long referenceTicks) =>
        FloorDiv(10 * (referenceTicks - AnchorTicks) - IntervalTicks, 10 * IntervalTicks);

    /// <summary>Changes when the reference passes a slot price or the middle between two.</summary>
    public long HalfIndex(long referenceTicks) => FloorDiv(2 * (referenceTicks - AnchorTicks), IntervalTicks);

    /// <summary>The references that share both indexes with this one: the first, and the first behind.</summary>
    public (long From, long Until) SameIndexes(long referenceTicks)
    {
        long grid = AnchorTicks + GridIndex(referenceTicks) * IntervalTicks - FloorDiv(-IntervalTicks, 10);
        long half = HalfIndex(referenceTicks) * IntervalTicks;
        return (
            long.Max(grid, AnchorTicks - FloorDiv(-half, 2)),
            long.Min(grid + IntervalTicks, AnchorTicks - FloorDiv(-half - IntervalTicks, 2)));
    }

    /// <summary>The highest slot whose sell price is at or below <paramref name="ticks"/>.</summary>
    public long HighestSlotSellingAt(long ticks) => FloorDiv(ticks - AnchorTicks, IntervalTicks) - 1;

    /// <summary>The lowest slot whose sell price is above <paramref name="ticks"/>.</summary>
    public long LowestSlotSellingAbove(long ticks) => HighestSlotSellingAt(ticks) + 1;

    private static long FloorDiv(long dividend, long divisor)
    {
        (long quotient, long remainder) = long.DivRem(dividend, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
