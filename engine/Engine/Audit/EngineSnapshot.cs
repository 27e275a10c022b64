using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>
/// A copy of what an operator wants to see, taken on the engine thread and read by others. Blittable.
/// </summary>
public struct EngineSnapshot
{
    public long LastSequence;
    public long TimeNs;
    public ulong StateHash;
    public EnginePhase Phase;
    public TradingState TradingState;

    /// <summary>Why the trading state is not Active.</summary>
    public GateCause Causes;
    public StopVerdict Verdict;

    public long BidTicks;
    public long OfferTicks;
    public long AnchorTicks;
    public long IntervalTicks;

    public long PositionLots;
    public int HeldSlots;
    public int LiveBuys;
    public int LiveSells;
    public int InDoubt;
    public int Epoch;

    public long NewOrders;
    public long CanceledOrders;
    public long RejectedOrders;
    public long BuyFills;
    public long SellFills;
    public long BoughtLots;
    public long SoldLots;
    public long RoundTrips;

    /// <summary>Σ sold value − Σ bought value, in 1e-8 quote, before fees.</summary>
    public long TradedCashE8;

    /// <summary>Profit of finished round trips after fees, 1e-8 quote.</summary>
    public long RealizedE8;

    /// <summary>All fees charged in the quote asset, 1e-8.</summary>
    public long FeesE8;

    /// <summary>Wallet balance at the first start, 1e-8 quote.</summary>
    public long FirstWalletE8;

    internal static void Take(EngineState s, ref EngineSnapshot to)
    {
        to.LastSequence = s.Sequence;
        to.TimeNs = s.NowNs;
        to.StateHash = s.Hash();
        to.Phase = s.Phase;
        to.TradingState = s.Gate.State;
        to.Causes = s.Gate.Causes;
        to.Verdict = s.Verdict;
        to.BidTicks = s.BidTicks;
        to.OfferTicks = s.OfferTicks;
        to.AnchorTicks = s.Grid.AnchorTicks;
        to.IntervalTicks = s.Grid.IntervalTicks;
        to.PositionLots = s.Slots.PositionLots;
        to.HeldSlots = s.Slots.HoldingCount;
        to.LiveBuys = s.Slots.WorkingBuys;
        to.LiveSells = s.Slots.WorkingSells;
        to.InDoubt = s.Slots.InDoubt;
        to.Epoch = s.Epoch;
        to.NewOrders = s.Counters.NewOrders;
        to.CanceledOrders = s.Counters.CanceledOrders;
        to.RejectedOrders = s.Counters.RejectedOrders;
        to.BuyFills = s.Books.BuyFills;
        to.SellFills = s.Books.SellFills;
        to.BoughtLots = s.Books.BoughtLots;
        to.SoldLots = s.Books.SoldLots;
        to.RoundTrips = s.Books.RoundTrips;
        to.FeesE8 = s.Books.FeesE8;
        to.FirstWalletE8 = s.FirstWalletE8;
        if (s.Instrument is not { } instrument) return;
        to.TradedCashE8 = instrument.ValueE8(s.Books.CashUnits);
        to.RealizedE8 = instrument.ValueE8(s.Books.GrossUnits) - s.Books.SettledFeesE8;
    }
}
