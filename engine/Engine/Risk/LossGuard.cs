using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// Stops entries (Reducing) on a loss of this run, on a fall from its best result, and near the liquidation price.
/// Reducing and not Halted: an exit sells above its cost or closer to flat, so forbidding it would only add risk.
/// A few multiplications per quote, and only where a limit is set.
/// </summary>
public sealed class LossGuard(EngineState s)
{
    /// <summary>This run begins to trade: its result counts from here.</summary>
    public void OnTradingStarted() => s.SessionFirstE8 = s.SessionBestE8 = ResultE8(s);

    public void OnPosition(in PositionReport report) =>
        s.LiquidationPriceE8 = report.PositionLots > 0 ? report.LiquidationPriceE8 : 0;

    /// <summary>
    /// Profit and loss since the journal began: fills, fees, funding and, at the reference, what is still held.
    /// </summary>
    public static long ResultE8(EngineState s) =>
        s.Instrument!.ValueE8(
            (Int128)s.Books.GrossUnits + (Int128)s.Slots.PositionLots * s.ReferenceTicks - s.Books.HoldingsCostUnits)
        - s.Books.FeesE8 + s.Books.FundingE8;

    /// <summary>At every accepted quote, fill and timer: a fall between two looks must not be missed.</summary>
    public void Look()
    {
        if (s.Phase != EnginePhase.Trading || s.ReferenceTicks == 0) return;
        EngineConfig config = s.Config;
        if ((config.MaxSessionLossE8 | config.MaxDrawdownE8) != 0)
        {
            long resultE8 = ResultE8(s);
            s.SessionBestE8 = long.Max(s.SessionBestE8, resultE8);
            Watch(GateCause.SessionLoss, s.SessionFirstE8 - resultE8, config.MaxSessionLossE8, resultE8);
            Watch(GateCause.Drawdown, s.SessionBestE8 - resultE8, config.MaxDrawdownE8, resultE8);
        }

        if (s.LiquidationPriceE8 == 0 && !s.Gate.Has(GateCause.LiquidationNear)) return;
        bool isNear = IsLiquidationNear();
        if (!s.Gate.Watch(GateCause.LiquidationNear, isNear, s.NowNs)) return;
        s.IsDirty = true;
        if (isNear)
            s.Outbox.Notice(NoticeCode.LiquidationNear, LowestE8() / s.Instrument!.TickSizeE8, s.LiquidationPriceE8,
                config.LiquidationDistanceE8);
    }

    private void Watch(GateCause cause, long lossE8, long mostE8, long resultE8)
    {
        bool isBeyond = mostE8 > 0 && lossE8 >= mostE8;
        if (!s.Gate.Watch(cause, isBeyond, s.NowNs)) return;
        s.IsDirty = true;
        if (isBeyond) s.Outbox.Notice(NoticeCode.LossLimitReached, resultE8, s.SessionBestE8, mostE8);
    }

    private bool IsLiquidationNear()
    {
        if (s.LiquidationPriceE8 == 0 || s.Slots.PositionLots == 0 || s.Config.LiquidationDistanceE8 == 0) return false;
        Int128 priceE8 = LowestE8();
        return (priceE8 - s.LiquidationPriceE8) * FixedPoint.One < priceE8 * s.Config.LiquidationDistanceE8;
    }

    /// <summary>The venue liquidates by its mark price; the reference may be where the mark goes next.</summary>
    private long LowestE8()
    {
        long referenceE8 = s.ReferenceTicks * s.Instrument!.TickSizeE8;
        return s.FreshMarkE8 > 0 ? long.Min(referenceE8, s.FreshMarkE8) : referenceE8;
    }
}
