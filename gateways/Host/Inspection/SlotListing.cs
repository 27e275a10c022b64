using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Verbs;

namespace OpenSQT.Lmax.Host.Inspection;

/// <summary>Every slot that holds something or has an order, in the contract's own prices and quantities.</summary>
public static class SlotListing
{
    public static string ToText(TradingEngine engine)
    {
        EngineState s = engine.State;
        StringBuilder text = new();
        text.Append(Words.Of(
            "slots.head", s.Sequence, UtcText.OfNs(s.NowNs), Words.Of(s.Phase), Words.Of(s.Gate.State),
            Quantity(s, s.Slots.PositionLots), HashText.Of(engine.StateHash))).Append('\n');
        text.Append(Words.Of("slots.columns")).Append('\n');
        foreach (int k in Used(s))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            text.Append(CultureInfo.InvariantCulture, $"{k,8} {Price(s, PriceOf(s, k)),13} {slot.State,-13} ");
            text.Append(CultureInfo.InvariantCulture, $"{Quantity(s, slot.PositionLots),10}");
            if (slot.HasOrder)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"  {new ClOrdId(slot.ClOrdId),-14} {Price(s, slot.OrderPriceTicks),8} ");
                text.Append(CultureInfo.InvariantCulture,
                    $"{Quantity(s, slot.OrderQtyLots),11} {Quantity(s, slot.OrderCumLots),11}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public static void Write(TradingEngine engine, Utf8JsonWriter line)
    {
        EngineState s = engine.State;
        line.WriteNumber("sequence", s.Sequence);
        line.WriteNumber("timeNs", s.NowNs);
        line.WriteString("phase", s.Phase.ToString());
        line.WriteString("tradingState", s.Gate.State.ToString());
        line.WriteString("position", Quantity(s, s.Slots.PositionLots));
        line.WriteString("stateHash", HashText.Of(engine.StateHash));
        line.WriteStartArray("slots");
        foreach (int k in Used(s))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            line.WriteStartObject();
            line.WriteNumber("slot", k);
            line.WriteString("price", Price(s, PriceOf(s, k)));
            line.WriteString("state", slot.State.ToString());
            line.WriteString("holding", Quantity(s, slot.PositionLots));
            if (slot.HasOrder)
            {
                line.WriteString("order", new ClOrdId(slot.ClOrdId).ToString());
                line.WriteString("orderPrice", Price(s, slot.OrderPriceTicks));
                line.WriteString("orderQuantity", Quantity(s, slot.OrderQtyLots));
                line.WriteString("orderFilled", Quantity(s, slot.OrderCumLots));
            }

            line.WriteEndObject();
        }

        line.WriteEndArray();
    }

    private static IEnumerable<int> Used(EngineState s)
    {
        for (int k = int.MinValue; ;)
        {
            int holding = s.Slots.Holding.Next(k);
            int working = s.Slots.Working.Next(k);
            if (holding == SlotBits.None && working == SlotBits.None) yield break;
            k = holding == SlotBits.None ? working
                : working == SlotBits.None ? holding
                : int.Min(holding, working);
            yield return k++;
        }
    }

    private static long PriceOf(EngineState s, int k) => s.Grid.AnchorTicks + k * s.Grid.IntervalTicks;

    private static string Price(EngineState s, long ticks) =>
        s.Instrument is { } contract ? FixedPoint.ToText(ticks * contract.TickSizeE8) : $"{ticks}";

    private static string Quantity(EngineState s, long lots) =>
        s.Instrument is { } contract ? FixedPoint.ToText(lots * contract.LotSizeE8) : $"{lots}";
}
