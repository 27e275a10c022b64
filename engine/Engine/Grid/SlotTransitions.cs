using static OpenSQT.Lmax.Engine.Grid.SlotAction;
using static OpenSQT.Lmax.Engine.Grid.SlotState;
using static OpenSQT.Lmax.Engine.Grid.SlotTrigger;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// The one table <c>(state, trigger) → (state, action)</c>. Every pair is named: a move, a late or repeated message
/// that is harmless, or illegal. Decide here, act after.
/// </summary>
public static class SlotTransitions
{
    public const int States = 10;
    public const int Triggers = 14;

    private static readonly SlotTransition[] Table = Build();

    public static SlotTransition Next(SlotState state, SlotTrigger trigger) =>
        Table[(int)state * Triggers + (int)trigger];

    private static SlotTransition[] Build()
    {
        var table = new SlotTransition[States * Triggers];
        for (int state = 0; state < States; state++)
            for (int trigger = 0; trigger < Triggers; trigger++)
                table[state * Triggers + trigger] = new SlotTransition((SlotState)state, Illegal);

        void Row(SlotState state, params (SlotTrigger Trigger, SlotState Next, SlotAction Action)[] cells)
        {
            foreach (var cell in cells)
                table[(int)state * Triggers + (int)cell.Trigger] = new SlotTransition(cell.Next, cell.Action);
        }

        // At rest. Reports about an order that is over are booked by its id and reach a slot only as PositionChanged.
        Row(Free, (SendBuy, BuyPending, None), (PositionChanged, Free, Rest));
        Row(Held, (SendBuy, BuyPending, None), (SendSell, SellPending, None), (PositionChanged, Held, Rest));

        OrderRows(BuyPending, BuyLive, BuyCanceling, BuyInDoubt, Row);
        OrderRows(SellPending, SellLive, SellCanceling, SellInDoubt, Row);
        return table;
    }

    private delegate void AddRow(SlotState state, params (SlotTrigger, SlotState, SlotAction)[] cells);

    /// <summary>Buys and sells live the same life.</summary>
    private static void OrderRows(SlotState pending, SlotState live, SlotState canceling, SlotState inDoubt, AddRow row)
    {
        row(pending,
            (Ack, live, None), (PartialFill, live, None), (Fill, pending, Rest), (Ended, pending, Rest),
            (Reject, pending, Rest), (CancelRejectUnknown, pending, Harmless), (CancelReject, pending, Harmless),
            (NoAnswer, inDoubt, Query), (Missing, inDoubt, Query), (PositionChanged, pending, None));
        row(live,
            (SendCancel, canceling, None),
            (Ack, live, Harmless), (PartialFill, live, None), (Fill, live, Rest), (Ended, live, Rest),
            // refused after it was seen alive: one of the two is wrong, so the venue is asked
            (Reject, inDoubt, Query), (CancelRejectUnknown, inDoubt, Query), (CancelReject, live, Harmless),
            (NoAnswer, live, Harmless), (Missing, inDoubt, Query), (PositionChanged, live, None));
        row(canceling,
            // a late acknowledgement must not lock a slot whose order is being cancelled
            (Ack, canceling, Harmless), (PartialFill, canceling, None), (Fill, canceling, Rest),
            (Ended, canceling, Rest), (Reject, inDoubt, Query), (CancelRejectUnknown, inDoubt, Query),
            (CancelReject, live, None), (NoAnswer, canceling, RepeatCancel), (Missing, inDoubt, Query),
            (PositionChanged, canceling, None));
        row(inDoubt,
            (Ack, live, None), (PartialFill, live, None), (Fill, inDoubt, Rest), (Ended, inDoubt, Rest),
            (Reject, inDoubt, Rest), (CancelRejectUnknown, inDoubt, Harmless), (CancelReject, inDoubt, Harmless),
            (NoAnswer, inDoubt, Query), (Missing, inDoubt, Harmless), (ProvenAbsent, inDoubt, Rest),
            (PositionChanged, inDoubt, None));
    }
}
