using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// Layer 1: refuses to start where the account or the settings cannot carry the grid; tells every figure.
/// </summary>
public sealed class PreflightCheck(EngineState s)
{
    private const long MostClockOffsetNs = 1_000_000_000;

    /// <summary>
    /// Maintenance margin that the estimate of the liquidation price assumes: 1 %, more than the first bracket of the
    /// large contracts asks for.
    /// </summary>
    private const long MaintenanceMarginE8 = 1_000_000;

    /// <summary>The first reason to refuse, or <see cref="NoticeCode.None"/>.</summary>
    public NoticeCode Run(AccountReading account)
    {
        AccountReport balance = account.Account;
        long leverage = long.Max(1, account[AccountSettingKind.Leverage]);
        long offsetNs = account[AccountSettingKind.ClockOffset];
        s.MakerFeeE8 = account[AccountSettingKind.MakerFee];
        s.TakerFeeE8 = account[AccountSettingKind.TakerFee];
        if (s.FirstWalletE8 == 0) s.FirstWalletE8 = balance.WalletBalanceE8;
        s.Outbox.Notice(NoticeCode.PreflightAccount, balance.AvailableBalanceE8, leverage, offsetNs);

        if (balance.CanTrade == 0 || account[AccountSettingKind.TradingForbidden] != 0)
            return Refuse(NoticeCode.RefusedCannotTrade, 0);
        if (account[AccountSettingKind.HedgeMode] != 0) return Refuse(NoticeCode.RefusedHedgeMode, 1);
        if (account.Position.PositionLots < 0)
            return Refuse(NoticeCode.RefusedShortPosition, account.Position.PositionLots);
        if (leverage > s.Config.MaxLeverage)
            return Refuse(NoticeCode.RefusedLeverage, leverage, s.Config.MaxLeverage);
        if (long.Abs(offsetNs) > MostClockOffsetNs)
            return Refuse(NoticeCode.RefusedClockOffset, offsetNs, MostClockOffsetNs);
        NoticeCode grid = CheckGrid();
        if (grid != NoticeCode.None) return grid;
        return CheckCapacity(balance, leverage, account.Position);
    }

    /// <summary>
    /// What one lot's round trip in this slot earns after both maker fees, in 1e-8 units (tick × lot).
    /// </summary>
    public static Int128 ProfitPerLotE8(EngineState s, long buyTicks, long feeE8) =>
        (Int128)s.Grid.IntervalTicks * FixedPoint.One - (Int128)feeE8 * (2 * buyTicks + s.Grid.IntervalTicks);

    /// <summary>The same with a fee of its own for the buy and for the sell.</summary>
    public static Int128 ProfitPerLotE8(EngineState s, long buyTicks, long buyFeeE8, long sellFeeE8) =>
        (Int128)s.Grid.IntervalTicks * FixedPoint.One - (Int128)buyFeeE8 * buyTicks
        - (Int128)sellFeeE8 * (buyTicks + s.Grid.IntervalTicks);

    private NoticeCode CheckGrid()
    {
        long slots = s.Grid.AnchorTicks / s.Grid.IntervalTicks;
        if (slots > 500_000) return Refuse(NoticeCode.RefusedGridTooFine, slots);
        Int128 profitE8 = ProfitPerLotE8(s, s.ReferenceTicks, s.MakerFeeE8);
        long profitE16 = (long)Int128.Min(profitE8 * s.Instrument!.UnitE8, long.MaxValue);
        s.Outbox.Notice(NoticeCode.PreflightFees, s.MakerFeeE8, s.TakerFeeE8, profitE16);
        if (profitE8 <= 0) return Refuse(NoticeCode.RefusedUnprofitable, profitE16, s.MakerFeeE8);

        long smallestE8 = s.Instrument.ValueE8(
            (Int128)OrderSize.SmallestLots(s, s.ReferenceTicks) * s.ReferenceTicks);
        bool isTooSmall = 2 * (Int128)smallestE8 > 3 * (Int128)s.Config.OrderQuantityE8;
        return isTooSmall
            ? Refuse(NoticeCode.RefusedOrderTooSmall, smallestE8, s.Config.OrderQuantityE8)
            : NoticeCode.None;
    }

    private NoticeCode CheckCapacity(in AccountReport balance, long leverage, in PositionReport position)
    {
        long orderE8 = s.Instrument!.ValueE8((Int128)OrderSize.Lots(s, s.ReferenceTicks) * s.ReferenceTicks);
        SetPositionLimit(balance.AvailableBalanceE8, leverage);
        TellLiquidation(balance.WalletBalanceE8, position);
        long capacity = (long)((Int128)balance.AvailableBalanceE8 * leverage / orderE8);
        s.Outbox.Notice(NoticeCode.PreflightCapacity, capacity, s.Config.PositionSafetyCheck);
        bool hasPosition = position.PositionLots > 0;
        bool isShort = capacity < s.Config.PositionSafetyCheck && !hasPosition; // with a position: a warning only
        return isShort
            ? Refuse(NoticeCode.RefusedCapacity, capacity, s.Config.PositionSafetyCheck)
            : NoticeCode.None;
    }

    /// <summary>
    /// Where the whole wallet would be lost but for the maintenance margin, were the position of now and a full buy
    /// window held at cross margin.
    /// </summary>
    private void TellLiquidation(long walletE8, in PositionReport position)
    {
        Instrument instrument = s.Instrument!;
        long lots = position.PositionLots;
        Int128 costUnits = (Int128)lots * position.EntryPriceE8 / instrument.TickSizeE8;
        long top = s.Grid.GridIndex(s.ReferenceTicks);
        for (long k = top; k > top - s.Config.BuyWindowSize && SlotTable.IsAddressable(k); k--)
        {
            long price = s.Grid.BuyPrice((int)k);
            if (price <= 0) break;
            long order = OrderSize.Lots(s, price);
            lots += order;
            costUnits += (Int128)order * price;
        }

        Int128 lostE8 = costUnits * instrument.UnitE8 - walletE8;
        Int128 carriedE8 = (Int128)lots * instrument.UnitE8 * (FixedPoint.One - MaintenanceMarginE8) / FixedPoint.One;
        long priceE8 = lostE8 <= 0 || lots == 0 ? 0 : (long)(lostE8 * instrument.TickSizeE8 / carriedE8);
        s.Outbox.Notice(NoticeCode.PreflightLiquidation, priceE8, instrument.ValueE8(costUnits), lots);
    }

    /// <summary>
    /// By default what the account can carry: the free balance times the leverage, beside what it carries already.
    /// </summary>
    private void SetPositionLimit(long availableE8, long leverage)
    {
        s.MaxPositionE8 = s.Config.MaxPositionE8 > 0
            ? s.Config.MaxPositionE8
            : availableE8 * leverage + s.Instrument!.ValueE8(EntryLimits.ExposureUnits(s));
        s.IsAtPositionLimit = false;
    }

    private NoticeCode Refuse(NoticeCode code, long a, long b = 0)
    {
        s.Outbox.Notice(code, a, b);
        return code;
    }
}
