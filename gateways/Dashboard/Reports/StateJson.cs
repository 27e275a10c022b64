using System.Text.Json;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Gateways.Pipeline;

namespace OpenSQT.Lmax.Dashboard.Reports;

/// <summary><c>GET /api/state</c>: all figures of this moment. Money and prices are decimal texts.</summary>
internal static class StateJson
{
    public static readonly GateCause[] Causes = [.. Enum.GetValues<GateCause>().Where(cause => cause != 0)];
    public static readonly Reason[] Reasons = Enum.GetValues<Reason>();

    public static void Write(Utf8JsonWriter json, DashboardSources sources)
    {
        EngineSnapshot s = sources.Snapshots.Read();
        MachineryFigures machinery = sources.Machinery();
        var amounts = new Amounts(machinery.Instrument);
        long nowNs = sources.Clock.NowNs;
        json.WriteStartObject();
        json.WriteString("venue", sources.Venue);
        json.WriteString("symbol", sources.Symbol);
        json.WriteString("quoteAsset", machinery.Instrument?.QuoteAsset);
        json.WriteString("tickSize", amounts.Price(1));
        json.WriteString("lotSize", amounts.Quantity(1));
        json.WriteNumber("timeMs", nowNs / 1_000_000);
        json.WriteString("phase", s.Phase.ToString());
        json.WriteString("state", s.TradingState.ToString());
        json.WriteString("verdict", s.Verdict.ToString());
        json.WriteBoolean("flattening", s.IsFlattening);
        json.WriteBoolean("failed", machinery.HasFailed);
        WriteMarket(json, s, amounts, nowNs);
        WritePosition(json, s, amounts);
        WriteOrders(json, s);
        WriteLayers(json, s.Causes);
        WriteHealth(json, s, machinery, nowNs);
        WriteLatency(json, sources.TickToOrder);
        json.WriteEndObject();
    }

    private static void WriteMarket(Utf8JsonWriter json, in EngineSnapshot s, in Amounts amounts, long nowNs)
    {
        json.WriteStartObject("market");
        json.WriteString("bid", amounts.Price(s.BidTicks));
        json.WriteString("offer", amounts.Price(s.OfferTicks));
        json.WriteString("reference", amounts.Price(s.ReferenceTicks));
        json.WriteString("mark", s.MarkPriceE8 == 0 ? null : Amounts.Money(s.MarkPriceE8));
        json.WriteString("fundingRate", s.NextFundingNs == 0 ? null : Amounts.Money(s.FundingRateE8));
        if (s.NextFundingNs != 0) json.WriteNumber("nextFundingMs", s.NextFundingNs / 1_000_000);
        else json.WriteNull("nextFundingMs");
        json.WriteString("anchor", amounts.Price(s.AnchorTicks));
        json.WriteString("interval", amounts.Price(s.IntervalTicks));
        if (s.QuotedNs != 0) json.WriteNumber("ageMs", AgeMs(s.QuotedNs, nowNs));
        else json.WriteNull("ageMs");
        json.WriteEndObject();
    }

    private static void WritePosition(Utf8JsonWriter json, in EngineSnapshot s, in Amounts amounts)
    {
        json.WriteStartObject("position");
        json.WriteString("quantity", amounts.Quantity(s.PositionLots));
        json.WriteString("cost", Amounts.Money(s.HoldingsCostE8));
        json.WriteNumber("heldSlots", s.HeldSlots);
        json.WriteEndObject();
        json.WriteStartObject("profit");
        json.WriteString("realized", Amounts.Money(s.RealizedE8));
        json.WriteString("unrealized", Amounts.Money(s.UnrealizedAfterFeesE8));
        json.WriteString("funding", Amounts.Money(s.FundingE8));
        json.WriteString("total", Amounts.Money(s.ResultE8));
        json.WriteString("fees", Amounts.Money(s.FeesE8));
        json.WriteString("firstWallet", Amounts.Money(s.FirstWalletE8));
        json.WriteNumber("roundTrips", s.RoundTrips);
        json.WriteEndObject();
    }

    private static void WriteOrders(Utf8JsonWriter json, in EngineSnapshot s)
    {
        json.WriteStartObject("orders");
        json.WriteNumber("new", s.NewOrders);
        json.WriteNumber("canceled", s.CanceledOrders);
        json.WriteNumber("rejected", s.RejectedOrders);
        json.WriteNumber("liveBuys", s.LiveBuys);
        json.WriteNumber("liveSells", s.LiveSells);
        json.WriteNumber("inDoubt", s.InDoubt);
        json.WriteNumber("buyFills", s.BuyFills);
        json.WriteNumber("sellFills", s.SellFills);
        json.WriteStartObject("rejects");
        foreach (Reason reason in Reasons)
        {
            if (s.Rejects.Of(reason) > 0) json.WriteNumber(reason.ToString(), s.Rejects.Of(reason));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Every layer that may reduce or halt trading, whether it does so now, and how hard.</summary>
    private static void WriteLayers(Utf8JsonWriter json, GateCause present)
    {
        json.WriteStartArray("layers");
        foreach (GateCause cause in Causes)
        {
            json.WriteStartObject();
            json.WriteString("cause", cause.ToString());
            json.WriteBoolean("active", (present & cause) != 0);
            json.WriteBoolean("halts", TradingGate.Halts(cause));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHealth(Utf8JsonWriter json, in EngineSnapshot s, MachineryFigures machinery, long nowNs)
    {
        json.WriteStartObject("health");
        json.WriteBoolean("marketStream", s.IsMarketStreamUp);
        json.WriteBoolean("userStream", s.IsUserStreamUp);
        json.WriteNumber("orderConnections", machinery.OpenOrderConnections);
        json.WriteNumber("engineAgeMs", s.TimeNs == 0 ? 0 : AgeMs(s.TimeNs, nowNs));
        json.WriteNumber("quotes", machinery.Quotes);
        json.WriteNumber("conflatedQuotes", machinery.ConflatedQuotes);
        json.WriteNumber("brokenFrames", machinery.BrokenFrames);
        json.WriteNumber("userReports", machinery.UserReports);
        json.WriteNumber("overloads", machinery.Overloads);
        json.WriteNumber("ringSize", machinery.RingSize);
        json.WriteNumber("inboundDepth", machinery.InboundDepth);
        json.WriteNumber("outboundDepth", machinery.OutboundDepth);
        json.WriteNumber("eventRecords", machinery.EventRecords);
        json.WriteNumber("commandRecords", machinery.CommandRecords);
        json.WriteNumber("journalLagMs", machinery.JournalLagMs);
        json.WriteNumber("segmentWaits", machinery.SegmentWaits);
        json.WriteString("problem", machinery.Problem);
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, LatencyGauge gauge)
    {
        LatencyFigures figures = gauge.Read();
        LatencyBuckets buckets = gauge.ReadBuckets();
        json.WriteStartObject("tickToOrder");
        json.WriteNumber("count", figures.Count);
        json.WriteNumber("p50Us", figures.P50Ns / 1000m);
        json.WriteNumber("p99Us", figures.P99Ns / 1000m);
        json.WriteNumber("maxUs", figures.MaxNs / 1000m);
        json.WriteStartArray("buckets");
        for (int i = 0; i < buckets.Counts.Length; i++)
        {
            json.WriteStartObject();
            if (i < LatencyBuckets.Bounds.Length) json.WriteNumber("leUs", LatencyBuckets.Bounds[i] / 1000);
            json.WriteNumber("count", buckets.Counts[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static long AgeMs(long thenNs, long nowNs) => Math.Max(0, (nowNs - thenNs) / 1_000_000);
}
