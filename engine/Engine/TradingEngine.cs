using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Orders;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Engine;

/// <summary>
/// The business-logic processor: a pure function from events to commands. One thread applies events, in journal
/// order; the caller has journaled each before. The same events always give the same state hash and commands.
/// </summary>
public sealed class TradingEngine
{
    /// <summary>Bumped by hand whenever the same events lead to another state or other commands.</summary>
    public const int LogicVersion = 19;

    private const int MarkEveryEvents = 4096;
    private const long MarkEveryNs = 1_000_000_000;

    private readonly EngineState _state = new();
    private readonly ReferencePrice _price;
    private readonly GridStrategy _strategy;
    private readonly OrderReports _reports;
    private readonly FillBooking _booking;
    private readonly FillHistory _fills;
    private readonly FundingHistory _funding;
    private readonly DoubtResolver _doubts;
    private readonly Reconciler _reconciler;
    private readonly VenueClock _venueClock;
    private readonly PositionSettlement _position;
    private readonly Startup _startup;
    private readonly Shutdown _shutdown;
    private readonly Throttle _throttle;
    private readonly LossGuard _losses;
    private readonly OrderCleaner _cleaner;
    private readonly Flattening _flattening;
    private readonly GridTakeOver _takeOver;
    private readonly VolumeBreaker _breaker;
    private long _markNs;

    public TradingEngine()
    {
        var sender = new OrderSender(_state);
        var machine = new SlotMachine(_state, sender);
        var limits = new EntryLimits(_state);
        _fills = new FillHistory(_state, sender);
        _funding = new FundingHistory(_state, sender);
        _booking = new FillBooking(_state, _fills);
        _reports = new OrderReports(_state, machine, _booking, new RejectPolicy(_state));
        _doubts = new DoubtResolver(_state, machine, sender);
        _position = new PositionSettlement(_state);
        _reconciler = new Reconciler(_state, _reports, machine, sender, _position);
        _price = new ReferencePrice(_state);
        _strategy = new GridStrategy(_state, sender, limits);
        _startup = new Startup(_state, _reconciler, new PreflightCheck(_state), sender, _fills, machine, _position,
            new NewGrid(_state, sender));
        _shutdown = new Shutdown(_state, sender, _fills, _funding);
        _throttle = new Throttle(_state);
        _losses = new LossGuard(_state);
        _cleaner = new OrderCleaner(_state, sender, limits);
        _venueClock = new VenueClock(_state, sender);
        _takeOver = new GridTakeOver(_state);
        _flattening = new Flattening(_state, sender, new TargetSet(_state, limits));
        _breaker = new VolumeBreaker(_state);
    }

    /// <summary>What the last event caused; valid until the next <see cref="Apply"/>.</summary>
    public ReadOnlySpan<OutboundCommand> Commands => _state.Outbox.Commands;

    public ulong StateHash => _state.Hash();

    public EnginePhase Phase => _state.Phase;

    /// <summary>For tests, reports and the inspector: read only.</summary>
    public EngineState State => _state;

    public void Apply(in InboundEvent e)
    {
        EngineState s = _state;
        s.Outbox.Open(e.Header);
        s.NowNs = e.Header.TimeNs;
        s.Sequence = e.Header.Sequence;
        s.TriggerNs = 0;
        if (e.Kind == EventKind.BestBidOffer) OnQuote(e.Read<BestBidOffer>());
        else Dispatch(e);

        s.Slots.Settle();
        if (s.Phase == EnginePhase.Trading) Trade();
        else if (s.Phase == EnginePhase.Stopping) _shutdown.Tick();
        s.Slots.Settle();
        if ((e.Header.Sequence & (MarkEveryEvents - 1)) == 0 || s.NowNs - _markNs >= MarkEveryNs) Mark(e.Header);
    }

    public void CopyTo(ref EngineSnapshot snapshot) => EngineSnapshot.Take(_state, ref snapshot);

    /// <summary>The slots in use nearest to the market, highest first; returns how many.</summary>
    public int CopyTo(Span<SlotRow> rows) => SlotLadder.Copy(_state, rows);

    private void Trade()
    {
        if (_state.IsFlattening) _flattening.Run(!_price.IsUncertain);
        else _strategy.Run(!_price.IsUncertain);
    }

    private void OnQuote(in BestBidOffer quote)
    {
        if (!_price.Accept(quote)) return;
        _state.TriggerNs = quote.ReceivedNs;
        _losses.Look();
        if (_state.Phase == EnginePhase.Trading) _strategy.OnQuote();
        else _startup.Tick();
    }

    private void Dispatch(in InboundEvent e)
    {
        _venueClock.Apply(e);
        switch (e.Kind)
        {
            case EventKind.Kline: _breaker.Apply(e.Read<Kline>()); break;
            case EventKind.MarkPrice: OnMark(e.Read<MarkPrice>()); break;
            case EventKind.ExecutionReport: _reports.Apply(e.Read<ExecutionReport>()); break;
            case EventKind.OrderCancelReject: _reports.Apply(e.Read<OrderCancelReject>()); break;
            case EventKind.RequestInDoubt: _reports.Apply(e.Read<RequestInDoubt>()); break;
            case EventKind.OrderNotFound: _reports.Apply(e.Read<OrderNotFound>()); break;
            case EventKind.Throttled: _throttle.Apply(e.Read<Throttled>()); break;
            case EventKind.TimerFired: OnTimer(); break;
            case EventKind.OrderStatusReport: OnOrderStatus(e.Read<OrderStatusReport>()); break;
            case EventKind.TradeReport: _fills.OnRow(e.Read<TradeReport>()); break;
            case EventKind.FundingReport: _funding.OnRow(e.Read<FundingReport>()); break;
            case EventKind.PositionReport: OnPosition(e.Read<PositionReport>()); break;
            case EventKind.AccountReport: _startup.Account.OnRow(e.Read<AccountReport>()); break;
            case EventKind.AccountSetting: _startup.Account.OnRow(e.Read<AccountSetting>()); break;
            case EventKind.ListEnd: OnListEnd(e.Read<ListEnd>()); break;
            case EventKind.RunStarted: StartRun(e.Read<RunStarted>()); break;
            case EventKind.CarriedGrid: _takeOver.Apply(e.Read<CarriedGrid>()); break;
            case EventKind.CarriedHolding: _takeOver.Apply(e.Read<CarriedHolding>()); break;
            case EventKind.Setting: OnSetting(e.Read<Setting>()); break;
            case EventKind.SettingsEnd: OnSettingsEnd(); break;
            case EventKind.Instrument:
                _startup.OnInstrument(e.Header.Instrument, e.Read<InstrumentDefinition>());
                break;
            case EventKind.GatewayStatus: OnGatewayStatus(e.Read<GatewayStatus>()); break;
            case EventKind.EpochStarted: OnEpochStarted(e.Read<StartEpoch>()); break;
            case EventKind.OperatorCommand: OnOperator(e.Read<OperatorCommand>().Action); break;
        }
    }

    private void StartRun(in RunStarted run)
    {
        _price.StartRun();
        _venueClock.StartRun();
        _strategy.StartRun();
        _startup.OnRunStarted(run);
        _funding.StartRun(run);
    }

    /// <summary>Before a run the numbers come in a row; while it trades the operator may change some.</summary>
    private void OnSetting(in Setting setting)
    {
        _state.Config.Set(setting.Id, setting.Value);
        if (_state.Phase != EnginePhase.Trading) return;
        _state.IsDirty = true;
        if (setting.Id == SettingId.MaxPositionE8 && setting.Value > 0) _state.MaxPositionE8 = setting.Value;
    }

    private void OnSettingsEnd()
    {
        _startup.OnSettingsEnd();
        _breaker.OnSettingsEnd();
    }

    /// <summary>The breaker looks before the first order leaves.</summary>
    private void OnEpochStarted(in StartEpoch start)
    {
        _startup.OnEpochStarted(start);
        if (_state.Phase == EnginePhase.Trading) _losses.OnTradingStarted();
        _breaker.Tick();
    }

    private void OnGatewayStatus(in GatewayStatus status)
    {
        if (status.Link == GatewayLink.Journal)
            _state.IsDirty |= _state.Gate.Set(GateCause.JournalDegraded, status.Up == 0);
        _startup.OnGatewayStatus(status);
        if (status.Link == GatewayLink.UserStream && status.Up != 0) _funding.Want(); // news may have been missed
        _startup.Tick();
    }

    private void OnTimer()
    {
        if (_state.Phase >= EnginePhase.Reconciling && _state.Phase != EnginePhase.Stopped)
        {
            _doubts.Tick();
            _fills.Tick();
            _funding.Tick();
            WatchStreams();
        }

        if (_state.Phase is EnginePhase.Trading or EnginePhase.Stopping)
        {
            if (_state.IsUserStreamUp) _reconciler.Tick();
            _breaker.Tick();
            if (_state.Phase == EnginePhase.Trading && !_state.IsFlattening) _cleaner.Tick();
            StopWhenFlat();
        }
        else
        {
            _startup.Tick();
        }
    }

    /// <summary>Without fills or without prices nothing is bought; exits go on.</summary>
    private void WatchStreams()
    {
        if (_state.Phase != EnginePhase.Trading) return;
        EngineState s = _state;
        long downNs = s.IsUserStreamUp ? 0 : s.NowNs - s.UserStreamDownNs;
        if (downNs > 0 && downNs >= s.Config.UserStreamGraceNs && s.Gate.Set(GateCause.UserStreamDown, true))
        {
            s.IsDirty = true;
            s.Outbox.Notice(NoticeCode.UserStreamDown, downNs, s.Config.UserStreamGraceNs);
        }

        long quietNs = s.NowNs - s.QuotedNs;
        bool isStale = quietNs >= s.Config.StaleMarketDataNs;
        if (s.Gate.Watch(GateCause.MarketDataStale, isStale, s.NowNs))
        {
            s.IsDirty = true;
            if (isStale) s.Outbox.Notice(NoticeCode.MarketDataStale, quietNs, s.Config.StaleMarketDataNs);
        }

        _losses.Look();
    }

    private void StopWhenFlat()
    {
        EngineState s = _state;
        if (s.Phase == EnginePhase.Trading && s.Config.StopWhenFlat && s.Slots.PositionLots == 0
            && s.Books.SoldLots > 0 && s.Slots.InDoubt == 0)
            _shutdown.Begin();
    }

    /// <summary>A row of a list waits for its end; without a list it is the answer to a query by ClOrdId.</summary>
    private void OnOrderStatus(in OrderStatusReport report)
    {
        if (!_reconciler.OnRow(report) && !_shutdown.OnRow(report)) _reports.Apply(report);
    }

    private void OnPosition(in PositionReport report)
    {
        _startup.Account.OnRow(report);
        _reconciler.OnPosition(report);
        _losses.OnPosition(report);
        TakeMark(report.MarkPriceE8);
        _shutdown.OnRow(report);
    }

    private void OnMark(in MarkPrice mark)
    {
        TakeMark(mark.PriceE8);
        _state.FundingRateE8 = mark.FundingRateE8;
        _state.NextFundingNs = mark.NextFundingNs;
        _losses.Look();
    }

    private void TakeMark(long priceE8)
    {
        if (priceE8 <= 0) return; // a flat position has none
        _state.MarkPriceE8 = priceE8;
        _state.MarkedNs = _state.NowNs;
    }

    private void OnListEnd(in ListEnd end)
    {
        _startup.Account.OnEnd(end);
        _fills.OnEnd(end, _booking);
        _funding.OnEnd(end);
        _reconciler.OnEnd(end);
        _shutdown.OnEnd(end);
        if (_state.Phase is EnginePhase.Preflight or EnginePhase.Reconciling) _startup.Tick();
    }

    private void OnOperator(OperatorAction action)
    {
        if (action is OperatorAction.Stop or OperatorAction.Resume or OperatorAction.Halt) _state.IsFlattening = false;
        switch (action)
        {
            case OperatorAction.Stop: _shutdown.Begin(); break;
            case OperatorAction.Pause: _state.Gate.Set(GateCause.OperatorPause, true); break;
            case OperatorAction.Resume:
                _state.Gate.Set(GateCause.OperatorPause | GateCause.OperatorHalt, false);
                break;
            case OperatorAction.Flatten: _flattening.Begin(); break;
            case OperatorAction.Halt: _state.Gate.Set(GateCause.OperatorHalt, true); break;
            case OperatorAction.Reconcile: _state.ReconcileWanted = true; break;
            case OperatorAction.AdoptPosition:
                _position.AdoptWanted = true;
                _state.ReconcileWanted = true;
                break;
        }

        _state.IsDirty = true;
    }

    private void Mark(in RecordHeader cause)
    {
        _markNs = cause.TimeNs;
        ref StateHashMark mark = ref _state.Outbox.Add<StateHashMark>(CommandKind.StateHashMark);
        mark.EventSequence = cause.Sequence;
        mark.Hash = _state.Hash();
    }
}
