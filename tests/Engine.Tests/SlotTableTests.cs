using FsCheck;
using FsCheck.Fluent;
using OpenSQT.Lmax.Engine.Grid;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>Whatever was edited in whatever order: sums, sets and hash equal those of a table counted once.</summary>
public class SlotTableTests
{
    [Fact]
    public void ShouldKeepItsSumsLikeOneCountedOnce() => Prop.ForAll<(short, byte, byte)[]>(edits =>
    {
        var table = new SlotTable();
        for (int i = 0; i < edits.Length; i++)
        {
            (short k, byte state, byte lots) = edits[i];
            Write(table, k, state, lots);
            if (i % 3 == 0) table.Settle();
        }

        table.Settle();
        var once = new SlotTable();
        foreach ((short k, _, _) in edits)
        {
            ref readonly Slot slot = ref table.Read(k);
            Write(once, k, (byte)slot.State, (byte)slot.PositionLots);
        }

        once.Settle();
        int[] touched = [.. edits.Select(e => (int)e.Item1).Distinct().Order()];
        int[] holding = [.. touched.Where(k => table.Read(k).PositionLots > 0)];
        int[] working = [.. touched.Where(k => table.Read(k).HasOrder)];
        return table.Hash == once.Hash && table.PositionLots == once.PositionLots
            && table.PositionLots == holding.Sum(k => table.Read(k).PositionLots)
            && table.HoldingCount == holding.Length && table.WorkingCount == working.Length
            && Members(table.Holding).SequenceEqual(holding) && Members(table.Working).SequenceEqual(working)
            && Enum.GetValues<SlotState>().All(state => table.Count(state) == once.Count(state));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void Write(SlotTable table, short k, byte state, byte lots)
    {
        ref Slot slot = ref table.Edit(k);
        slot.State = (SlotState)(state % SlotTransitions.States);
        slot.PositionLots = lots;
    }

    private static IEnumerable<int> Members(SlotBits bits)
    {
        for (int k = bits.Next(int.MinValue); k != SlotBits.None; k = bits.Next(k + 1)) yield return k;
    }
}
