using FsCheck;
using FsCheck.Fluent;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>Shortcuts of the hot path say what the long way says.</summary>
public sealed class ArithmeticTests
{
    private static readonly long[] Sizes = [1, 2, 3, 7, 10, 100_000, 1_000_000, 99_999_999, 1L << 40, long.MaxValue];

    private static readonly long[] Values =
        [0, 1, 2, 9, 99_999, 6_340_540_000_000, (1L << 40) - 1, 1L << 40, long.MaxValue - 1, long.MaxValue, -1, -7];

    [Fact]
    public void ShouldDivideByTickAndLotAsADivisionDoes()
    {
        var random = new Random(1);
        foreach (long size in Sizes)
        {
            var instrument = new Instrument(0, new InstrumentDefinition { TickSizeE8 = size, LotSizeE8 = 100_000_000 });
            foreach (long value in Values.Concat(Enumerable.Range(0, 10_000).Select(_ => random.NextInt64())))
            {
                bool isOnTick = instrument.TryTicks(value, out long ticks);

                Assert.Equal((value / size, value % size == 0), (ticks, isOnTick));
                Assert.Equal(value / size, instrument.WholeTicks(value));
            }
        }
    }

    [Fact]
    public void ShouldKnowBetweenWhichReferencesNoLineIsCrossed()
    {
        var random = new Random(2);
        for (int i = 0; i < 10_000; i++)
        {
            var grid = new GridGeometry(random.NextInt64(1, 1_000_000), random.NextInt64(1, 200));
            long reference = random.NextInt64(1, 2_000_000);
            (long from, long until) = grid.SameIndexes(reference);

            Assert.InRange(reference, from, until - 1);
            Assert.True(IsSame(from) && IsSame(until - 1), $"{grid} {reference}");
            Assert.False(IsSame(from - 1) || IsSame(until), $"{grid} {reference}");

            bool IsSame(long other) => grid.GridIndex(other) == grid.GridIndex(reference)
                && grid.HalfIndex(other) == grid.HalfIndex(reference);
        }
    }

    [Fact]
    public void ShouldListTheMembersOfASetUpwards() => Prop.ForAll<int[]>(members =>
    {
        var set = new SlotBits();
        int[] slots = [.. members.Select(k => k % ClOrdId.SlotOffset).Append(-ClOrdId.SlotOffset)
            .Append(ClOrdId.MaxSlot).Distinct().Order()];
        foreach (int k in slots) set.Set(k, true);
        var listed = new List<int>();
        foreach (int k in set) listed.Add(k);
        foreach (int k in slots) set.Set(k, false);
        bool isEmpty = !set.GetEnumerator().MoveNext();
        return isEmpty && slots.SequenceEqual(listed);
    }).QuickCheckThrowOnFailure();
}
