using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>The engine's notices in words. Refusals name the figure, and the remedy where there is one.</summary>
public sealed class NoticeText(Instrument? instrument, IReadOnlyList<string>? monitored = null)
{
    /// <summary>What stands in the holes of each text, in the order of the table of texts.</summary>
    private static readonly Dictionary<NoticeCode, Func<NoticeText, Notice, object[]>> Values = new()
    {
        [NoticeCode.TradingStateChanged] = (_, n) => [Words.Of((TradingState)n.A), Causes((GateCause)n.B)],
        [NoticeCode.PhaseChanged] = (_, n) => [Words.Of((EnginePhase)n.A)],
        [NoticeCode.GridSet] = (t, n) => [t.Price(n.A), t.Price(n.B)],
        [NoticeCode.IllegalTransition] = (_, n) => [Words.Of((SlotState)n.A), Words.Of((SlotTrigger)n.B)],
        [NoticeCode.OrderInDoubt] = (_, n) => [n.A, Words.Of((SlotTrigger)n.B)],
        [NoticeCode.OrderProvenAbsent] = (_, n) => [n.A, Seconds(n.B)],
        [NoticeCode.UnknownOwnOrder] = (t, n) => [t.Quantity(n.A)],
        [NoticeCode.SlotPaused] = (_, n) => [n.A, Seconds(n.C), n.B],
        [NoticeCode.ExitDowngraded] = (t, n) => [n.A, t.Price(n.B)],
        [NoticeCode.VenueThrottles] = (_, n) => [Seconds(n.A)],
        [NoticeCode.LiquidationSeen] = (t, n) => [t.Quantity(n.A), t.Price(n.B)],
        [NoticeCode.PriceJump] = (t, n) => [t.Price(n.A), t.Price(n.B)],
        [NoticeCode.MarginLocked] = (_, n) => [n.A, Seconds(n.B)],
        [NoticeCode.PositionLimitReached] = (_, n) => [Money(n.A), Money(n.B)],
        [NoticeCode.LossLimitReached] = (_, n) => [Money(n.C), Money(n.A), Money(n.B)],
        [NoticeCode.LiquidationNear] = (t, n) => [t.Price(n.A), Money(n.C), Money(n.B)],
        [NoticeCode.OrdersCleaned] = (_, n) => [n.A, n.B, n.C],
        [NoticeCode.Flattened] = (t, n) => [t.Quantity(n.A)],
        [NoticeCode.SmallHoldingMoved] = (t, n) => [n.A, t.Quantity(n.C), n.B],
        [NoticeCode.EntryDowngraded] = (t, n) => [n.A, t.Price(n.B)],
        [NoticeCode.MarketDataStale] = (_, n) => [Seconds(n.A), Seconds(n.B)],
        [NoticeCode.UserStreamDown] = (_, n) => [Seconds(n.A), Seconds(n.B)],
        [NoticeCode.FundingBooked] = (_, n) => [Money(n.A), Money(n.B)],
        [NoticeCode.RefusedIntervalNotOnTick] = (_, n) => [Money(n.A), Money(n.B)],
        [NoticeCode.RefusedGridChanged] = (_, n) => [Money(n.A), Money(n.B)],
        [NoticeCode.RefusedInstrumentChanged] = (_, n) => [Money(n.A), Money(n.B)],
        [NoticeCode.RefusedCannotTrade] = (_, _) => [],
        [NoticeCode.RefusedHedgeMode] = (_, _) => [],
        [NoticeCode.RefusedShortPosition] = (t, n) => [t.Quantity(n.A)],
        [NoticeCode.RefusedLeverage] = (_, n) => [n.A, n.B],
        [NoticeCode.RefusedCapacity] = (_, n) => [n.A, n.B],
        [NoticeCode.RefusedUnprofitable] = (_, n) => [Money(n.B)],
        [NoticeCode.RefusedClockOffset] = (_, n) => [Seconds(n.A), Seconds(n.B)],
        [NoticeCode.RefusedOrderTooSmall] = (_, n) => [Money(n.A), Money(n.B)],
        [NoticeCode.RefusedGridTooFine] = (_, n) => [n.A],
        [NoticeCode.RefusedIdsExhausted] = (_, _) => [],
        [NoticeCode.RefusedNoAnswer] = (_, n) => [Words.Of((ListKind)n.A)],
        [NoticeCode.PreflightCapacity] = (_, n) => [n.A, n.B],
        [NoticeCode.PreflightFees] = (_, n) => [Money(n.A), Money(n.B)],
        [NoticeCode.PreflightAccount] = (_, n) => [Money(n.A), n.B, Seconds(n.C)],
        [NoticeCode.PreflightLiquidation] = (t, n) => [t.Quantity(n.C), Money(n.B), Liquidation(n.A)],
        [NoticeCode.ReconcileOrders] = (_, n) => [n.A, n.B, n.C],
        [NoticeCode.ReconcileBooked] = (t, n) => [n.A, t.Quantity(n.B), t.Value(n.C)],
        [NoticeCode.ReconcilePosition] = (t, n) => [t.Quantity(n.A), t.Quantity(n.B)],
        [NoticeCode.ReconcileWrittenOff] = (t, n) => [n.A, t.Quantity(n.B), t.Value(n.C)],
        [NoticeCode.PositionAdopted] = (t, n) => [n.A, t.Quantity(n.B), t.Value(n.C)],
        [NoticeCode.ForeignSurplus] = (t, n) => [t.Quantity(n.A)],
        [NoticeCode.StrayCanceled] = (_, n) => [n.A],
        [NoticeCode.Reconciled] = (_, n) => [n.A, Seconds(n.B)],
        [NoticeCode.HoldingMoved] = (t, n) => [t.Quantity(n.C), n.A, n.B],
        [NoticeCode.BreakerTripped] = (_, n) => [n.A, n.C, n.B],
        [NoticeCode.BreakerSymbol] = (t, n) => [t.Monitored(n.A), Times(n.B), Money(n.C)],
        [NoticeCode.BreakerSymbolSilent] = (t, n) => [t.Monitored(n.A), n.B],
        [NoticeCode.BreakerRecovered] = (_, n) => [n.A, n.B, Seconds(n.C)],
        [NoticeCode.StopUnverified] = (_, n) => [n.A, n.B],
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
        string text = Words.Of($"{nameof(NoticeCode)}.{notice.Code}", Values[notice.Code](this, notice));
        if (notice.Reason != Reason.None) text += $" ({Words.Of(notice.Reason)})";
        return notice.ClOrdId == 0 ? text : $"{text} [{new ClOrdId(notice.ClOrdId)}]";
    }

    private string Price(long ticks) =>
        instrument is null ? Words.Of("unit.ticks", ticks) : FixedPoint.ToText(ticks * instrument.TickSizeE8);

    private string Quantity(long lots) =>
        instrument is null ? Words.Of("unit.lots", lots) : FixedPoint.ToText(lots * instrument.LotSizeE8);

    private string Value(long units) =>
        instrument is null ? Words.Of("unit.units", units) : FixedPoint.ToText(instrument.ValueE8(units));

    private string Monitored(long symbol) =>
        monitored is not null && symbol < monitored.Count ? monitored[(int)symbol] : Words.Of("unit.symbol", symbol);

    private static string Causes(GateCause causes)
    {
        string[] names = [.. RunStatus.CausesOf(causes).Select(cause => Words.Of(cause))];
        return names.Length == 0 ? Words.Of("status.none") : string.Join(", ", names);
    }

    private static string Liquidation(long priceE8) =>
        priceE8 == 0 ? Words.Of("notice.carried") : Words.Of("notice.liquidated", Money(priceE8));

    private static string Times(long e3) => FixedPoint.ToText(e3 * (FixedPoint.One / 1000));

    private static string Money(long e8) => FixedPoint.ToText(e8);

    private static string Seconds(long ns) => Words.Of("unit.s", FixedPoint.ToText(ns / 10));
}
