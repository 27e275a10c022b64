using OpenSQT.Lmax.Engine.Grid;

namespace OpenSQT.Lmax.Engine.Tests;

public class SlotTransitionsTests
{
    private static readonly SlotState[] States = Enum.GetValues<SlotState>();
    private static readonly SlotTrigger[] Triggers = Enum.GetValues<SlotTrigger>();

    public static TheoryData<SlotState, SlotTrigger> Pairs()
    {
        var pairs = new TheoryData<SlotState, SlotTrigger>();
        foreach (SlotState state in States)
            foreach (SlotTrigger trigger in Triggers)
                pairs.Add(state, trigger);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ShouldNameEveryPair(SlotState state, SlotTrigger trigger)
    {
        SlotTransition transition = SlotTransitions.Next(state, trigger);
        bool stays = transition.Next == state;
        switch (transition.Action)
        {
            case SlotAction.Illegal or SlotAction.Harmless or SlotAction.Rest or SlotAction.RepeatCancel:
                Assert.True(stays, $"{state} + {trigger} claims {transition.Action} and moves to {transition.Next}");
                break;
            case SlotAction.Query:
                Assert.True(IsInDoubt(transition.Next), $"{state} + {trigger} asks without being in doubt");
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ShouldNeverChangeSidesWithoutPassingRest(SlotState state, SlotTrigger trigger)
    {
        SlotState next = SlotTransitions.Next(state, trigger).Next;
        if (IsBuy(state)) Assert.True(IsBuy(next), $"{state} + {trigger} → {next}");
        if (IsSell(state)) Assert.True(IsSell(next), $"{state} + {trigger} → {next}");
    }

    [Fact]
    public void ShouldOnlySendFromRestAndOnlyCancelWhatIsLive()
    {
        Assert.Equal([SlotState.Free, SlotState.Held], LegalFor(SlotTrigger.SendBuy));
        Assert.Equal([SlotState.Held], LegalFor(SlotTrigger.SendSell));
        Assert.Equal([SlotState.BuyLive, SlotState.SellLive], LegalFor(SlotTrigger.SendCancel));
        Assert.Equal([SlotState.BuyInDoubt, SlotState.SellInDoubt], LegalFor(SlotTrigger.ProvenAbsent));
    }

    [Fact]
    public void ShouldTakeEveryVenueMessageAboutAPresentOrder()
    {
        SlotTrigger[] fromVenue =
        [
            SlotTrigger.Ack, SlotTrigger.PartialFill, SlotTrigger.Fill, SlotTrigger.Ended, SlotTrigger.Reject,
            SlotTrigger.CancelRejectUnknown, SlotTrigger.CancelReject, SlotTrigger.NoAnswer, SlotTrigger.Missing,
        ];
        foreach (SlotState state in States.Where(s => IsBuy(s) || IsSell(s)))
            foreach (SlotTrigger trigger in fromVenue)
                Assert.NotEqual(SlotAction.Illegal, SlotTransitions.Next(state, trigger).Action);
    }

    private static SlotState[] LegalFor(SlotTrigger trigger) =>
        [.. States.Where(s => SlotTransitions.Next(s, trigger).Action != SlotAction.Illegal)];

    private static bool IsInDoubt(SlotState s) => s is SlotState.BuyInDoubt or SlotState.SellInDoubt;

    private static bool IsBuy(SlotState s) =>
        s is SlotState.BuyPending or SlotState.BuyLive or SlotState.BuyCanceling or SlotState.BuyInDoubt;

    private static bool IsSell(SlotState s) =>
        s is SlotState.SellPending or SlotState.SellLive or SlotState.SellCanceling or SlotState.SellInDoubt;
}
