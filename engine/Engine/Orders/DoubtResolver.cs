using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>
/// Silence is not failure: what has no answer in time is in doubt and is asked for until the venue has decided, or
/// until it is proven that the order never came to be. Looks at the working slots only, at each timer event.
/// </summary>
public sealed class DoubtResolver(EngineState s, SlotMachine machine, OrderSender sender)
{
    /// <summary>"Not found" answers, heard after the quarantine, that prove something together.</summary>
    public const int NotFoundsNeeded = 2;

    /// <summary>Two "not found" answers prove something only this far apart: a venue's query may lag behind.</summary>
    private const long QueryLagNs = 1_000_000_000;

    public void Tick()
    {
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            bool late = s.NowNs - slot.AskedNs >= s.Config.RequestTimeoutNs;
            switch (slot.State)
            {
                case SlotState.BuyPending or SlotState.SellPending when late:
                case SlotState.BuyCanceling or SlotState.SellCanceling when late:
                    machine.Apply(k, SlotTrigger.NoAnswer);
                    break;
                case SlotState.BuyInDoubt or SlotState.SellInDoubt:
                    Ask(k, slot);
                    break;
            }
        }
    }

    /// <summary>
    /// True when nothing can bring the order into being any more, except that open orders, history and fills have
    /// not been looked through yet: that is the reconcile's part of the proof.
    /// </summary>
    public static bool MayBeAbsent(in Slot slot, long nowNs, long quarantineNs) =>
        slot.NotFounds >= NotFoundsNeeded
        && nowNs - slot.FirstNotFoundNs >= QueryLagNs && nowNs - slot.SentNs >= quarantineNs;

    private void Ask(int k, in Slot slot)
    {
        if (MayBeAbsent(slot, s.NowNs, s.Instrument!.Definition.QuarantineNs)) s.ReconcileWanted = true;
        if (s.NowNs >= slot.NextQueryNs) sender.TryQuery(k);
    }
}
