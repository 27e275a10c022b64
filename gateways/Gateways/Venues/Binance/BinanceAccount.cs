using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// The account's answers: position, balance, modes, rates, clock. Each adds its rows, or is not readable.
/// </summary>
internal sealed class BinanceAccount(Instrument instrument, BinanceOrders orders)
{
    private readonly byte[] _symbol = Encoding.UTF8.GetBytes(instrument.Symbol);
    private readonly byte[] _quoteAsset = Encoding.UTF8.GetBytes(instrument.QuoteAsset);

    /// <summary>
    /// v3 leaves out symbols without position and orders: no row in a valid array means flat. In hedge mode there
    /// are several rows; their sum is reported, and pre-flight refuses that mode anyway.
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
        rows.Add(EventKind.PositionReport, position);
        return true;
    }

    private bool ReadPositionRow(ref JsonScanner scanner, ref PositionReport position)
    {
        ReadOnlySpan<byte> symbol = default, amount = default, entry = default, mark = default, liquidation = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("symbol"u8)) symbol = value;
            else if (key.SequenceEqual("positionAmt"u8)) amount = value;
            else if (key.SequenceEqual("entryPrice"u8)) entry = value;
            else if (key.SequenceEqual("markPrice"u8)) mark = value;
            else if (key.SequenceEqual("liquidationPrice"u8)) liquidation = value;
        }

        if (scanner.IsBroken || symbol.IsEmpty) return false; // a row that names no symbol may be ours
        if (!symbol.SequenceEqual(_symbol)) return true;
        if (!instrument.TryParseQuantity(amount, out long lots)) return false;
        position.PositionLots += lots;
        if (lots == 0) return true;
        return TryReadMoney(entry, out position.EntryPriceE8) && TryReadMoney(mark, out position.MarkPriceE8)
            && TryReadMoney(liquidation, out position.LiquidationPriceE8);
    }

    /// <summary>
    /// v3 has no "canTrade" (v2 had, in 340 KB): that comes with the position mode. Where the field is present it is
    /// believed.
    /// </summary>
    public bool ReadAccount(ref JsonScanner scanner, ref ListRows rows)
    {
        AccountReport account = default;
        account.QueryId = rows.QueryId;
        account.CanTrade = 1;
        bool hasAssets = false;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("canTrade"u8))
                account.CanTrade = WireText.IsTrue(scanner.ScalarOrNothing()) ? (byte)1 : (byte)0;
            else if (!key.SequenceEqual("assets"u8)) scanner.Skip();
            else if (!scanner.EnterArray()) return false;
            else
            {
                hasAssets = true;
                while (scanner.NextItem())
                {
                    if (!ReadAsset(ref scanner, ref account)) return false;
                }
            }
        }

        if (!hasAssets || !scanner.IsWhole) return false;
        rows.Add(EventKind.AccountReport, account);
        return true;
    }

    private bool ReadAsset(ref JsonScanner scanner, ref AccountReport account)
    {
        ReadOnlySpan<byte> asset = default, wallet = default, available = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("asset"u8)) asset = value;
            else if (key.SequenceEqual("walletBalance"u8)) wallet = value;
            else if (key.SequenceEqual("availableBalance"u8)) available = value;
        }

        if (!asset.SequenceEqual(_quoteAsset)) return !scanner.IsBroken;
        return TryReadMoney(wallet, out account.WalletBalanceE8)
            && TryReadMoney(available, out account.AvailableBalanceE8);
    }

    /// <summary>
    /// <c>accountConfig</c>; <c>positionSide/dual</c> would do for the mode, and says nothing about permissions.
    /// </summary>
    public static bool ReadPositionMode(ref JsonScanner scanner, ref ListRows rows)
    {
        ReadOnlySpan<byte> dual = default, trade = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("dualSidePosition"u8)) dual = value;
            else if (key.SequenceEqual("canTrade"u8)) trade = value;
        }

        if (!BinanceWords.TryReadFlag(dual, out bool isHedge)) return false;
        if (!BinanceWords.TryReadFlag(trade, out bool mayTrade)) return false;
        rows.AddSetting(AccountSettingKind.HedgeMode, isHedge ? 1 : 0);
        rows.AddSetting(AccountSettingKind.TradingForbidden, mayTrade ? 0 : 1);
        return true;
    }

    public bool ReadLeverage(ref JsonScanner scanner, ref ListRows rows)
    {
        bool found = false;
        if (!scanner.EnterArray()) return false;
        while (scanner.NextItem())
        {
            ReadOnlySpan<byte> symbol = default, leverage = default;
            if (!scanner.EnterObject()) return false;
            while (scanner.NextKey(out ReadOnlySpan<byte> key))
            {
                ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
                if (key.SequenceEqual("symbol"u8)) symbol = value;
                else if (key.SequenceEqual("leverage"u8)) leverage = value;
            }

            if (!symbol.SequenceEqual(_symbol)) continue;
            if (!JsonScanner.TryReadLong(leverage, out long times)) return false;
            rows.AddSetting(AccountSettingKind.Leverage, times);
            found = true;
        }

        return found;
    }

    public static bool ReadFeeRates(ref JsonScanner scanner, ref ListRows rows)
    {
        ReadOnlySpan<byte> maker = default, taker = default;
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("makerCommissionRate"u8)) maker = value;
            else if (key.SequenceEqual("takerCommissionRate"u8)) taker = value;
        }

        if (!FixedPoint.TryParse(maker, out long makerE8)) return false;
        if (!FixedPoint.TryParse(taker, out long takerE8)) return false;
        rows.AddSetting(AccountSettingKind.MakerFee, makerE8);
        rows.AddSetting(AccountSettingKind.TakerFee, takerE8);
        return true;
    }

    public bool ReadServerTime(ref JsonScanner scanner, in VenueReply reply, ref ListRows rows) =>
        orders.Clock.TryTake(ReadOne(ref scanner, "serverTime"u8), reply, ref rows);

    private static ReadOnlySpan<byte> ReadOne(ref JsonScanner scanner, ReadOnlySpan<byte> wanted)
    {
        ReadOnlySpan<byte> found = default;
        if (!scanner.EnterObject()) return found;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual(wanted)) found = value;
        }

        return found;
    }

    /// <summary>A missing or empty figure is zero: v3 says nothing where there is nothing.</summary>
    private static bool TryReadMoney(ReadOnlySpan<byte> text, out long valueE8)
    {
        valueE8 = 0;
        return WireText.IsAbsent(text) || FixedPoint.TryParse(text, out valueE8);
    }
}
