using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// The account's answers: position, balance, modes, rates, clock. Each adds its rows, or is not readable.
/// </summary>
internal sealed class GateAccount(GateContract contract)
{
    /// <summary>
    /// Only held positions are listed: no row in a valid array means flat. In dual mode there are two rows; their sum
    /// is reported, and pre-flight refuses that mode anyway.
    /// </summary>
    public bool ReadPosition(ref JsonScanner scanner, ref ListRows rows)
    {
        PositionReport position = default;
        position.QueryId = rows.QueryId;
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            rows.RowsSeen++;
            if (!ReadPositionRow(ref scanner, ref position)) return false;
        }

        if (!scanner.IsWhole) return false;
        rows.RowsSeen = 0; // the list has no pages
        rows.Add(EventKind.PositionReport, position);
        return true;
    }

    private bool ReadPositionRow(ref JsonScanner scanner, ref PositionReport position)
    {
        ReadOnlySpan<byte> name = default, size = default, entry = default, mark = default, liquidation = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("contract"u8)) name = value;
            else if (key.SequenceEqual("size"u8)) size = value;
            else if (key.SequenceEqual("entry_price"u8)) entry = value;
            else if (key.SequenceEqual("mark_price"u8)) mark = value;
            else if (key.SequenceEqual("liq_price"u8)) liquidation = value;
        }

        if (scanner.IsBroken || name.IsEmpty) return false; // a row that names no contract may be ours
        if (!name.SequenceEqual(contract.Name)) return true;
        if (!contract.TryReadLots(size, out long lots)) return false;
        position.PositionLots += lots;
        if (lots == 0) return true;
        return WireText.TryReadMoney(entry, out position.EntryPriceE8)
            && WireText.TryReadMoney(mark, out position.MarkPriceE8)
            && WireText.TryReadMoney(liquidation, out position.LiquidationPriceE8);
    }

    /// <summary>
    /// Payments of funding out of the account book: positive = received. The wanted time is asked for by the second,
    /// so a payment before it may be listed; it is not told again.
    /// </summary>
    public bool ReadFunding(ref JsonScanner scanner, long sinceNs, ref ListRows rows)
    {
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> name = default, kind = default, change = default, time = default;
            if (!scanner.EnterObject()) return false;
            while (scanner.NextKey(out ReadOnlySpan<byte> key))
            {
                ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
                if (key.SequenceEqual("contract"u8)) name = value;
                else if (key.SequenceEqual("type"u8)) kind = value;
                else if (key.SequenceEqual("change"u8)) change = value;
                else if (key.SequenceEqual("time"u8)) time = value;
            }

            rows.RowsSeen++;
            if (scanner.IsBroken) return false;
            if (!name.SequenceEqual(contract.Name) || !kind.SequenceEqual("fund"u8)) continue;
            FundingReport paid = new() { QueryId = rows.QueryId, Asset = FeeAsset.Quote };
            if (!WireText.TryReadDecimal(change, out paid.AmountE8)
                || !WireText.TryReadMoment(time, out paid.VenueTimeNs)) return false;
            if (paid.VenueTimeNs >= sinceNs) rows.Add(EventKind.FundingReport, paid);
        }

        return true;
    }

    /// <summary>
    /// <c>total</c> is the wallet without unrealized profit. What may be used is in <c>cross_available</c> where the
    /// account says that it shares its margin, else in <c>available</c>. The venue has no "may trade": a key without
    /// the permission is refused at its first order.
    /// </summary>
    public static bool ReadAccount(ref JsonScanner scanner, ref ListRows rows)
    {
        ReadOnlySpan<byte> total = default, available = default, cross = default, mode = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("total"u8)) total = value;
            else if (key.SequenceEqual("available"u8)) available = value;
            else if (key.SequenceEqual("cross_available"u8)) cross = value;
            else if (key.SequenceEqual("margin_mode"u8)) mode = value;
        }

        AccountReport account = default;
        account.QueryId = rows.QueryId;
        account.CanTrade = 1;
        bool isShared = !WireText.IsAbsent(cross) && !WireText.IsAbsent(mode) && !mode.SequenceEqual("0"u8);
        if (!scanner.IsWhole || !WireText.TryReadDecimal(total, out account.WalletBalanceE8)
            || !WireText.TryReadDecimal(isShared ? cross : available, out account.AvailableBalanceE8)) return false;
        rows.Add(EventKind.AccountReport, account);
        return true;
    }

    public static bool ReadPositionMode(ref JsonScanner scanner, ref ListRows rows)
    {
        ReadOnlySpan<byte> dual = default, mode = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("in_dual_mode"u8)) dual = value;
            else if (key.SequenceEqual("position_mode"u8)) mode = value;
        }

        bool isSingle = WireText.IsAbsent(mode) || mode.SequenceEqual("single"u8);
        if (WireText.IsAbsent(dual) && WireText.IsAbsent(mode)) return false;
        rows.AddSetting(AccountSettingKind.HedgeMode, WireText.IsTrue(dual) || !isSingle ? 1 : 0);
        return true;
    }

    /// <summary>Leverage 0 means cross margin; then the limit counts, and without one the contract's highest.</summary>
    public bool ReadLeverage(ref JsonScanner scanner, ref ListRows rows)
    {
        ReadOnlySpan<byte> name = default, leverage = default, cross = default, most = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("contract"u8)) name = value;
            else if (key.SequenceEqual("leverage"u8)) leverage = value;
            else if (key.SequenceEqual("cross_leverage_limit"u8)) cross = value;
            else if (key.SequenceEqual("leverage_max"u8)) most = value;
        }

        if (!name.SequenceEqual(contract.Name) || !FixedPoint.TryParse(leverage, out long timesE8)) return false;
        if (timesE8 == 0 && !WireText.TryReadMoney(cross, out timesE8)) return false;
        if (timesE8 == 0 && !FixedPoint.TryParse(most, out timesE8)) return false;
        rows.AddSetting(AccountSettingKind.Leverage, (timesE8 + FixedPoint.One - 1) / FixedPoint.One);
        return true;
    }

    /// <summary>A map from contract to rates.</summary>
    public bool ReadFeeRates(ref JsonScanner scanner, ref ListRows rows)
    {
        ReadOnlySpan<byte> row = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.Skip();
            if (key.SequenceEqual(contract.Name)) row = value;
        }

        if (!FixedPoint.TryParse(WireText.Of(row, "maker_fee"u8), out long makerE8)
            || !FixedPoint.TryParse(WireText.Of(row, "taker_fee"u8), out long takerE8)) return false;
        rows.AddSetting(AccountSettingKind.MakerFee, makerE8);
        rows.AddSetting(AccountSettingKind.TakerFee, takerE8);
        return true;
    }
}
