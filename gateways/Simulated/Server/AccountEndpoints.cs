using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Balance, account, position: the v3 forms, and the v2 forms that carry leverage and margin type as well.
/// </summary>
internal static class AccountEndpoints
{
    public static VenueError Balance(ApiCall call)
    {
        MarginState margin = call.Core.Margin;
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("accountAlias"u8, "simulated"u8);
        json.WriteString("asset"u8, call.Rules.QuoteAsset);
        json.Decimal("balance", margin.WalletE8);
        json.Decimal("crossWalletBalance", margin.WalletE8);
        json.Decimal("crossUnPnl", margin.UnrealizedE8);
        json.Decimal("availableBalance", margin.AvailableE8);
        json.Decimal("maxWithdrawAmount", long.Min(margin.AvailableE8, margin.WalletE8));
        json.WriteBoolean("marginAvailable"u8, true);
        json.WriteNumber("updateTime"u8, call.NowMs);
        json.WriteEndObject();
        json.WriteEndArray();
        return VenueError.None;
    }

    public static VenueError Account(ApiCall call) => WriteAccount(call, withSettings: false);

    public static VenueError AccountWithSettings(ApiCall call) => WriteAccount(call, withSettings: true);

    public static VenueError Position(ApiCall call) => WritePositions(call, withSettings: false);

    public static VenueError PositionWithSettings(ApiCall call) => WritePositions(call, withSettings: true);

    private static VenueError WriteAccount(ApiCall call, bool withSettings)
    {
        MarginState margin = call.Core.Margin;
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        if (withSettings)
        {
            json.WriteNumber("feeTier"u8, 0);
            json.WriteBoolean("canTrade"u8, true);
            json.WriteBoolean("canDeposit"u8, true);
            json.WriteBoolean("canWithdraw"u8, false);
            json.WriteBoolean("multiAssetsMargin"u8, false);
        }

        json.Decimal("totalInitialMargin", margin.InitialMarginE8);
        json.Decimal("totalMaintMargin", margin.MaintenanceE8);
        json.Decimal("totalWalletBalance", margin.WalletE8);
        json.Decimal("totalUnrealizedProfit", margin.UnrealizedE8);
        json.Decimal("totalMarginBalance", margin.MarginBalanceE8);
        json.Decimal("totalPositionInitialMargin", margin.PositionMarginE8);
        json.Decimal("totalOpenOrderInitialMargin", margin.OpenOrderMarginE8);
        json.Decimal("totalCrossWalletBalance", margin.WalletE8);
        json.Decimal("totalCrossUnPnl", margin.UnrealizedE8);
        json.Decimal("availableBalance", margin.AvailableE8);
        json.Decimal("maxWithdrawAmount", long.Min(margin.AvailableE8, margin.WalletE8));
        json.WriteStartArray("assets"u8);
        WriteAsset(json, call, margin);
        json.WriteEndArray();
        json.WriteStartArray("positions"u8);
        if (withSettings || !call.Books.Position.IsFlat) WriteAccountPosition(json, call, margin, withSettings);
        json.WriteEndArray();
        json.WriteEndObject();
        return VenueError.None;
    }

    private static void WriteAsset(Utf8JsonWriter json, ApiCall call, in MarginState margin)
    {
        json.WriteStartObject();
        json.WriteString("asset"u8, call.Rules.QuoteAsset);
        json.Decimal("walletBalance", margin.WalletE8);
        json.Decimal("unrealizedProfit", margin.UnrealizedE8);
        json.Decimal("marginBalance", margin.MarginBalanceE8);
        json.Decimal("maintMargin", margin.MaintenanceE8);
        json.Decimal("initialMargin", margin.InitialMarginE8);
        json.Decimal("positionInitialMargin", margin.PositionMarginE8);
        json.Decimal("openOrderInitialMargin", margin.OpenOrderMarginE8);
        json.Decimal("crossWalletBalance", margin.WalletE8);
        json.Decimal("crossUnPnl", margin.UnrealizedE8);
        json.Decimal("availableBalance", margin.AvailableE8);
        json.Decimal("maxWithdrawAmount", long.Min(margin.AvailableE8, margin.WalletE8));
        json.WriteNumber("updateTime"u8, call.NowMs);
        json.WriteEndObject();
    }

    private static void WriteAccountPosition(
        Utf8JsonWriter json, ApiCall call, in MarginState margin, bool withSettings)
    {
        PositionState position = call.Books.Position;
        json.WriteStartObject();
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.WriteString("positionSide"u8, "BOTH"u8);
        json.Quantity("positionAmt", position.Lots, call.Rules);
        json.Decimal("unrealizedProfit", margin.UnrealizedE8);
        json.WriteString("isolatedMargin"u8, "0"u8);
        json.Decimal("notional", margin.NotionalE8);
        json.WriteString("isolatedWallet"u8, "0"u8);
        json.Decimal("initialMargin", margin.PositionMarginE8);
        json.Decimal("maintMargin", margin.MaintenanceE8);
        if (withSettings)
        {
            json.Decimal("entryPrice", position.EntryPriceE8(call.Rules.LotSizeE8));
            json.WriteString("leverage"u8, call.Books.Leverage.ToString(CultureInfo.InvariantCulture));
            json.WriteBoolean("isolated"u8, call.Books.IsIsolatedMargin);
        }

        json.WriteNumber("updateTime"u8, UpdatedMs(call.Books));
        json.WriteEndObject();
    }

    private static VenueError WritePositions(ApiCall call, bool withSettings)
    {
        string? symbol = call.Parameters["symbol"];
        if (symbol is not null && symbol != call.Rules.Symbol) return VenueErrors.InvalidSymbol;
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        if (withSettings || !call.Books.Position.IsFlat || call.Books.OpenOrderCount > 0)
            WritePosition(json, call, withSettings);
        json.WriteEndArray();
        return VenueError.None;
    }

    private static void WritePosition(Utf8JsonWriter json, ApiCall call, bool withSettings)
    {
        MarginState margin = call.Core.Margin;
        PositionState position = call.Books.Position;
        json.WriteStartObject();
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.WriteString("positionSide"u8, "BOTH"u8);
        json.Quantity("positionAmt", position.Lots, call.Rules);
        json.Decimal("entryPrice", position.EntryPriceE8(call.Rules.LotSizeE8));
        json.Decimal("breakEvenPrice", UserFrames.BreakEvenE8(position, call.Rules));
        json.Decimal("markPrice", call.Core.MarkE8);
        json.Decimal("unRealizedProfit", margin.UnrealizedE8);
        json.Decimal("liquidationPrice", MarginState.LiquidationPriceE8(position, margin.WalletE8, call.Rules));
        json.WriteString("isolatedMargin"u8, "0"u8);
        json.Decimal("notional", margin.NotionalE8);
        json.WriteString("marginAsset"u8, call.Rules.QuoteAsset);
        json.WriteString("isolatedWallet"u8, "0"u8);
        json.Decimal("initialMargin", margin.InitialMarginE8);
        json.Decimal("maintMargin", margin.MaintenanceE8);
        json.Decimal("positionInitialMargin", margin.PositionMarginE8);
        json.Decimal("openOrderInitialMargin", margin.OpenOrderMarginE8);
        json.WriteNumber("adl"u8, 0);
        json.Decimal("bidNotional", margin.BidNotionalE8);
        json.Decimal("askNotional", margin.AskNotionalE8);
        if (withSettings)
        {
            json.WriteString("leverage"u8, call.Books.Leverage.ToString(CultureInfo.InvariantCulture));
            json.WriteString("marginType"u8, call.Books.IsIsolatedMargin ? "isolated"u8 : "cross"u8);
            json.WriteString("isAutoAddMargin"u8, "false"u8);
            json.WriteString("maxNotionalValue"u8, SettingEndpoints.MaxNotional);
        }

        json.WriteNumber("updateTime"u8, UpdatedMs(call.Books));
        json.WriteEndObject();
    }

    private static long UpdatedMs(AccountBooks books) => books.Fills.Count == 0 ? 0 : books.Fills[^1].TimeMs;
}
