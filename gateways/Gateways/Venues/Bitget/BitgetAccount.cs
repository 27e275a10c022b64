using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// The account's answers: position, balance, modes, rates, clock. Each adds its rows, or is not readable.
/// </summary>
internal sealed class BitgetAccount(Instrument instrument, BitgetDecoder decoder, BitgetOrders orders)
{
    private const long MostTimesMark = 100;

    /// <summary>
    /// Quantities without sign; the side held gives it. An empty list means flat. In hedge mode there are two rows;
    /// their sum is reported, and pre-flight refuses that mode anyway.
    /// </summary>
    public bool ReadPosition(ReadOnlySpan<byte> data, ref ListRows rows)
    {
        PositionReport position = default;
        position.QueryId = rows.QueryId;
        var scanner = new JsonScanner(WireText.IsAbsent(data) ? "[]"u8 : data);
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            if (!ReadPositionRow(ref scanner, ref position)) return false;
        }

        if (!scanner.IsWhole) return false;
        rows.Add(EventKind.PositionReport, position);
        return true;
    }

    private bool ReadPositionRow(ref JsonScanner scanner, ref PositionReport position)
    {
        ReadOnlySpan<byte> symbol = default, side = default, total = default, entry = default, mark = default;
        ReadOnlySpan<byte> liquidation = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("symbol"u8)) symbol = value;
            else if (key.SequenceEqual("holdSide"u8)) side = value;
            else if (key.SequenceEqual("total"u8)) total = value;
            else if (key.SequenceEqual("openPriceAvg"u8)) entry = value;
            else if (key.SequenceEqual("markPrice"u8)) mark = value;
            else if (key.SequenceEqual("liquidationPrice"u8)) liquidation = value;
        }

        if (scanner.IsBroken || symbol.IsEmpty) return false; // a row that names no symbol may be ours
        if (!decoder.IsOurs(symbol)) return true;
        bool isShort = BitgetWords.Is(side, "short"u8);
        if (!isShort && !BitgetWords.Is(side, "long"u8)) return false;
        if (!instrument.TryParseQuantity(total, out long lots)) return false;
        position.PositionLots += isShort ? -lots : lots;
        if (lots == 0) return true;
        if (!WireText.TryReadMoney(entry, out position.EntryPriceE8)
            || !WireText.TryReadMoney(mark, out position.MarkPriceE8)) return false;

        // On cross margin it may be negative or absurd: then there is none.
        bool isSane = WireText.TryReadMoney(liquidation, out long priceE8) && priceE8 > 0
            && (position.MarkPriceE8 == 0 || priceE8 / MostTimesMark <= position.MarkPriceE8);
        position.LiquidationPriceE8 = isSane ? priceE8 : 0;
        return true;
    }

    /// <summary>
    /// The wallet is the equity without unrealized profit, which the venue leaves empty or states in two parts.
    /// </summary>
    public bool ReadAccount(ReadOnlySpan<byte> data, ref ListRows rows)
    {
        AccountReport account = default;
        account.QueryId = rows.QueryId;
        account.CanTrade = 1; // the venue does not say: a key without the permission is refused at its first order
        if (!TryReadMode(data) || !WireText.TryReadDecimal(WireText.Of(data, "accountEquity"u8), out long equityE8)
            || !WireText.TryReadMoney(WireText.Of(data, "unrealizedPL"u8), out long unrealizedE8)
            || !WireText.TryReadMoney(WireText.Of(data, "crossedUnrealizedPL"u8), out long crossedE8)
            || !WireText.TryReadMoney(WireText.Of(data, "isolatedUnrealizedPL"u8), out long isolatedE8)) return false;
        bool isStated = !WireText.IsAbsent(WireText.Of(data, "unrealizedPL"u8));
        account.WalletBalanceE8 = equityE8 - (isStated ? unrealizedE8 : crossedE8 + isolatedE8);
        ReadOnlySpan<byte> most = orders.IsIsolated
            ? WireText.Of(data, "isolatedMaxAvailable"u8) : WireText.Of(data, "crossedMaxAvailable"u8);
        if (WireText.IsAbsent(most)) most = WireText.Of(data, "available"u8);
        if (!WireText.TryReadDecimal(most, out account.AvailableBalanceE8)) return false;
        rows.Add(EventKind.AccountReport, account);
        return true;
    }

    public bool ReadPositionMode(ReadOnlySpan<byte> data, ref ListRows rows)
    {
        ReadOnlySpan<byte> mode = WireText.Of(data, "posMode"u8);
        bool isHedge = mode.SequenceEqual("hedge_mode"u8);
        if (!TryReadMode(data) || (!isHedge && !mode.SequenceEqual("one_way_mode"u8))) return false;
        rows.AddSetting(AccountSettingKind.HedgeMode, isHedge ? 1 : 0);
        return true;
    }

    /// <summary>The leverage of the present margin mode; of isolated margin the larger of both sides.</summary>
    public bool ReadLeverage(ReadOnlySpan<byte> data, ref ListRows rows)
    {
        if (!TryReadMode(data)) return false;
        bool isRead = FixedPoint.TryParse(WireText.Of(data, "crossedMarginLeverage"u8), out long timesE8);
        if (orders.IsIsolated)
        {
            isRead = FixedPoint.TryParse(WireText.Of(data, "isolatedLongLever"u8), out long longE8)
                & FixedPoint.TryParse(WireText.Of(data, "isolatedShortLever"u8), out long shortE8);
            timesE8 = Math.Max(longE8, shortE8);
        }

        if (!isRead) return false;
        rows.AddSetting(AccountSettingKind.Leverage, (timesE8 + FixedPoint.One - 1) / FixedPoint.One);
        return true;
    }

    public static bool ReadFeeRates(ReadOnlySpan<byte> data, ref ListRows rows)
    {
        if (!FixedPoint.TryParse(WireText.Of(data, "makerFeeRate"u8), out long makerE8)
            || !FixedPoint.TryParse(WireText.Of(data, "takerFeeRate"u8), out long takerE8)) return false;
        rows.AddSetting(AccountSettingKind.MakerFee, makerE8);
        rows.AddSetting(AccountSettingKind.TakerFee, takerE8);
        return true;
    }

    /// <summary>The margin mode, which every later order has to name.</summary>
    private bool TryReadMode(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> mode = WireText.Of(data, "marginMode"u8);
        bool isIsolated = mode.SequenceEqual("isolated"u8);
        if (!isIsolated && !mode.SequenceEqual("crossed"u8)) return false;
        orders.IsIsolated = isIsolated;
        return true;
    }
}
