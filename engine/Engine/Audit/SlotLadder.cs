using OpenSQT.Lmax.Engine.Grid;

namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>
/// Copies the slots in use that lie nearest to the market, half of the room above it and half below. Nothing is
/// allocated; about 20 ns a slot.
/// </summary>
internal static class SlotLadder
{
    /// <summary>Returns how many rows were written, highest slot first.</summary>
    public static int Copy(EngineState s, Span<SlotRow> rows)
    {
        if (!s.Grid.IsSet || s.ReferenceTicks == 0) return 0;
        int market = (int)long.Clamp(
            s.Grid.GridIndex(s.ReferenceTicks), -Model.ClOrdId.SlotOffset, Model.ClOrdId.MaxSlot);
        int top = market;
        int above = 0;
        for (int k = NextInUse(s.Slots, market + 1); k != SlotBits.None && above < rows.Length / 2; above++)
        {
            top = k;
            k = NextInUse(s.Slots, k + 1);
        }

        int count = 0;
        for (int k = PreviousInUse(s.Slots, top); k != SlotBits.None && count < rows.Length;)
        {
            rows[count++] = SlotRow.Of(k, s.Slots.Read(k));
            k = PreviousInUse(s.Slots, k - 1);
        }

        return count;
    }

    private static int NextInUse(SlotTable slots, int k)
    {
        int holding = slots.Holding.Next(k);
        int working = slots.Working.Next(k);
        if (holding == SlotBits.None) return working;
        return working == SlotBits.None ? holding : int.Min(holding, working);
    }

    /// <summary>"None" is the least number there is, so the larger of both is the nearer slot.</summary>
    private static int PreviousInUse(SlotTable slots, int k) =>
        int.Max(slots.Holding.Previous(k), slots.Working.Previous(k));
}
