using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>Account and symbol settings, fee rates.</summary>
internal static class SettingEndpoints
{
    public const string MaxNotional = "100000000";

    private const long MaxLeverage = 125;

    public static VenueError SetLeverage(ApiCall call)
    {
        VenueError error = OrderEndpoints.CheckSymbol(call);
        if (!error.IsNone) return error;
        if (!call.Parameters.TryLong("leverage", out long leverage)) return VenueErrors.Missing("leverage");
        if (leverage is < 1 or > MaxLeverage) return VenueErrors.BadLeverage;
        if (leverage != call.Books.Leverage) call.Books.Set(BookEntryKind.LeverageSet, leverage, call.NowMs);
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteNumber("leverage"u8, leverage);
        json.WriteString("maxNotionalValue"u8, MaxNotional);
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.WriteEndObject();
        return VenueError.None;
    }

    /// <summary>
    /// The choice is kept and shown; margin is worked out as cross either way (one symbol, one account).
    /// </summary>
    public static VenueError SetMarginType(ApiCall call)
    {
        VenueError error = OrderEndpoints.CheckSymbol(call);
        if (!error.IsNone) return error;
        if (call.Parameters["marginType"] is not ("ISOLATED" or "CROSSED")) return VenueErrors.Missing("marginType");
        bool isolated = call.Parameters["marginType"] == "ISOLATED";
        if (isolated == call.Books.IsIsolatedMargin) return VenueErrors.SameMarginType;
        if (call.Books.OpenOrderCount > 0) return VenueErrors.MarginTypeBlockedByOrders;
        if (!call.Books.Position.IsFlat) return VenueErrors.MarginTypeBlockedByPosition;
        call.Books.Set(BookEntryKind.IsolatedMarginSet, isolated ? 1 : 0, call.NowMs);
        return Success(call);
    }

    public static VenueError PositionMode(ApiCall call)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteBoolean("dualSidePosition"u8, call.Books.IsHedgeMode);
        json.WriteEndObject();
        return VenueError.None;
    }

    public static VenueError SetPositionMode(ApiCall call)
    {
        if (call.Parameters["dualSidePosition"] is not ("true" or "false"))
            return VenueErrors.Missing("dualSidePosition");
        bool hedge = call.Parameters["dualSidePosition"] == "true";
        if (hedge == call.Books.IsHedgeMode) return VenueErrors.SamePositionSide;
        if (call.Books.OpenOrderCount > 0) return VenueErrors.PositionSideBlockedByOrders;
        if (!call.Books.Position.IsFlat) return VenueErrors.PositionSideBlockedByPosition;
        call.Books.Set(BookEntryKind.HedgeModeSet, hedge ? 1 : 0, call.NowMs);
        return Success(call);
    }

    public static VenueError AccountConfig(ApiCall call)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteNumber("feeTier"u8, 0);
        json.WriteBoolean("canTrade"u8, true);
        json.WriteBoolean("canDeposit"u8, true);
        json.WriteBoolean("canWithdraw"u8, false);
        json.WriteBoolean("dualSidePosition"u8, call.Books.IsHedgeMode);
        json.WriteNumber("updateTime"u8, 0);
        json.WriteBoolean("multiAssetsMargin"u8, false);
        json.WriteNumber("tradeGroupId"u8, -1);
        json.WriteEndObject();
        return VenueError.None;
    }

    public static VenueError SymbolConfig(ApiCall call)
    {
        string? symbol = call.Parameters["symbol"];
        if (symbol is not null && symbol != call.Rules.Symbol) return VenueErrors.InvalidSymbol;
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.WriteString("marginType"u8, call.Books.IsIsolatedMargin ? "ISOLATED"u8 : "CROSSED"u8);
        json.WriteBoolean("isAutoAddMargin"u8, false);
        json.WriteNumber("leverage"u8, call.Books.Leverage);
        json.WriteString("maxNotionalValue"u8, MaxNotional);
        json.WriteEndObject();
        json.WriteEndArray();
        return VenueError.None;
    }

    /// <summary>One bracket: here leverage does not depend on the size of the position.</summary>
    public static VenueError LeverageBrackets(ApiCall call)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.WriteStartArray("brackets"u8);
        json.WriteStartObject();
        json.WriteNumber("bracket"u8, 1);
        json.WriteNumber("initialLeverage"u8, MaxLeverage);
        json.WriteNumber("notionalCap"u8, long.Parse(MaxNotional, CultureInfo.InvariantCulture));
        json.WriteNumber("notionalFloor"u8, 0);
        json.WriteNumber("maintMarginRatio"u8, (decimal)MarginState.MaintenanceRateE8 / FixedPoint.One);
        json.WriteNumber("cum"u8, 0);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        return VenueError.None;
    }

    public static VenueError CommissionRate(ApiCall call)
    {
        VenueError error = OrderEndpoints.CheckSymbol(call);
        if (!error.IsNone) return error;
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteString("symbol"u8, call.Rules.Symbol);
        json.Decimal("makerCommissionRate", call.Rules.MakerFeeE8, 6);
        json.Decimal("takerCommissionRate", call.Rules.TakerFeeE8, 6);
        json.WriteEndObject();
        return VenueError.None;
    }

    private static VenueError Success(ApiCall call)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartObject();
        json.WriteNumber("code"u8, 200);
        json.WriteString("msg"u8, "success"u8);
        json.WriteEndObject();
        return VenueError.None;
    }
}
