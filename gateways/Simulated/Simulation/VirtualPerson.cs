using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>People: who trades by hand on the same account, and who operates the engine.</summary>
internal sealed class VirtualPerson(SeedRun seed)
{
    private static readonly OperatorAction[] Actions =
    [
        OperatorAction.Pause, OperatorAction.Resume, OperatorAction.Halt, OperatorAction.Reconcile,
        OperatorAction.AdoptPosition, OperatorAction.Stop, OperatorAction.Flatten,
    ];

    private readonly SeededRandom _random = seed.Random;
    private long _orders;

    /// <summary>Ten times a second.</summary>
    public void Tick()
    {
        if (seed.Faults.Hits(FaultClass.UserOrder)) Trade();
        if (seed.Faults.Hits(FaultClass.SettingReload)) Reload();
        if (seed.Faults.Hits(FaultClass.OperatorCommand)) Ask(Actions[(int)_random.Below(Actions.Length)]);
    }

    /// <summary>Takes back what still rests, and lets the engine go on.</summary>
    public void CalmDown()
    {
        foreach (VenueOrder order in seed.Venue.Books.OpenOrders())
        {
            if (seed.Venue.Truth.IdOf(order).IsNone) seed.Venue.Cancel(order);
        }

        Ask(OperatorAction.Resume);
        Ask(OperatorAction.Reconcile);
    }

    public void Ask(OperatorAction action) => Tell(EventKind.OperatorCommand, new OperatorCommand { Action = action });

    /// <summary>What a reload may change, to values as they are drawn for a seed.</summary>
    private void Reload()
    {
        SeededRandom dice = seed.Faults.DiceOf(FaultClass.SettingReload);
        foreach ((SettingId id, long value) in SeedRun.DrawReloadable(dice))
        {
            if (dice.Below(2) == 0) Tell(EventKind.Setting, new Setting { Id = id, Value = value });
        }
    }

    private void Tell<T>(EventKind kind, T payload) where T : unmanaged => seed.Process.Hear(() =>
    {
        seed.Process.Publish(kind, EventSource.Operator, payload);
        seed.Process.Drain();
    });

    /// <summary>A buy or a reduce-only sell, at the market or near it; or the cancel of an earlier order.</summary>
    private void Trade()
    {
        VirtualVenue venue = seed.Venue;
        VenueOrder? resting = venue.Books.OpenOrders().Find(order => venue.Truth.IdOf(order).IsNone);
        if (resting is not null && _random.Below(2) == 0)
        {
            venue.Cancel(resting);
            seed.Checks.AfterVenue();
            return;
        }

        bool isMarket = _random.Below(2) == 0;
        bool isBuy = _random.Below(2) == 0;
        Quote quote = venue.Core.Quote;
        long distance = _random.Below(200);
        long ticks = isBuy ? quote.BidTicks - distance : quote.AskTicks + distance;
        venue.Place(new OrderRequest
        {
            Side = isBuy ? Side.Buy : Side.Sell,
            Type = isMarket ? VenueOrderType.Market : VenueOrderType.Limit,
            TimeInForce = TimeInForce.GoodTillCancel,
            PriceE8 = isMarket ? 0 : ticks * venue.Core.Rules.TickSizeE8,
            QuantityE8 = (7 + _random.Below(20)) * venue.Core.Rules.LotSizeE8,
            ClientId = FormattableString.Invariant($"by-hand-{++_orders}"),
            ReduceOnly = !isBuy,
        });
        seed.Checks.AfterVenue();
    }
}
