using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Testing;

/// <summary>
/// Drives an engine with a scripted venue in one thread: what the test does not forbid is answered at once and
/// truthfully. Every event is kept, so that a run can be replayed; the invariants are checked after each.
/// Ticks of 0.01, lots of 0.001, maker fee 0.0001.
/// </summary>
public sealed class EngineDriver
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1000 * Millisecond;

    private readonly Queue<OutboundCommand> _inbox = new();
    private long _sequence;
    private long _tradeId;
    private int _runs;

    public EngineDriver(long interval = 100, long quantityUsd = 30)
    {
        Settings[SettingId.PriceIntervalE8] = interval * 1_000_000;
        Settings[SettingId.OrderQuantityE8] = quantityUsd * FixedPoint.One;
    }

    public Dictionary<SettingId, long> Settings { get; } = [];
    public TradingEngine Engine { get; private set; } = new();
    public EngineState State => Engine.State;
    public List<InboundEvent> Events { get; } = [];
    public List<OutboundCommand> Commands { get; } = [];
    public SortedDictionary<ulong, VenueOrder> Orders { get; } = [];
    public long NowNs { get; set; } = 1_700_000_000 * Second;
    public long VenuePositionLots { get; set; }
    public long EntryPriceE8 { get; set; }
    public long LiquidationPriceE8 { get; set; }
    public long MarkPriceE8 { get; set; }

    /// <summary>Payments of funding as the venue lists them.</summary>
    public List<FundingReport> Funding { get; } = [];
    public int MinExitLots { get; set; } = 1;

    /// <summary>Messages a second that the venue allows, in 1e-3; 0 = it does not say.</summary>
    public long MaxOrderRateE3 { get; init; }

    /// <summary>Another one: the machine has died.</summary>
    public uint BootIdHash { get; set; }
    public long QuarantineNs { get; init; } = Second / 2;
    /// <summary>What the host tells between the settings and the contract.</summary>
    public Action<EngineDriver> BeforeTheContract { get; init; } = static _ => { };
    public long WalletE8 { get; set; } = 10_000 * FixedPoint.One;
    public long Leverage { get; set; } = 10;
    public bool IsHedgeMode { get; set; }
    public bool IsTradingForbidden { get; set; }

    /// <summary>Decides what the venue does with a command; false = it takes no notice at all.</summary>
    public Func<OutboundCommand, bool> Accepts { get; set; } = static _ => true;

    /// <summary>The venue works, but its answers to places get lost.</summary>
    public bool LosesAcks { get; set; }

    public IEnumerable<VenueOrder> Open => Orders.Values.Where(o => o.IsOpen);
    public IEnumerable<Notice> Notices => Commands.Where(c => c.Kind == CommandKind.Notice)
        .Select(c => c.Read<Notice>());

    /// <summary>Runs the whole start-up and ends in Trading (or wherever the engine refuses).</summary>
    public EngineDriver Start(long priceTicks)
    {
        Connect();
        Quote(priceTicks);
        for (int i = 0; i < 400 && Engine.Phase is not (EnginePhase.Trading or EnginePhase.Stopped); i++) Advance(100);
        return this;
    }

    /// <summary>A new process begins: the same journal is replayed into a fresh engine first.</summary>
    public void Crash()
    {
        Engine = new TradingEngine();
        foreach (InboundEvent e in Events) Engine.Apply(e);
        _inbox.Clear();
    }

    public void Connect()
    {
        _runs++;
        Send(EventKind.RunStarted,
            new RunStarted
            {
                RunNumber = _runs,
                EngineLogicVersion = TradingEngine.LogicVersion,
                BootIdHash = BootIdHash,
            });
        foreach ((SettingId id, long value) in Settings)
            Send(EventKind.Setting, new Setting { Id = id, Value = value });
        Send(EventKind.SettingsEnd, 0L);
        BeforeTheContract(this);
        var definition = new InstrumentDefinition
        {
            TickSizeE8 = 1_000_000,
            LotSizeE8 = 100_000,
            MinQtyLots = 1,
            MaxQtyLots = 1_000_000,
            MinExitLots = MinExitLots,
            MinNotionalE8 = 20 * FixedPoint.One,
            QuarantineNs = QuarantineNs,
            MaxOrderRateE3 = MaxOrderRateE3,
        };
        "ETHUSDT"u8.CopyTo(definition.Symbol);
        "USDT"u8.CopyTo(definition.QuoteAsset);
        Send(EventKind.Instrument, definition);
        Send(EventKind.GatewayStatus, new GatewayStatus { Link = GatewayLink.UserStream, Up = 1 });
        Send(EventKind.GatewayStatus, new GatewayStatus { Link = GatewayLink.MarketStream, Up = 1 });
    }

    /// <summary>One tick of spread around the price.</summary>
    public void Quote(long priceTicks) => Quote(priceTicks, priceTicks + 1);

    public void Quote(long bidTicks, long offerTicks) => Send(EventKind.BestBidOffer, new BestBidOffer
    {
        BidPriceTicks = bidTicks,
        OfferPriceTicks = offerTicks,
        BidSizeLots = 1000,
        OfferSizeLots = 1000,
        ReceivedNs = NowNs,
    });

    /// <summary>Lets time pass, with a timer event each 100 ms.</summary>
    public void Advance(long milliseconds)
    {
        for (long left = milliseconds; left > 0; left -= 100)
        {
            NowNs += long.Min(left, 100) * Millisecond;
            Send(EventKind.TimerFired, new TimerFired());
        }
    }

    /// <summary>The present order of a slot at the venue.</summary>
    public VenueOrder OrderOf(int k) => Orders[State.Slots.Read(k).ClOrdId];

    /// <summary>Fills at the venue and reports it, unless <paramref name="silently"/>.</summary>
    public ExecutionReport Fill(VenueOrder order, long lots, bool silently = false)
    {
        order.CumLots += lots;
        order.CumValue += lots * order.PriceTicks;
        order.Status = order.LeavesLots == 0 ? OrdStatus.Filled : OrdStatus.PartiallyFilled;
        VenuePositionLots += order.Id.Side == Side.Buy ? lots : -lots;
        long feeE8 = FeeE8(lots * order.PriceTicks);
        order.Trades.Add(new TradeReport
        {
            ClOrdId = order.Id.Value,
            OrderId = VenueId.From(order.OrderId),
            ExecId = VenueId.From(++_tradeId),
            LastQtyLots = lots,
            LastPxTicks = order.PriceTicks,
            FeeE8 = feeE8,
            Side = order.Id.Side,
        });
        ExecutionReport report = Report(order, ExecType.Trade);
        report.LastQtyLots = lots;
        report.LastPxTicks = order.PriceTicks;
        report.FeeE8 = feeE8;
        report.ExecId = VenueId.From(_tradeId);
        if (!silently) Send(EventKind.ExecutionReport, report);
        return report;
    }

    public static long FeeE8(long units) => units * 1000 / 10_000;

    public void Fill(VenueOrder order) => Fill(order, order.LeavesLots);

    public ExecutionReport Report(VenueOrder order, ExecType type, Reason reason = default) => new()
    {
        ClOrdId = order.Id.Value,
        OrderId = VenueId.From(order.OrderId),
        PriceTicks = order.PriceTicks,
        CumQtyLots = order.CumLots,
        Side = order.Id.Side,
        OrdStatus = order.Status,
        ExecType = type,
        Reason = reason,
    };

    public void End(VenueOrder order, OrdStatus status, Reason reason = default)
    {
        order.Status = status;
        Send(EventKind.ExecutionReport, Report(
            order, status == OrdStatus.Canceled ? ExecType.Canceled : ExecType.Expired, reason));
    }

    /// <summary>Sends one event and lets the venue answer everything that follows from it.</summary>
    public void Send<T>(EventKind kind, T payload) where T : unmanaged
    {
        Apply(kind, payload);
        while (_inbox.TryDequeue(out OutboundCommand command))
            if (Accepts(command)) Answer(command);
    }

    private void Apply<T>(EventKind kind, T payload) where T : unmanaged
    {
        var e = new InboundEvent();
        e.Begin<T>(kind, EventSource.Host, 0, NowNs) = payload;
        e.Header.Sequence = ++_sequence;
        Events.Add(e);
        Engine.Apply(e);
        foreach (OutboundCommand command in Engine.Commands)
        {
            Commands.Add(command);
            _inbox.Enqueue(command);
        }

        if (Invariant.FirstBroken(State) is { } broken)
            throw new InvalidOperationException($"after event {_sequence} ({kind}): {broken}");
    }

    private void Answer(in OutboundCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder: Place(command.Read<NewOrder>()); break;
            case CommandKind.CancelOrder: Cancel(command.Read<CancelOrder>()); break;
            case CommandKind.QueryOrder: Query(command.Read<QueryOrder>()); break;
            case CommandKind.QueryList: List(command.Read<QueryList>()); break;
            case CommandKind.StartEpoch: Apply(EventKind.EpochStarted, command.Read<StartEpoch>()); break;
        }
    }

    private void Place(in NewOrder place)
    {
        if (Orders.ContainsKey(place.ClOrdId)) throw new InvalidOperationException("an id was sent twice");
        var order = new VenueOrder
        {
            Id = new ClOrdId(place.ClOrdId),
            OrderId = 1000 + Orders.Count,
            PriceTicks = place.PriceTicks,
            QtyLots = place.OrderQtyLots,
            PlacedNs = NowNs,
            Flags = place.Flags,
        };
        Orders.Add(place.ClOrdId, order);
        if (!LosesAcks) Apply(EventKind.ExecutionReport, Report(order, ExecType.New));
    }

    private void Cancel(in CancelOrder cancel)
    {
        if (Orders.TryGetValue(cancel.ClOrdId, out VenueOrder? order) && order.IsOpen)
        {
            order.Status = OrdStatus.Canceled;
            Apply(EventKind.ExecutionReport, Report(order, ExecType.Canceled));
            return;
        }

        Apply(EventKind.OrderCancelReject,
            new OrderCancelReject { ClOrdId = cancel.ClOrdId, Reason = Reason.UnknownOrder });
    }

    private void Query(in QueryOrder query)
    {
        if (Orders.TryGetValue(query.ClOrdId, out VenueOrder? order))
            Apply(EventKind.OrderStatusReport, StatusOf(order, query.QueryId));
        else
            Apply(EventKind.OrderNotFound, new OrderNotFound { ClOrdId = query.ClOrdId, QueryId = query.QueryId });
    }

    private void List(in QueryList query)
    {
        (long id, long sinceNs) = (query.QueryId, query.SinceNs);
        int count = 0;
        Apply(EventKind.ListBegin, new ListBegin { QueryId = id, ListKind = query.ListKind });
        switch (query.ListKind)
        {
            case ListKind.OpenOrders:
                foreach (VenueOrder order in Open.ToArray()) Row(EventKind.OrderStatusReport, StatusOf(order, id));
                break;
            case ListKind.OrderHistory:
                foreach (VenueOrder order in Orders.Values.Where(o => o.PlacedNs >= sinceNs).ToArray())
                    Row(EventKind.OrderStatusReport, StatusOf(order, id));
                break;
            case ListKind.TradesOfOrder:
                if (!Orders.TryGetValue(query.ClOrdId, out VenueOrder? traded)) break;
                foreach (TradeReport trade in traded.Trades) Row(EventKind.TradeReport, trade with { QueryId = id });
                break;
            case ListKind.Position:
                Row(EventKind.PositionReport, new PositionReport
                {
                    QueryId = id,
                    PositionLots = VenuePositionLots,
                    EntryPriceE8 = EntryPriceE8,
                    LiquidationPriceE8 = LiquidationPriceE8,
                    MarkPriceE8 = MarkPriceE8,
                });
                break;
            case ListKind.Account:
                Row(EventKind.AccountReport, new AccountReport
                { QueryId = id, WalletBalanceE8 = WalletE8, AvailableBalanceE8 = WalletE8, CanTrade = 1 });
                break;
            case ListKind.Funding:
                foreach (FundingReport paid in Funding.Where(f => f.VenueTimeNs >= sinceNs).ToArray())
                    Row(EventKind.FundingReport, paid with { QueryId = id });
                break;
            case ListKind.PositionMode:
                Fact(AccountSettingKind.HedgeMode, IsHedgeMode ? 1 : 0);
                Fact(AccountSettingKind.TradingForbidden, IsTradingForbidden ? 1 : 0);
                break;
            case ListKind.Leverage: Fact(AccountSettingKind.Leverage, Leverage); break;
            case ListKind.ServerTime: Fact(AccountSettingKind.ClockOffset, 0); break;
            case ListKind.FeeRates:
                Fact(AccountSettingKind.MakerFee, 10_000);
                Fact(AccountSettingKind.TakerFee, 40_000);
                break;
        }

        Apply(EventKind.ListEnd, new ListEnd
        { QueryId = id, Count = count, ListKind = query.ListKind, Outcome = Outcome.Accepted });

        void Fact(AccountSettingKind kind, long value) =>
            Row(EventKind.AccountSetting, new AccountSetting { QueryId = id, Kind = kind, Value = value });

        void Row<T>(EventKind kind, T row) where T : unmanaged
        {
            count++;
            Apply(kind, row);
        }
    }

    private static OrderStatusReport StatusOf(VenueOrder order, long queryId) => new()
    {
        QueryId = queryId,
        ClOrdId = order.Id.Value,
        OrderId = VenueId.From(order.OrderId),
        PriceTicks = order.PriceTicks,
        OrderQtyLots = order.QtyLots,
        CumQtyLots = order.CumLots,
        CumValue = order.CumValue,
        Side = order.Id.Side,
        OrdStatus = order.Status,
    };
}
