using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Testing;

/// <summary>Short questions that tests ask about a driven engine.</summary>
public static class EngineDriverQueries
{
    /// <summary>Every slot that holds something, from the lowest, with its lots.</summary>
    public static List<(int Slot, long Lots)> Holdings(this EngineDriver driver)
    {
        var holdings = new List<(int, long)>();
        SlotTable slots = driver.State.Slots;
        for (int k = slots.Holding.Next(int.MinValue); k != SlotBits.None; k = slots.Holding.Next(k + 1))
            holdings.Add((k, slots.Read(k).PositionLots));
        return holdings;
    }

    public static SlotState StateOf(this EngineDriver driver, int k) => driver.State.Slots.Read(k).State;

    public static int Sent(this EngineDriver driver, CommandKind kind) => driver.Commands.Count(c => c.Kind == kind);
}
