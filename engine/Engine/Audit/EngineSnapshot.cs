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
    public bool IsFlattening;
    public StopVerdict Verdict;

    public long BidTicks;
    public long OfferTicks;
    public long ReferenceTicks;

    /// <summary>When the last quote was accepted; 0 = none yet.</summary>
    public long QuotedNs;
    public bool IsMarketStreamUp;
    public bool IsUserStreamUp;

    public long AnchorTicks;
    public long IntervalTicks;

    public long PositionLots;
    public int HeldSlots;

    /// <summary>Slots with a holding or an order.</summary>
    public int UsedSlots;

    /// <summary>Changes with every change of a slot.</summary>
    public ulong SlotsHash;
    public int LiveBuys;
    public int LiveSells;
    public int InDoubt;
    public int Epoch;

    public long NewOrders;
    public long CanceledOrders;
    public long RejectedOrders;
    public long CancelsSent;
    public long Queries;
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

    /// <summary>Funding received minus paid, 1e-8 quote.</summary>
    public long FundingE8;

    /// <summary>Worth minus cost of the holdings at <see cref="ValuationPriceE8"/>, 1e-8 quote, before fees.</summary>
    public long UnrealizedE8;

    /// <summary>The part of <see cref="FeesE8"/> that was paid for what is still held.</summary>
    public long HoldingsFeesE8;

    /// <summary>The venue's mark price while it is known, else the reference, 1e-8 quote.</summary>
    public long ValuationPriceE8;

    /// <summary>The venue's mark price, 1e-8 quote; 0 = not known at the moment.</summary>
    public long MarkPriceE8;

    /// <summary>What the venue told last about funding: the share of the value, 1e-8, and when.</summary>
    public long FundingRateE8;
    public long NextFundingNs;

    /// <summary>See <see cref="Valuation.BreakEvenE8"/>.</summary>
    public long BreakEvenPriceE8;

    /// <summary>Bought plus sold value, 1e-8 quote.</summary>
    public long VolumeE8;

    /// <summary>What the holdings cost, without fees, 1e-8 quote.</summary>
    public long HoldingsCostE8;

    /// <summary>Wallet balance at the first start, 1e-8 quote.</summary>
    public long FirstWalletE8;

    /// <summary>Proven rejects by reason.</summary>
    public RejectCounts Rejects;

    /// <summary>With the realized profit it makes the result of the fills: both are after all fees.</summary>
    public readonly long UnrealizedAfterFeesE8 => UnrealizedE8 - HoldingsFeesE8;

    /// <summary>Result since the journal began, after all fees and with funding, 1e-8 quote.</summary>
    public readonly long ResultE8 => RealizedE8 + FundingE8 + UnrealizedAfterFeesE8;

    internal static void Take(EngineState s, ref EngineSnapshot to)
    {
        to.LastSequence = s.Sequence;
        to.TimeNs = s.NowNs;
        to.StateHash = s.Hash();
        to.Phase = s.Phase;
        to.TradingState = s.Gate.State;
        to.Causes = s.Gate.Causes;
        to.IsFlattening = s.IsFlattening;
        to.Verdict = s.Verdict;
        to.BidTicks = s.BidTicks;
        to.OfferTicks = s.OfferTicks;
        to.ReferenceTicks = s.ReferenceTicks;
        to.QuotedNs = s.QuotedNs;
        to.IsMarketStreamUp = s.IsMarketStreamUp;
        to.IsUserStreamUp = s.IsUserStreamUp;
        to.AnchorTicks = s.Grid.AnchorTicks;
        to.IntervalTicks = s.Grid.IntervalTicks;
        to.PositionLots = s.Slots.PositionLots;
        to.HeldSlots = s.Slots.HoldingCount;
        to.UsedSlots = s.Slots.WorkingCount + s.Slots.Count(Grid.SlotState.Held);
        to.SlotsHash = s.Slots.Hash;
        to.LiveBuys = s.Slots.WorkingBuys;
        to.LiveSells = s.Slots.WorkingSells;
        to.InDoubt = s.Slots.InDoubt;
        to.Epoch = s.Epoch;
        to.NewOrders = s.Counters.NewOrders;
        to.CanceledOrders = s.Counters.CanceledOrders;
        to.RejectedOrders = s.Counters.RejectedOrders;
        to.CancelsSent = s.Counters.CancelsSent;
        to.Queries = s.Counters.Queries;
        to.BuyFills = s.Books.BuyFills;
        to.SellFills = s.Books.SellFills;
        to.BoughtLots = s.Books.BoughtLots;
        to.SoldLots = s.Books.SoldLots;
        to.RoundTrips = s.Books.RoundTrips;
        to.FeesE8 = s.Books.FeesE8;
        to.HoldingsFeesE8 = s.Books.FeesE8 - s.Books.SettledFeesE8;
        to.FundingE8 = s.Books.FundingE8;
        to.ValuationPriceE8 = Valuation.PriceE8(s);
        to.MarkPriceE8 = s.FreshMarkE8;
        to.FundingRateE8 = s.FundingRateE8;
        to.NextFundingNs = s.NextFundingNs;
        to.FirstWalletE8 = s.FirstWalletE8;
        to.Rejects = s.Counters.Rejects;
        if (s.Instrument is not { } instrument) return;
        to.TradedCashE8 = instrument.ValueE8(s.Books.CashUnits);
        to.VolumeE8 = instrument.ValueE8(s.Books.VolumeUnits);
        to.UnrealizedE8 = Valuation.UnrealizedE8(s);
        to.BreakEvenPriceE8 = Valuation.BreakEvenE8(s);
        to.RealizedE8 = instrument.ValueE8(s.Books.GrossUnits) - s.Books.SettledFeesE8;
        to.HoldingsCostE8 = instrument.ValueE8(s.Books.HoldingsCostUnits);
    }
}
