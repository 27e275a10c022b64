using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Orders;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Engine;

/// <summary>
/// Everything the engine knows, in one place; the rules around it (<see cref="TradingEngine"/>) keep little of
/// their own. Only the thread that applies events touches it.
/// </summary>
public sealed class EngineState
{
    private const long MarkLifeNs = 10_000_000_000;

    public EngineState()
    {
        Gate = new TradingGate(Outbox);
        Margin = new MarginLock(Outbox);
    }

    public Outbox Outbox { get; } = new();
    public EngineConfig Config { get; } = new();
    public TradingGate Gate { get; }
    public VolumeBreakerState Breaker { get; } = new();
    public MarginLock Margin { get; }
    public TokenBucket Tokens { get; } = new();
    public SlotTable Slots { get; } = new();
    public BookedOrders Orders { get; } = new();
    public Books Books { get; } = new();
    public FillTape Fills { get; } = new();
    public Instrument? Instrument { get; set; }
    public GridGeometry Grid { get; set; }

    public EnginePhase Phase { get; private set; }
    public StopVerdict Verdict { get; set; }
    public long RunNumber { get; set; }
    public int Epoch { get; set; }

    /// <summary>What this journal began with, from one of another engine logic; default = nothing.</summary>
    public CarriedGrid Carried { get; set; }

    /// <summary>
    /// Until then an order may still come into force that the journal does not know (its tail was lost with the
    /// machine); 0 = there can be none.
    /// </summary>
    public long QuietNs { get; set; }

    /// <summary>Time and sequence of the event being applied.</summary>
    public long NowNs { get; set; }
    public long Sequence { get; set; }

    /// <summary>Stamp of the quote being applied, 0 for every other event: where tick-to-order starts.</summary>
    public long TriggerNs { get; set; }

    public long BidTicks { get; set; }
    public long OfferTicks { get; set; }

    /// <summary>Last accepted reference price in ticks; 0 = none yet.</summary>
    public long ReferenceTicks { get; set; }

    /// <summary>
    /// Reports that booked something or ended an order; a position is only comparable while it stands still.
    /// </summary>
    public long OwnEvents { get; set; }

    /// <summary>Something was seen that only a comparison with the venue's lists can settle.</summary>
    public bool ReconcileWanted { get; set; }

    /// <summary>Part of the target set may be unsent: work is due at the next event.</summary>
    public bool IsDirty { get; set; } = true;

    /// <summary>Work is due at this time even if nothing else changes.</summary>
    public long DueNs { get; set; } = long.MaxValue;

    public bool IsUserStreamUp { get; set; }
    public bool IsMarketStreamUp { get; set; }

    /// <summary>When the present outage of the private stream began.</summary>
    public long UserStreamDownNs { get; set; }

    /// <summary>When the last quote came.</summary>
    public long QuotedNs { get; set; }

    public long MakerFeeE8 { get; set; }
    public long TakerFeeE8 { get; set; }
    public long FirstWalletE8 { get; set; }

    /// <summary>Most that position and open buys may be worth, 1e-8 quote; 0 = not known yet.</summary>
    public long MaxPositionE8 { get; set; }

    /// <summary>The operator wants everything sold; ends by itself, or by the next command.</summary>
    public bool IsFlattening { get; set; }

    /// <summary>When the order cleaner looks next.</summary>
    public long NextCleanUpNs { get; set; }

    /// <summary>As the venue told it last, 1e-8 quote; 0 = none.</summary>
    public long LiquidationPriceE8 { get; set; }

    /// <summary>As the venue told it last, with the position or by its stream, 1e-8 quote, and when.</summary>
    public long MarkPriceE8 { get; set; }
    public long MarkedNs { get; set; }

    /// <summary>The mark price while it is fresh; 0 = not known: the reference is nearer then.</summary>
    public long FreshMarkE8 => NowNs - MarkedNs < MarkLifeNs ? MarkPriceE8 : 0;

    /// <summary>As the venue told it last; no decision rests on it.</summary>
    public long FundingRateE8 { get; set; }
    public long NextFundingNs { get; set; }

    /// <summary>Funding is booked up to this venue time; more is to be asked for.</summary>
    public long FundedNs { get; set; }
    public bool IsFundingWanted { get; set; }

    /// <summary>Result since the journal began when this run began to trade, and the best since; 1e-8 quote.</summary>
    public long SessionFirstE8 { get; set; }
    public long SessionBestE8 { get; set; }

    /// <summary>Slots are left out of the target set because of <see cref="MaxPositionE8"/>.</summary>
    public bool IsAtPositionLimit { get; set; }

    public Counters Counters;

    private long _lastQueryId;

    public long NextQueryId() => ++_lastQueryId;

    public void Enter(EnginePhase phase)
    {
        if (Phase == phase) return;
        Phase = phase;
        IsDirty = true;
        Outbox.Notice(NoticeCode.PhaseChanged, (long)phase);
    }

    public void DueAt(long timeNs) => DueNs = long.Min(DueNs, timeNs);

    /// <summary>The hash over all of it, O(1): the large parts keep their own.</summary>
    public ulong Hash()
    {
        ulong hash = StateHash.Mix(Slots.Hash, Orders.Hash);
        hash = StateHash.Mix(hash, Books.Hash());
        hash = StateHash.Mix(hash, Tokens.Hash());
        hash = StateHash.Mix(hash, Config.Hash());
        hash = StateHash.Mix(hash, Margin.Hash());
        hash = StateHash.Mix(StateHash.Mix(hash, Gate.Hash()), NextCleanUpNs);
        hash = StateHash.Mix(StateHash.Mix(hash, MaxPositionE8), LiquidationPriceE8);
        hash = StateHash.Mix(StateHash.Mix(hash, SessionFirstE8), SessionBestE8);
        hash = StateHash.Mix(hash, Breaker.Hash());
        hash = StateHash.Mix(StateHash.Mix(StateHash.Mix(hash, MarkPriceE8), MarkedNs), FundedNs);
        hash = StateHash.Mix(StateHash.Mix(hash, FundingRateE8), NextFundingNs);
        hash = StateHash.Mix(hash, (ulong)Phase | ((ulong)Verdict << 8) | ((ulong)Gate.Causes << 16)
            | ((ulong)Epoch << 32) | (IsDirty ? 1UL << 63 : 0) | (ReconcileWanted ? 1UL << 62 : 0));
        hash = StateHash.Mix(StateHash.Mix(hash, Grid.AnchorTicks), Grid.IntervalTicks);
        hash = StateHash.Mix(StateHash.Mix(hash, BidTicks), OfferTicks);
        hash = StateHash.Mix(StateHash.Mix(hash, ReferenceTicks), NowNs);
        hash = StateHash.Mix(StateHash.Mix(hash, Sequence), _lastQueryId);
        hash = StateHash.Mix(StateHash.Mix(hash, MakerFeeE8), TakerFeeE8);
        hash = StateHash.Mix(hash, (IsUserStreamUp ? 1L : 0) | (IsMarketStreamUp ? 2L : 0)
            | (IsAtPositionLimit ? 4L : 0) | (IsFlattening ? 8L : 0)
            | (IsFundingWanted ? 16L : 0));
        return StateHash.Mix(StateHash.Mix(hash, FirstWalletE8), OwnEvents);
    }
}
