using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// The one path into trading, for a first start, a restart and a crash alike: settings, instrument, both streams,
/// a first price, the account, pre-flight, reconcile, a durable epoch.
/// </summary>
public sealed class Startup(
    EngineState s, Reconciler reconciler, PreflightCheck preflight, OrderSender sender, FillHistory fills,
    SlotMachine machine, PositionSettlement position, NewGrid newGrid)
{
    private const long PreflightNs = 30_000_000_000;

    private readonly AccountReading _account = new();
    private long _beganNs;
    private uint _bootIdHash;
    private long _runStartedNs;

    /// <summary>The machine has died, and no run since has waited until all that was on its way had arrived.</summary>
    private bool _isQuietDue;

    public AccountReading Account => _account;

    public void OnRunStarted(in RunStarted run)
    {
        _isQuietDue |= s.RunNumber != 0 && run.BootIdHash != _bootIdHash;
        _bootIdHash = run.BootIdHash;
        _runStartedNs = s.NowNs;
        s.RunNumber = run.RunNumber;
        s.Verdict = StopVerdict.None;
        s.IsUserStreamUp = s.IsMarketStreamUp = false;
        s.BidTicks = s.OfferTicks = 0;
        s.ReconcileWanted = false;
        s.Gate.StartRun();
        if (s.IsFlattening) s.Gate.Set(GateCause.OperatorPause, true); // a crash must not turn it into buying
        fills.StartRun();
        RestartQuarantines();
        s.Enter(EnginePhase.Idle);
    }

    /// <summary>
    /// The wall clock may have been set between two runs, so nobody knows how long ago an order left: it counts as sent
    /// now.
    /// </summary>
    private void RestartQuarantines()
    {
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
        {
            ref Slot slot = ref s.Slots.Edit(k);
            slot.SentNs = s.NowNs;
            slot.NotFounds = 0;
        }
    }

    public void OnSettingsEnd()
    {
        s.Enter(EnginePhase.Connecting);
        position.AdoptWanted = s.Config.AdoptPosition;
    }

    /// <summary>The contract as the venue describes it today; the grid stands on its tick and lot.</summary>
    public void OnInstrument(byte index, in InstrumentDefinition definition)
    {
        if (s.Phase != EnginePhase.Connecting) return;
        long tickSizeE8 = s.Instrument?.TickSizeE8 ?? s.Carried.TickSizeE8;
        long lotSizeE8 = s.Instrument?.LotSizeE8 ?? s.Carried.LotSizeE8;
        bool isKnown = tickSizeE8 != 0;
        if (isKnown && (tickSizeE8 != definition.TickSizeE8 || lotSizeE8 != definition.LotSizeE8))
        {
            Refuse(NoticeCode.RefusedInstrumentChanged, tickSizeE8, definition.TickSizeE8);
            return;
        }

        s.Instrument = new Instrument(index, definition);
        s.QuietNs = _isQuietDue ? _runStartedNs + definition.QuarantineNs : 0;
        long rateE3 = s.Config.OrderRateE3;
        if (definition.MaxOrderRateE3 > 0) rateE3 = long.Min(rateE3, definition.MaxOrderRateE3);
        long burst = s.Config.OrderBurst;
        // A venue that counts by the second states a third of its limit: a second's rate and the burst then fit it.
        if (definition.MaxOrderRateE3 > 0) burst = long.Min(burst, long.Max(1, definition.MaxOrderRateE3 / 500));
        s.Tokens.Configure(rateE3, burst);
        SetInterval(definition.TickSizeE8);
    }

    public void OnGatewayStatus(in GatewayStatus status)
    {
        bool isUp = status.Up != 0;
        if (status.Link == GatewayLink.MarketStream) s.IsMarketStreamUp = isUp;
        if (status.Link != GatewayLink.UserStream || s.IsUserStreamUp == isUp) return;
        s.IsUserStreamUp = isUp;
        s.UserStreamDownNs = s.NowNs;
        if (isUp && s.Phase is EnginePhase.Trading or EnginePhase.Reconciling) reconciler.Restart();
    }

    /// <summary>Moves on when the present step is complete.</summary>
    public void Tick()
    {
        switch (s.Phase)
        {
            case EnginePhase.Connecting:
                Connect();
                break;
            case EnginePhase.Preflight:
                ReadAccount();
                break;
            case EnginePhase.Reconciling:
                reconciler.Tick();
                if (!reconciler.IsDone) break;
                LookForEarlierRuns();
                if (reconciler.BeganNs >= s.QuietNs) StartEpoch();
                else CompareAgainWhenQuiet();
                break;
        }
    }

    public void OnEpochStarted(in StartEpoch start)
    {
        if (s.Phase != EnginePhase.StartingEpoch) return;
        s.Epoch = (int)start.Epoch;
        s.Enter(EnginePhase.Trading);
    }

    private void Connect()
    {
        if (s.Instrument is null || !s.IsUserStreamUp || !s.IsMarketStreamUp || s.BidTicks == 0) return;
        if (!SetAnchor()) return;
        _beganNs = s.NowNs;
        _account.Restart();
        s.Enter(EnginePhase.Preflight);
        _account.Tick(s.NowNs, sender);
    }

    private void ReadAccount()
    {
        if (!_account.IsWhole)
        {
            if (s.NowNs - _beganNs > PreflightNs) Refuse(NoticeCode.RefusedNoAnswer, (long)_account.FirstMissing);
            else _account.Tick(s.NowNs, sender);
            return;
        }

        if (s.ReferenceTicks == 0) return; // a price beyond the collar is still waiting for its confirmation
        if (preflight.Run(_account) != NoticeCode.None)
        {
            Stop();
            return;
        }

        // Whatever was on its way when the last process ended is in doubt until the venue has told.
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
            if (s.Slots.Read(k).State is SlotState.BuyPending or SlotState.SellPending)
                machine.Apply(k, SlotTrigger.Missing);

        s.Slots.Settle();
        s.Enter(EnginePhase.Reconciling);
        reconciler.Restart();
        reconciler.Tick();
    }

    /// <summary>Own ids at the venue and a new journal: what it does not know may still be on its way.</summary>
    private void LookForEarlierRuns()
    {
        if (s.Epoch == 0 && reconciler.HighestEpoch > 0)
            s.QuietNs = _runStartedNs + s.Instrument!.Definition.QuarantineNs;
    }

    /// <summary>The comparison that counts begins after everything that was on its way has arrived.</summary>
    private void CompareAgainWhenQuiet()
    {
        if (s.NowNs < s.QuietNs) return;
        reconciler.Restart();
        reconciler.Tick();
    }

    private void StartEpoch()
    {
        if (newGrid.IsWanted && !newGrid.TryMove()) return;
        long epoch = int.Max(int.Max(s.Epoch, s.Carried.Epoch), reconciler.HighestEpoch) + 1;
        if (epoch > ClOrdId.MaxEpoch)
        {
            Refuse(NoticeCode.RefusedIdsExhausted, 0, 0);
            return;
        }

        _isQuietDue = false;
        s.Enter(EnginePhase.StartingEpoch);
        s.Outbox.Add<StartEpoch>(CommandKind.StartEpoch).Epoch = epoch;
    }

    private void SetInterval(long tickSizeE8)
    {
        long intervalE8 = s.Config.PriceIntervalE8;
        if (intervalE8 <= 0 || intervalE8 % tickSizeE8 != 0)
        {
            long below = intervalE8 / tickSizeE8 * tickSizeE8;
            Refuse(NoticeCode.RefusedIntervalNotOnTick, below, below + tickSizeE8);
            return;
        }

        long interval = intervalE8 / tickSizeE8;
        if (!s.Grid.IsSet || s.Grid.IntervalTicks == interval)
        {
            if (!s.Grid.IsSet) s.Grid = new GridGeometry(0, interval);
            return;
        }

        if (s.Config.NewGrid) newGrid.Want(interval);
        else Refuse(NoticeCode.RefusedGridChanged, s.Grid.IntervalTicks * tickSizeE8, intervalE8);
    }

    private bool SetAnchor()
    {
        long tick = s.Instrument!.TickSizeE8;
        long wanted = s.Config.AnchorPriceE8 / tick;
        if (s.Grid.AnchorTicks == 0)
        {
            s.Grid = s.Grid with { AnchorTicks = wanted > 0 ? wanted : (s.BidTicks + s.OfferTicks) / 2 };
            s.Outbox.Notice(NoticeCode.GridSet, s.Grid.AnchorTicks, s.Grid.IntervalTicks);
            return true;
        }

        if (wanted == 0 || wanted == s.Grid.AnchorTicks) return true;
        if (s.Config.NewGrid)
        {
            newGrid.WantAnchor(wanted);
            return true;
        }

        Refuse(NoticeCode.RefusedGridChanged, s.Grid.AnchorTicks * tick, s.Config.AnchorPriceE8);
        return false;
    }

    private void Refuse(NoticeCode code, long a, long b = 0)
    {
        s.Outbox.Notice(code, a, b);
        Stop();
    }

    private void Stop()
    {
        s.Verdict = StopVerdict.Refused;
        s.Enter(EnginePhase.Stopped);
        s.Outbox.Add<EngineStopped>(CommandKind.EngineStopped).Verdict = StopVerdict.Refused;
    }
}
