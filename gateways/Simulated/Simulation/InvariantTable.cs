using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>What must hold whatever goes wrong, as a table. The venue's own books are the truth.</summary>
internal static class InvariantTable
{
    public static IReadOnlyList<InvariantRow> Rows { get; } =
    [
        new("one-live-order", Moment.Venue, "a slot has at most one open order at the venue", OneLiveOrder),
        new("no-overbuy", Moment.Venue, "bought − sold + open buy of a slot never exceed its size", NoOverbuy),
        new("no-oversell", Moment.Venue, "an open sell of a slot never exceeds what the slot holds", NoOversell),
        new("foreign-untouched", Moment.Venue, "a person's order is canceled by nobody else", ForeignUntouched),
        new("accepted-once", Moment.Venue, "the venue never takes a second order under one id", AcceptedOnce),
        new("engine-rules", Moment.Event, "the engine's own hard rules", c => Invariant.FirstBroken(c.State)),
        new("never-ahead", Moment.Event, "no order is booked further than the venue has filled it", NeverAhead),
        new("nothing-dropped", Moment.Event, "the outbox never drops a command", NothingDropped),
        new("sent-once", Moment.Send, "an order id is sent once, ever", SentOnce),
        new("epoch-in-force", Moment.Send, "an order carries the epoch of its run, higher than all before",
            EpochInForce),
        new("allowed-to-place", Moment.Send, "orders leave in Trading only, none while halted, no buys while reducing",
            AllowedToPlace),
        new("rate", Moment.Send, "messages stay below the rate with its burst", Rate),
        new("journal-true", Moment.Replay, "every record that a start finds is the one written there", JournalTrue),
        new("snapshot-true", Moment.Replay, "from a snapshot a start comes to where the whole replay comes",
            c => c.Seed.Process.Journal.IsSnapshotTrue ? null : "another state"),
        new("replay-same", Moment.Replay, "the journal decides again what it decided before", ReplaySame),
        new("replay-hash", Moment.Replay, "and ends in the same state", ReplayHash),
        new("clean-is-clean", Moment.Stop, "the verdict Clean means: no own order is open, positions are equal",
            CleanIsClean),
        new("is-trading", Moment.Settled, "the engine trades, or a halt has its reason", IsTrading),
        new("no-doubt", Moment.Settled, "no order is pending or in doubt", NoDoubt),
        new("same-orders", Moment.Settled, "the slots carry exactly the own orders that are open", SameOrders),
        new("same-fills", Moment.Settled, "every own order is booked as far as it is filled", SameFills),
        new("same-money", Moment.Settled, "cash and fees are the sums over the venue's fills", SameMoney),
        new("same-position", Moment.Settled, "the slots hold the venue's position, but for what people traded",
            SamePosition),
    ];

    private static string? OneLiveOrder(InvariantChecks c)
    {
        foreach (SlotTruth slot in c.Truth.Touched)
        {
            if (slot.LiveOrders > 1) return $"slot {slot.Slot} has {slot.LiveOrders} open orders";
        }

        return null;
    }

    private static string? NoOverbuy(InvariantChecks c)
    {
        foreach (SlotTruth slot in c.Truth.Touched)
        {
            long could = slot.NetLots + slot.LiveBuyLots - c.WrittenOffLots.GetValueOrDefault(slot.Slot);
            if (could > slot.LargestBuyLots)
                return $"slot {slot.Slot} holds {slot.NetLots} and buys {slot.LiveBuyLots}, size {slot.LargestBuyLots}";
        }

        return null;
    }

    /// <summary>
    /// Where people trade too, holdings are written off and adopted: then only the venue's own rule holds.
    /// </summary>
    private static string? NoOversell(InvariantChecks c)
    {
        if (c.Seed.Faults.Has(FaultClass.UserOrder)) return null;
        foreach (SlotTruth slot in c.Truth.Touched)
        {
            if (slot.LiveSellLots > slot.NetLots)
                return $"slot {slot.Slot} holds {slot.NetLots} and sells {slot.LiveSellLots}";
        }

        return null;
    }

    private static string? ForeignUntouched(InvariantChecks c) =>
        c.Truth.ForeignCanceled is { } order ? $"{order.ClientId} was canceled" : null;

    private static string? AcceptedOnce(InvariantChecks c) =>
        c.Truth.AcceptedTwice.IsNone ? null : $"{c.Truth.AcceptedTwice} was accepted twice";

    private static string? NeverAhead(InvariantChecks c)
    {
        foreach ((ClOrdId id, VenueOrder order) in c.Truth.Own)
        {
            ref readonly BookedOrder booked = ref c.State.Orders.Find(id);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(in booked)) continue;
            if (booked.CumQtyLots > order.CumLots)
                return $"{id}: booked {booked.CumQtyLots}, filled {order.CumLots}";
        }

        return null;
    }

    private static string? NothingDropped(InvariantChecks c) =>
        c.State.Outbox.Dropped == 0 ? null : $"{c.State.Outbox.Dropped} commands dropped";

    private static string? SentOnce(InvariantChecks c) =>
        c.Sent.Kind != CommandKind.NewOrder || c.SentIds.Add(c.SentId.Value) ? null : $"{c.SentId} was sent before";

    private static string? EpochInForce(InvariantChecks c) =>
        c.Sent.Kind != CommandKind.NewOrder || (c.SentId.Epoch == c.State.Epoch && c.SentId.Epoch > c.EpochOfLastRun)
            ? null
            : $"{c.SentId}: epoch in force {c.State.Epoch}, highest of earlier runs {c.EpochOfLastRun}";

    private static string? AllowedToPlace(InvariantChecks c)
    {
        if (c.Sent.Kind != CommandKind.NewOrder) return null;
        TradingState gate = c.State.Gate.State;
        bool isBuy = c.Sent.Read<NewOrder>().Side == Side.Buy;
        bool isAllowed = c.State.Phase == EnginePhase.Trading
            && (gate == TradingState.Active || (gate == TradingState.Reducing && !isBuy));
        return isAllowed ? null : $"{c.SentId} leaves in {c.State.Phase}, {gate}";
    }

    private static string? Rate(InvariantChecks c)
    {
        const long windowNs = 10 * Timeline.Second;
        c.SentNs.Enqueue(c.Seed.Time.NowNs);
        while (c.SentNs.Peek() < c.Seed.Time.NowNs - windowNs) c.SentNs.Dequeue();
        long most = c.State.Config.OrderRateE3 * 10 / 1_000 + (c.Starts + 1) * c.State.Config.OrderBurst;
        return c.SentNs.Count <= most ? null : $"{c.SentNs.Count} messages in 10 s, allowed {most}";
    }

    private static string? JournalTrue(InvariantChecks c)
    {
        MemoryJournal journal = c.Seed.Process.Journal;
        return journal.Events.FirstForeign != 0 ? $"event {journal.Events.FirstForeign} was never written"
            : journal.Commands.FirstForeign != 0 ? $"command {journal.Commands.FirstForeign} was never written"
            : null;
    }

    private static string? ReplaySame(InvariantChecks c) =>
        c.Replay!.FirstDifference is { } difference ? difference.ToString()
        : c.Replay.CommandsMatch || c.HashAtDeath is null ? null // the machine may lose more than the last commands
        : $"{c.Replay.Missing.Count} commands are missing";

    private static string? ReplayHash(InvariantChecks c) => c.HashAtDeath is not { } hash || hash == c.ReplayedHash
        ? null
        : $"state {c.ReplayedHash:x16}, before the death {hash:x16}";

    private static string? CleanIsClean(InvariantChecks c)
    {
        if (c.Verdict != StopVerdict.Clean || c.State.Epoch == 0) return null;
        foreach ((ClOrdId id, VenueOrder order) in c.Truth.Own)
        {
            if (order.IsOpen) return $"{id} is open";
        }

        return null;
    }

    private static string? IsTrading(InvariantChecks c)
    {
        if (!c.Seed.Process.IsUp) return "the process is down";
        if (c.State.Phase != EnginePhase.Trading) return $"phase {c.State.Phase}";
        bool mayBeHalted = c.Seed.Faults.Has(FaultClass.UserOrder);
        return c.State.Gate.State != TradingState.Halted || mayBeHalted ? null : $"gate {c.State.Gate.Causes}";
    }

    private static string? NoDoubt(InvariantChecks c)
    {
        SlotTable slots = c.State.Slots;
        for (int k = slots.Working.Next(int.MinValue); k != SlotBits.None; k = slots.Working.Next(k + 1))
        {
            SlotState state = slots.Read(k).State;
            if (state is not (SlotState.BuyLive or SlotState.SellLive)) return $"slot {k} is {state}";
        }

        return null;
    }

    private static string? SameOrders(InvariantChecks c)
    {
        int open = 0;
        foreach ((ClOrdId id, VenueOrder order) in c.Truth.Own)
        {
            if (!order.IsOpen) continue;
            open++;
            if (c.State.Slots.Read(id.Slot).ClOrdId != id.Value) return $"{id} is open, its slot does not carry it";
        }

        int carried = c.State.Slots.WorkingCount;
        return open == carried ? null : $"{open} own orders are open, slots carry {carried}";
    }

    private static string? SameFills(InvariantChecks c)
    {
        foreach ((ClOrdId id, VenueOrder order) in c.Truth.Own)
        {
            ref readonly BookedOrder booked = ref c.State.Orders.Find(id);
            bool isKnown = !System.Runtime.CompilerServices.Unsafe.IsNullRef(in booked);
            long lots = isKnown ? booked.CumQtyLots : 0;
            string known = isKnown ? "known" : "unknown";
            if (lots != order.CumLots) return $"{id}: booked {lots}, filled {order.CumLots}, {known}";
        }

        return null;
    }

    private static string? SameMoney(InvariantChecks c)
    {
        Int128 cash = 0;
        long feesE8 = 0;
        foreach (VenueFill fill in c.Seed.Venue.Books.Fills)
        {
            if (c.Truth.IdOf(fill.Order).IsNone) continue;
            Int128 units = (Int128)fill.PriceTicks * fill.Lots;
            cash += fill.Side == Side.Sell ? units : -units;
            feesE8 += fill.FeeE8;
        }

        Engine.Audit.Books books = c.State.Books;
        return cash == books.CashUnits && feesE8 == books.FeesE8
            ? null
            : $"venue: cash {cash}, fees {feesE8}; engine: cash {books.CashUnits}, fees {books.FeesE8}";
    }

    private static string? SamePosition(InvariantChecks c)
    {
        long venue = c.Seed.Venue.Books.Position.Lots;
        long engine = c.State.Slots.PositionLots;
        bool isExplained = venue == engine || (c.Seed.Faults.Has(FaultClass.UserOrder)
            && (venue > engine || c.State.Gate.Has(Engine.Risk.GateCause.PositionMismatch)));
        return isExplained ? null : $"venue {venue}, engine {engine}, by hand {c.Truth.ForeignLots}";
    }
}
