using System.Text.Json;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Host.Inspection;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>What can be said about a run at one moment.</summary>
public sealed record RunStatus
{
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public required string DataDirectory { get; init; }

    /// <summary>Null = the venue has not told about the contract yet.</summary>
    public required Instrument? Instrument { get; init; }
    public required EngineSnapshot Engine { get; init; }

    /// <summary>Every slot in use, in no order.</summary>
    public required IReadOnlyList<SlotRow> Slots { get; init; }
    public required LatencyFigures TickToOrder { get; init; }

    /// <summary>Events on record that the last published figures do not contain yet.</summary>
    public required long JournalLag { get; init; }

    /// <summary>What the venue connection complains about; empty = nothing.</summary>
    public required string Problem { get; init; }

    public void WriteTo(Utf8JsonWriter line)
    {
        line.WriteString("venue", Venue);
        line.WriteString("symbol", Symbol);
        line.WriteNumber("pid", Environment.ProcessId);
        line.WriteString("dataDir", DataDirectory);
        line.WriteString("phase", Engine.Phase.ToString());
        line.WriteString("tradingState", Engine.TradingState.ToString());
        line.WriteStartArray("causes");
        foreach (GateCause cause in CausesOf(Engine.Causes)) line.WriteStringValue(cause.ToString());
        line.WriteEndArray();
        line.WriteString("bid", Price(Engine.BidTicks));
        line.WriteString("offer", Price(Engine.OfferTicks));
        line.WriteString("markPrice", Engine.MarkPriceE8 == 0 ? "-" : FixedPoint.ToText(Engine.MarkPriceE8));
        line.WriteString("fundingRate", HasFunding ? FixedPoint.ToText(Engine.FundingRateE8) : "-");
        line.WriteString("nextFunding", HasFunding ? UtcText.OfNs(Engine.NextFundingNs) : "-");
        line.WriteString("anchor", Price(Engine.AnchorTicks));
        line.WriteString("interval", Price(Engine.IntervalTicks));
        line.WriteString("position", Quantity(Engine.PositionLots));
        line.WriteNumber("heldSlots", Engine.HeldSlots);
        line.WriteNumber("buys", Engine.LiveBuys);
        line.WriteNumber("sells", Engine.LiveSells);
        line.WriteNumber("inDoubt", Engine.InDoubt);
        line.WriteNumber("newOrders", Engine.NewOrders);
        line.WriteNumber("canceledOrders", Engine.CanceledOrders);
        line.WriteNumber("rejectedOrders", Engine.RejectedOrders);
        line.WriteNumber("buyFills", Engine.BuyFills);
        line.WriteNumber("sellFills", Engine.SellFills);
        line.WriteNumber("roundTrips", Engine.RoundTrips);
        line.WriteString("realizedPnl", FixedPoint.ToText(Engine.RealizedE8));
        line.WriteString("fees", FixedPoint.ToText(Engine.FeesE8));
        line.WriteString("funding", FixedPoint.ToText(Engine.FundingE8));
        line.WriteString("unrealizedPnl", FixedPoint.ToText(Engine.UnrealizedE8));
        line.WriteString("valuationPrice", FixedPoint.ToText(Engine.ValuationPriceE8));
        line.WriteString("breakEvenPrice", FixedPoint.ToText(Engine.BreakEvenPriceE8));
        line.WriteNumber("epoch", Engine.Epoch);
        line.WriteNumber("lastSequence", Engine.LastSequence);
        line.WriteNumber("journalLag", JournalLag);
        line.WriteNumber("tickToOrderCount", TickToOrder.Count);
        line.WriteNumber("tickToOrderP50Us", TickToOrder.P50Ns / 1000m);
        line.WriteNumber("tickToOrderP99Us", TickToOrder.P99Ns / 1000m);
        line.WriteString("problem", Problem);
    }

    private bool HasFunding => Engine.NextFundingNs != 0;

    public string Price(long ticks) =>
        Instrument is null || ticks == 0 ? "-" : FixedPoint.ToText(ticks * Instrument.TickSizeE8);

    public string Quantity(long lots) =>
        Instrument is null ? "-" : FixedPoint.ToText(lots * Instrument.LotSizeE8);

    /// <summary>Why trading is reduced or halted, in words.</summary>
    public string Causes()
    {
        string[] names = [.. CausesOf(Engine.Causes).Select(cause => Words.Of(cause))];
        return names.Length == 0 ? "-" : string.Join(", ", names);
    }

    public static IEnumerable<GateCause> CausesOf(GateCause causes) =>
        Enum.GetValues<GateCause>().Where(cause => cause != GateCause.None && causes.HasFlag(cause));
}
