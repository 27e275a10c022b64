using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Lists: open orders, order history (a limit keeps the newest rows), trades (a limit keeps the oldest rows of the
/// window), income (funding only; its window ends now). Windows are seven days at most and end now unless told
/// otherwise.
/// </summary>
internal static class HistoryEndpoints
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 1000;
    private const long WindowMs = 7L * 24 * 60 * 60 * 1000;

    public static VenueError OpenOrders(ApiCall call)
    {
        string? symbol = call.Parameters["symbol"];
        if (symbol is not null && symbol != call.Rules.Symbol) return VenueErrors.InvalidSymbol;
        WriteOrders(call, call.Books.OpenOrders());
        return VenueError.None;
    }

    public static VenueError AllOrders(ApiCall call)
    {
        VenueError error = ReadWindow(call, out Window window);
        if (!error.IsNone) return error;
        if (!call.Parameters.TryOptionalLong("orderId", out long? fromId)) return VenueErrors.Missing("orderId");
        var rows = new List<VenueOrder>();
        IReadOnlyList<VenueOrder> orders = call.Books.Orders;
        for (int i = orders.Count - 1; i >= 0 && rows.Count < window.Limit; i--)
        {
            VenueOrder order = orders[i];
            if (fromId is { } id ? order.OrderId >= id : window.Has(order.CreatedMs)) rows.Add(order);
        }

        rows.Reverse();
        WriteOrders(call, rows);
        return VenueError.None;
    }

    public static VenueError UserTrades(ApiCall call)
    {
        VenueError error = ReadWindow(call, out Window window);
        if (!error.IsNone) return error;
        if (!call.Parameters.TryOptionalLong("fromId", out long? fromId)) return VenueErrors.Missing("fromId");
        if (!call.Parameters.TryOptionalLong("orderId", out long? orderId)) return VenueErrors.Missing("orderId");
        if (fromId is not null && window.IsGiven) return VenueErrors.BadCombination;
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        int count = 0;
        IReadOnlyList<VenueFill> fills = call.Books.Fills;
        int first = fromId is { } from ? (int)long.Clamp(from - AccountBooks.FirstTradeId, 0, fills.Count) : 0;
        for (int i = first; i < fills.Count && count < window.Limit; i++)
        {
            VenueFill fill = fills[i];
            if (orderId is { } id && fill.Order.OrderId != id) continue;
            if (fromId is null && !window.Has(fill.TimeMs)) continue;
            WriteTrade(json, fill, call.Rules);
            count++;
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    /// <summary>The one list whose symbol may be left out.</summary>
    public static VenueError Income(ApiCall call)
    {
        VenueError error = ReadWindow(call, out Window window, isSymbolOptional: true);
        if (!error.IsNone) return error;
        bool isWanted = call.Parameters["incomeType"] is null or "FUNDING_FEE";
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        int count = 0;
        foreach (FundingPayment paid in call.Books.Funding)
        {
            if (!isWanted || paid.TimeMs < window.FromMs || count == window.Limit) continue;
            count++;
            json.WriteStartObject();
            json.WriteString("symbol"u8, call.Rules.Symbol);
            json.WriteString("incomeType"u8, "FUNDING_FEE"u8);
            json.Decimal("income", paid.AmountE8);
            json.WriteString("asset"u8, call.Rules.QuoteAsset);
            json.WriteString("info"u8, "FUNDING_FEE"u8);
            json.WriteNumber("time"u8, paid.TimeMs);
            json.WriteNumber("tranId"u8, paid.Id);
            json.WriteString("tradeId"u8, ""u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return VenueError.None;
    }

    private static void WriteOrders(ApiCall call, List<VenueOrder> orders)
    {
        Utf8JsonWriter json = call.Reply.Start();
        json.WriteStartArray();
        foreach (VenueOrder order in orders)
        {
            if (order.CreatedMs <= call.ShownUntilMs) OrderJson.WriteFull(json, order, call.Rules);
        }

        json.WriteEndArray();
    }

    private static void WriteTrade(Utf8JsonWriter json, VenueFill fill, InstrumentRules rules)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, rules.Symbol);
        json.WriteNumber("id"u8, fill.TradeId);
        json.WriteNumber("orderId"u8, fill.Order.OrderId);
        json.WriteString("pair"u8, rules.Symbol);
        json.WriteString("side"u8, VenueWords.Of(fill.Side));
        json.Price("price", fill.PriceTicks, rules);
        json.Quantity("qty", fill.Lots, rules);
        json.Decimal("realizedPnl", fill.RealizedE8);
        json.Decimal("quoteQty", rules.ValueE8((Int128)fill.PriceTicks * fill.Lots));
        json.Decimal("commission", fill.FeeE8);
        json.WriteString("commissionAsset"u8, rules.QuoteAsset);
        json.WriteNumber("time"u8, fill.TimeMs);
        json.WriteBoolean("buyer"u8, fill.Side == Side.Buy);
        json.WriteBoolean("maker"u8, fill.IsMaker);
        json.WriteString("positionSide"u8, "BOTH"u8);
        json.WriteString("marginAsset"u8, rules.QuoteAsset);
        json.WriteEndObject();
    }

    private static VenueError ReadWindow(ApiCall call, out Window window, bool isSymbolOptional = false)
    {
        window = default;
        VenueError error = isSymbolOptional && !call.Parameters.Has("symbol")
            ? VenueError.None : OrderEndpoints.CheckSymbol(call);
        if (!error.IsNone) return error;
        RequestParameters p = call.Parameters;
        if (!p.TryOptionalLong("startTime", out long? start)) return VenueErrors.Missing("startTime");
        if (!p.TryOptionalLong("endTime", out long? end)) return VenueErrors.Missing("endTime");
        if (!p.TryOptionalLong("limit", out long? limit) || limit is <= 0) return VenueErrors.Missing("limit");
        if (start is { } from && end is { } to && to - from > WindowMs) return VenueErrors.WindowTooLong;
        long until = end ?? (start is { } s ? s + WindowMs : long.MaxValue);
        long since = start ?? (end ?? call.NowMs) - WindowMs;
        window = new Window(since, until, (int)long.Min(limit ?? DefaultLimit, MaxLimit), start ?? end);
        return VenueError.None;
    }

    private readonly record struct Window(long FromMs, long ToMs, int Limit, long? Given)
    {
        public bool IsGiven => Given is not null;

        public bool Has(long timeMs) => timeMs >= FromMs && timeMs <= ToMs;
    }
}
