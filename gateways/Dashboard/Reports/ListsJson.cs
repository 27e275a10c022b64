using System.Text.Json;
using OpenSQT.Lmax.Dashboard.Live;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Dashboard.Reports;

/// <summary>The rows of <c>/api/slots</c>, <c>/api/fills</c>, <c>/api/history</c>, and the notices.</summary>
internal static class ListsJson
{
    public static void WriteSlots(Utf8JsonWriter json, DashboardSources sources)
    {
        SlotRow[] rows = sources.Snapshots.ReadSlots();
        EngineSnapshot s = sources.Snapshots.Read();
        var grid = new GridGeometry(s.AnchorTicks, s.IntervalTicks);
        var amounts = new Amounts(sources.Machinery().Instrument);
        json.WriteStartObject();
        json.WriteNumber("used", s.UsedSlots);
        json.WriteStartArray("rows");
        foreach (SlotRow row in rows)
        {
            json.WriteStartObject();
            json.WriteNumber("slot", row.K);
            json.WriteString("buyPrice", amounts.Price(grid.BuyPrice(row.K)));
            json.WriteString("sellPrice", amounts.Price(grid.SellPrice(row.K)));
            json.WriteString("state", row.State.ToString());
            json.WriteString("held", amounts.Quantity(row.PositionLots));
            json.WriteString("cost", amounts.MeanPrice(row.CostUnits, row.PositionLots));
            if (row.ClOrdId != 0) WriteOrder(json, row, amounts);
            if (row.Rejects > 0) json.WriteString("lastReject", row.LastReject.ToString());
            json.WriteBoolean("suspended", (row.Flags & SlotFlags.ExitsSuspended) != 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Oldest first.</summary>
    public static void WriteFills(Utf8JsonWriter json, DashboardSources sources, ReadOnlySpan<FillRecord> fills)
    {
        Instrument? instrument = sources.Machinery().Instrument;
        var amounts = new Amounts(instrument);
        json.WriteStartArray();
        foreach (FillRecord fill in fills)
        {
            var id = new ClOrdId(fill.ClOrdId);
            json.WriteStartObject();
            json.WriteNumber("number", fill.Number);
            json.WriteNumber("timeMs", fill.TimeNs / 1_000_000);
            json.WriteString("side", id.Side.ToString());
            json.WriteNumber("slot", id.Slot);
            json.WriteString("order", id.ToString());
            json.WriteString("price", amounts.MeanPrice(fill.ValueUnits, fill.Lots));
            json.WriteString("quantity", amounts.Quantity(fill.Lots));
            json.WriteString("value", amounts.Value(fill.ValueUnits));
            json.WriteString("fee", Amounts.Money(fill.FeeE8));
            if (id.Side == Side.Sell && instrument is not null)
                json.WriteString("profit", Amounts.Money(instrument.ValueE8(fill.GrossUnits) - fill.SettledFeeE8));
            json.WriteBoolean("estimated", fill.IsEstimated);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Each point is time, low, high, last, realized, unrealized.</summary>
    public static void WriteHistory(Utf8JsonWriter json, int stepSeconds, ReadOnlySpan<HistoryPoint> points)
    {
        json.WriteStartObject();
        json.WriteNumber("stepMs", stepSeconds * 1000);
        json.WriteStartArray("points");
        foreach (HistoryPoint point in points) WritePoint(json, point);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WritePoint(Utf8JsonWriter json, in HistoryPoint point)
    {
        json.WriteStartArray();
        json.WriteNumberValue(point.TimeMs);
        WriteNumber(json, point.LowE8);
        WriteNumber(json, point.HighE8);
        WriteNumber(json, point.LastE8);
        WriteNumber(json, point.SettledE8);
        WriteNumber(json, point.UnrealizedE8);
        json.WriteEndArray();
    }

    public static void WriteNotices(Utf8JsonWriter json, IEnumerable<BoardNotice> notices)
    {
        json.WriteStartArray();
        foreach (BoardNotice notice in notices)
        {
            json.WriteStartObject();
            json.WriteNumber("number", notice.Number);
            json.WriteNumber("timeMs", notice.TimeNs / 1_000_000);
            json.WriteString("level", notice.Level);
            json.WriteString("text", notice.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOrder(Utf8JsonWriter json, in SlotRow row, in Amounts amounts)
    {
        var id = new ClOrdId(row.ClOrdId);
        json.WriteStartObject("order");
        json.WriteString("id", id.ToString());
        json.WriteString("side", id.Side.ToString());
        json.WriteString("price", amounts.Price(row.OrderPriceTicks));
        json.WriteString("quantity", amounts.Quantity(row.OrderQtyLots));
        json.WriteString("filled", amounts.Quantity(row.OrderCumLots));
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, long e8) =>
        json.WriteNumberValue((decimal)e8 / FixedPoint.One);
}
