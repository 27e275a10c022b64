using System.Globalization;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>The engine's notices in words. Refusals name the figure, and the remedy where there is one.</summary>
public sealed class NoticeText(Instrument? instrument, IReadOnlyList<string>? monitored = null)
{
    private static readonly Dictionary<NoticeCode, Func<NoticeText, Notice, string>> Texts = new()
    {
        [NoticeCode.TradingStateChanged] = (_, n) => $"trading state {(TradingState)n.A}, causes {(GateCause)n.B}",
        [NoticeCode.PhaseChanged] = (_, n) => $"phase {(EnginePhase)n.A}",
        [NoticeCode.GridSet] = (t, n) => $"grid: anchor {t.Price(n.A)}, interval {t.Price(n.B)}",
        [NoticeCode.IllegalTransition] = (_, n) =>
            $"a slot in state {(SlotState)n.A} met {(SlotTrigger)n.B}, which cannot happen",
        [NoticeCode.OrderInDoubt] = (_, n) => $"slot {n.A}: order in doubt after {(SlotTrigger)n.B}, asking the venue",
        [NoticeCode.OrderProvenAbsent] = (_, n) => $"slot {n.A}: order proven absent after {Seconds(n.B)}",
        [NoticeCode.UnknownOwnOrder] = (t, n) => $"own order that is not in the journal, filled {t.Quantity(n.A)}",
        [NoticeCode.SlotPaused] = (_, n) => $"slot {n.A} pauses {Seconds(n.C)} after {n.B} rejects",
        [NoticeCode.ExitDowngraded] = (t, n) => $"slot {n.A}: exit goes as a plain limit at {t.Price(n.B)}",
        [NoticeCode.VenueThrottles] = (_, n) => $"the venue asks for {Seconds(n.A)} of silence",
        [NoticeCode.LiquidationSeen] = (_, _) => "the venue liquidated or deleveraged a part of the position",
        [NoticeCode.PriceJump] = (t, n) => $"price jump to {t.Price(n.A)} from {t.Price(n.B)} waits for confirmation",
        [NoticeCode.MarginLocked] = (_, n) =>
            $"the venue refused a buy for lack of margin: at most {n.A} open buys for {Seconds(n.B)}, exits go on",
        [NoticeCode.PositionLimitReached] = (_, n) =>
            $"position limit {Money(n.A)} reached (position and open buys are worth {Money(n.B)}): "
            + "farther slots wait",
        [NoticeCode.LossLimitReached] = (_, n) =>
            $"loss limit {Money(n.C)} passed: result {Money(n.A)}, best of this run {Money(n.B)}: no entries",
        [NoticeCode.LiquidationNear] = (t, n) =>
            $"price {t.Price(n.A)} is within {Money(n.C)} of the liquidation price {Money(n.B)}: no entries",
        [NoticeCode.OrdersCleaned] = (_, n) =>
            $"{n.A} live orders are too many: {n.B} buys and {n.C} sells outside the target set are cancelled",
        [NoticeCode.Flattened] = (t, n) => $"flattened: all that could be sold is sold, {t.Quantity(n.A)} left",
        [NoticeCode.SmallHoldingMoved] = (t, n) =>
            $"slot {n.A}: {t.Quantity(n.C)} too small to be sold alone move to slot {n.B}",
        [NoticeCode.EntryDowngraded] = (t, n) => $"slot {n.A}: entry goes as a plain limit at {t.Price(n.B)}",
        [NoticeCode.FundingBooked] = (_, n) => $"funding {Money(n.A)}, {Money(n.B)} since the journal began",
        [NoticeCode.RefusedIntervalNotOnTick] = (_, n) =>
            $"trading.price_interval is not a whole number of ticks: the neighbours are {Money(n.A)} and {Money(n.B)}",
        [NoticeCode.RefusedGridChanged] = (_, n) =>
            $"the grid on record is {Money(n.A)}, the configuration says {Money(n.B)}: "
            + "set it back, or start once with --new-grid",
        [NoticeCode.RefusedInstrumentChanged] = (_, n) =>
            $"the contract's step was {Money(n.A)} and is {Money(n.B)} now: start with an empty data directory",
        [NoticeCode.RefusedCannotTrade] = (_, _) => "the key may not trade: allow futures trading for it at the venue",
        [NoticeCode.RefusedHedgeMode] = (_, _) => "the account is in hedge mode: switch it to one-way mode",
        [NoticeCode.RefusedShortPosition] = (t, n) => $"there is a short position of {t.Quantity(n.A)}: close it first",
        [NoticeCode.RefusedLeverage] = (_, n) =>
            $"leverage is {n.A}, allowed {n.B}: lower it at the venue, or raise trading.max_leverage",
        [NoticeCode.RefusedCapacity] = (_, n) =>
            $"the balance carries {n.A} orders, required {n.B}: add funds, or lower trading.order_quantity "
            + "or trading.position_safety_check",
        [NoticeCode.RefusedUnprofitable] = (_, n) =>
            $"a round trip earns nothing after two fees of {Money(n.B)}: raise trading.price_interval",
        [NoticeCode.RefusedClockOffset] = (_, n) =>
            $"the clocks differ by {Seconds(n.A)}, allowed {Seconds(n.B)}: set this machine's clock",
        [NoticeCode.RefusedOrderTooSmall] = (_, n) =>
            $"the smallest order costs {Money(n.A)}, trading.order_quantity is {Money(n.B)}: raise it",
        [NoticeCode.RefusedGridTooFine] = (_, n) =>
            $"slot {n.A} is beyond ±500000: raise trading.price_interval, or set trading.anchor_price near the price",
        [NoticeCode.RefusedIdsExhausted] = (_, _) => "the order ids are used up: choose another trading.bot_code",
        [NoticeCode.RefusedNoAnswer] = (_, n) =>
            $"the venue did not answer the question for {(ListKind)n.A} in time: check the connection and try again",
        [NoticeCode.PreflightCapacity] = (_, n) => $"pre-flight: the balance carries {n.A} orders, required {n.B}",
        [NoticeCode.PreflightFees] = (_, n) => $"pre-flight: maker fee {Money(n.A)}, taker fee {Money(n.B)}",
        [NoticeCode.PreflightAccount] = (_, n) =>
            $"pre-flight: available {Money(n.A)}, leverage {n.B}, clock offset {Seconds(n.C)}",
        [NoticeCode.PreflightLiquidation] = (t, n) =>
            $"pre-flight: with the buy window full the position is {t.Quantity(n.C)} worth {Money(n.B)}, "
            + (n.A == 0 ? "carried down to zero" : $"liquidated near {Money(n.A)} (maintenance margin taken as 1 %)"),
        [NoticeCode.ReconcileOrders] = (_, n) =>
            $"reconcile: {n.A} own orders adopted, {n.B} cancelled, {n.C} foreign ones left alone",
        [NoticeCode.ReconcileBooked] = (t, n) => $"reconcile: slot {n.A} booked {t.Quantity(n.B)} for {t.Value(n.C)}",
        [NoticeCode.ReconcilePosition] = (t, n) =>
            $"reconcile: position {t.Quantity(n.A)} here, {t.Quantity(n.B)} at the venue",
        [NoticeCode.ReconcileWrittenOff] = (t, n) => $"slot {n.A}: {t.Quantity(n.B)} written off, cost {t.Value(n.C)}",
        [NoticeCode.PositionAdopted] = (t, n) => $"slot {n.A}: {t.Quantity(n.B)} adopted, cost {t.Value(n.C)}",
        [NoticeCode.ForeignSurplus] = (t, n) =>
            $"{t.Quantity(n.A)} at the venue are not ours and are left alone (--adopt-position takes them in)",
        [NoticeCode.StrayCanceled] = (_, n) => $"slot {n.A}: a stray own order is cancelled",
        [NoticeCode.Reconciled] = (_, n) => $"reconciled in {n.A} passes and {Seconds(n.B)}",
        [NoticeCode.HoldingMoved] = (t, n) => $"{t.Quantity(n.C)} moved from slot {n.A} to {n.B} of the new grid",
        [NoticeCode.BreakerTripped] = (_, n) =>
            $"volume breaker tripped: {n.A} symbols abnormal ({n.C} of them without data), {n.B} are enough: "
            + "no entries",
        [NoticeCode.BreakerSymbol] = (t, n) =>
            $"volume breaker: {t.Monitored(n.A)} has {Times(n.B)} the mean volume at {Money(n.C)} of the mean close",
        [NoticeCode.BreakerSymbolSilent] = (t, n) =>
            $"volume breaker: {t.Monitored(n.A)} is without data, {n.B} closed candles known",
        [NoticeCode.BreakerRecovered] = (_, n) =>
            $"volume breaker recovered: {n.A} symbols calm, {n.B} are enough, after {Seconds(n.C)}",
        [NoticeCode.StopUnverified] = (_, n) =>
            $"stopped without proof: {n.A} own orders still at the venue, {n.B} in doubt; start again to settle them",
    };

    /// <summary>Expected in a healthy run: for those who look closely.</summary>
    public static bool IsRoutine(NoticeCode code) => code is NoticeCode.PhaseChanged or NoticeCode.GridSet
        or NoticeCode.PreflightCapacity or NoticeCode.PreflightFees or NoticeCode.PreflightAccount
        or NoticeCode.PreflightLiquidation or NoticeCode.ReconcileOrders or NoticeCode.ReconcilePosition
        or NoticeCode.Reconciled or NoticeCode.FundingBooked;

    public static bool IsRefusal(NoticeCode code) =>
        code is >= NoticeCode.RefusedIntervalNotOnTick and < NoticeCode.PreflightCapacity;

    public string Of(in Notice notice)
    {
        string text = Texts.TryGetValue(notice.Code, out Func<NoticeText, Notice, string>? words)
            ? words(this, notice)
            : string.Create(CultureInfo.InvariantCulture, $"{notice.Code}: {notice.A}, {notice.B}, {notice.C}");
        if (notice.Reason != Reason.None) text += $" ({notice.Reason})";
        return notice.ClOrdId == 0 ? text : $"{text} [{new ClOrdId(notice.ClOrdId)}]";
    }

    private string Price(long ticks) =>
        instrument is null ? $"{ticks} ticks" : FixedPoint.ToText(ticks * instrument.TickSizeE8);

    private string Quantity(long lots) =>
        instrument is null ? $"{lots} lots" : FixedPoint.ToText(lots * instrument.LotSizeE8);

    private string Value(long units) =>
        instrument is null ? $"{units} units" : FixedPoint.ToText(instrument.ValueE8(units));

    private string Monitored(long symbol) =>
        monitored is not null && symbol < monitored.Count ? monitored[(int)symbol] : $"symbol {symbol}";

    private static string Times(long e3) => FixedPoint.ToText(e3 * (FixedPoint.One / 1000));

    private static string Money(long e8) => FixedPoint.ToText(e8);

    private static string Seconds(long ns) => $"{FixedPoint.ToText(ns / 10)} s";
}
