using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Perf.Scenes;

/// <summary>
/// A venue and a host that say yes to everything, at once and in memory: what is measured is ours, not theirs. Ticks of
/// 0.01, lots of 0.001, an interval of 100 ticks. Allocates nothing after its start. Used by one thread.
/// </summary>
public sealed class ScriptedVenue(byte instrument = 0)
{
    /// <summary>Distance of two grid lines.</summary>
    public const long IntervalTicks = 100;

    public const long StartTicks = 6_000_000;

    private const long OrderQuantityE8 = 60_000 * FixedPoint.One / 1_000; // one lot of 0.001 at about 60 000
    private const long Never = 1_000_000_000L * 3600 * 24 * 365;

    // A window that follows the price at once, and no limit that a benchmark of many orders would meet.
    private static readonly (SettingId Id, long Value)[] Settings =
    [
        (SettingId.PriceIntervalE8, IntervalTicks * 1_000_000),
        (SettingId.OrderQuantityE8, OrderQuantityE8),
        (SettingId.Hysteresis, 0),
        (SettingId.LingerNs, 0),
        (SettingId.OrderRateE3, 1_000_000_000_000),
        (SettingId.OrderBurst, 1_000_000),
        (SettingId.ReconcileIntervalNs, Never),
        (SettingId.StaleMarketDataNs, Never),
        (SettingId.RequestTimeoutNs, Never),
        (SettingId.OrderRetryDelayNs, 0),
        (SettingId.MaxPositionE8, 1_000_000_000 * FixedPoint.One),
    ];

    private readonly Dictionary<ulong, Resting> _open = new(4096);
    private readonly List<ulong> _crossed = new(64);
    private long _orderId;
    private long _tradeId;
    private long _positionLots;

    public static InstrumentDefinition Definition
    {
        get
        {
            var definition = new InstrumentDefinition
            {
                TickSizeE8 = 1_000_000,
                LotSizeE8 = 100_000,
                MinQtyLots = 1,
                MaxQtyLots = 1_000_000,
                MinExitLots = 1,
                MinNotionalE8 = 20 * FixedPoint.One,
                QuarantineNs = 500_000_000,
            };
            "BTCUSDT"u8.CopyTo(definition.Symbol);
            "USDT"u8.CopyTo(definition.QuoteAsset);
            return definition;
        }
    }

    /// <summary>What a host announces before trading: run, settings, instrument.</summary>
    public void Announce(in InstrumentDefinition definition, long nowNs, IEventSink sink)
    {
        var run = new RunStarted { RunNumber = 1, EngineLogicVersion = TradingEngine.LogicVersion };
        Publish(EventKind.RunStarted, run, nowNs, sink);
        foreach ((SettingId id, long value) in Settings)
            Publish(EventKind.Setting, new Setting { Id = id, Value = value }, nowNs, sink);
        Publish(EventKind.SettingsEnd, 0L, nowNs, sink);
        Publish(EventKind.Instrument, definition, nowNs, sink);
    }

    /// <summary>The streams of this venue are up.</summary>
    public void Connect(long nowNs, IEventSink sink)
    {
        foreach (GatewayLink link in (ReadOnlySpan<GatewayLink>)[GatewayLink.UserStream, GatewayLink.MarketStream])
            Publish(EventKind.GatewayStatus, new GatewayStatus { Link = link, Up = 1 }, nowNs, sink);
    }

    /// <summary>Answers one command.</summary>
    public void Answer(in OutboundCommand command, long nowNs, IEventSink sink)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder: Place(command.Read<NewOrder>(), nowNs, sink); break;
            case CommandKind.CancelOrder: Cancel(command.Read<CancelOrder>().ClOrdId, nowNs, sink); break;
            case CommandKind.QueryList: List(command.Read<QueryList>(), nowNs, sink); break;
            case CommandKind.StartEpoch:
                Publish(EventKind.EpochStarted, command.Read<StartEpoch>(), nowNs, sink);
                break;
        }
    }

    /// <summary>The market has fallen to this price: every buy from there on is filled.</summary>
    public void FillBuysFrom(long priceTicks, long nowNs, IEventSink sink) =>
        Fill(Side.Buy, priceTicks, long.MaxValue, nowNs, sink);

    /// <summary>The market has risen to this price: every sell up to it is filled.</summary>
    public void FillSellsUpTo(long priceTicks, long nowNs, IEventSink sink) =>
        Fill(Side.Sell, 0, priceTicks, nowNs, sink);

    private void Fill(Side side, long lowestTicks, long highestTicks, long nowNs, IEventSink sink)
    {
        _crossed.Clear();
        foreach ((ulong id, Resting order) in _open)
        {
            bool isCrossed = order.PriceTicks >= lowestTicks && order.PriceTicks <= highestTicks;
            if (order.Side == side && isCrossed) _crossed.Add(id);
        }

        foreach (ulong id in _crossed)
        {
            _open.Remove(id, out Resting order);
            _positionLots += side == Side.Buy ? order.Lots : -order.Lots;
            ExecutionReport report = Report(id, order, ExecType.Trade, OrdStatus.Filled);
            report.CumQtyLots = report.LastQtyLots = order.Lots;
            report.LastPxTicks = order.PriceTicks;
            report.ExecId = VenueId.From(++_tradeId);
            Publish(EventKind.ExecutionReport, report, nowNs, sink);
        }
    }

    private void Place(in NewOrder place, long nowNs, IEventSink sink)
    {
        var order = new Resting(++_orderId, place.PriceTicks, place.OrderQtyLots, place.Side);
        _open.Add(place.ClOrdId, order);
        Publish(EventKind.ExecutionReport, Report(place.ClOrdId, order, ExecType.New, OrdStatus.New), nowNs, sink);
    }

    private void Cancel(ulong id, long nowNs, IEventSink sink)
    {
        if (_open.Remove(id, out Resting order))
        {
            ExecutionReport report = Report(id, order, ExecType.Canceled, OrdStatus.Canceled);
            Publish(EventKind.ExecutionReport, report, nowNs, sink);
            return;
        }

        var reject = new OrderCancelReject { ClOrdId = id, Reason = Reason.UnknownOrder };
        Publish(EventKind.OrderCancelReject, reject, nowNs, sink);
    }

    private void List(in QueryList query, long nowNs, IEventSink sink)
    {
        long id = query.QueryId;
        int count = 1;
        Publish(EventKind.ListBegin, new ListBegin { QueryId = id, ListKind = query.ListKind }, nowNs, sink);
        switch (query.ListKind)
        {
            case ListKind.Position:
                var position = new PositionReport { QueryId = id, PositionLots = _positionLots };
                Publish(EventKind.PositionReport, position, nowNs, sink);
                break;
            case ListKind.Account:
                const long balance = 100_000_000 * FixedPoint.One;
                var account = new AccountReport
                { QueryId = id, WalletBalanceE8 = balance, AvailableBalanceE8 = balance, CanTrade = 1 };
                Publish(EventKind.AccountReport, account, nowNs, sink);
                break;
            case ListKind.PositionMode: Fact(AccountSettingKind.HedgeMode, 0); break;
            case ListKind.Leverage: Fact(AccountSettingKind.Leverage, 1); break;
            case ListKind.ServerTime: Fact(AccountSettingKind.ClockOffset, 0); break;
            case ListKind.FeeRates:
                count = 2;
                Fact(AccountSettingKind.MakerFee, 0); // an interval of 1 at 60 000 would not earn a usual fee
                Fact(AccountSettingKind.TakerFee, 40_000);
                break;
            default: count = 0; break; // no orders from an earlier life
        }

        var end = new ListEnd { QueryId = id, Count = count, ListKind = query.ListKind, Outcome = Outcome.Accepted };
        Publish(EventKind.ListEnd, end, nowNs, sink);

        void Fact(AccountSettingKind kind, long value) => Publish(
            EventKind.AccountSetting, new AccountSetting { QueryId = id, Kind = kind, Value = value }, nowNs, sink);
    }

    private static ExecutionReport Report(ulong id, in Resting order, ExecType type, OrdStatus status) => new()
    {
        ClOrdId = id,
        OrderId = VenueId.From(order.OrderId),
        PriceTicks = order.PriceTicks,
        Side = order.Side,
        OrdStatus = status,
        ExecType = type,
    };

    private void Publish<T>(EventKind kind, in T payload, long nowNs, IEventSink sink) where T : unmanaged
    {
        InboundEvent e = default;
        e.Begin<T>(kind, EventSource.Host, instrument, nowNs) = payload;
        sink.Publish(e);
    }

    private readonly record struct Resting(long OrderId, long PriceTicks, long Lots, Side Side);
}
