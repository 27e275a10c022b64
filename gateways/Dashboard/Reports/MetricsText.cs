using System.Globalization;
using System.Text;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Gateways.Pipeline;

namespace OpenSQT.Lmax.Dashboard.Reports;

/// <summary><c>GET /metrics</c>: the figures in Prometheus' text format 0.0.4.</summary>
internal sealed class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(8192);

    private MetricsText()
    {
    }

    public static string Of(DashboardSources sources)
    {
        EngineSnapshot s = sources.Snapshots.Read();
        MachineryFigures machinery = sources.Machinery();
        var text = new MetricsText();
        text.Family("opensqt_build_info", "gauge", "Always 1; tells venue, symbol and version of the engine's logic.");
        text.Sample("opensqt_build_info", $"venue=\"{Escaped(sources.Venue)}\",symbol=\"{Escaped(sources.Symbol)}\","
            + $"logic_version=\"{TradingEngine.LogicVersion}\"", 1);
        text.WriteTrading(s);
        text.WriteMoney(s, machinery.Instrument);
        text.WriteState(s, machinery, sources.Clock.NowNs);
        text.WriteMachinery(machinery);
        text.WriteLatency(sources.TickToOrder.ReadBuckets());
        return text._text.ToString();
    }

    private void WriteTrading(in EngineSnapshot s)
    {
        Family("opensqt_orders_total", "counter", "Orders of ours since the journal began.");
        Sample("opensqt_orders_total", "event=\"new\"", s.NewOrders);
        Sample("opensqt_orders_total", "event=\"canceled\"", s.CanceledOrders);
        Sample("opensqt_orders_total", "event=\"rejected\"", s.RejectedOrders);
        Family("opensqt_order_rejects_total", "counter", "Proven rejects by the venue's reason.");
        foreach (Reason reason in StateJson.Reasons)
        {
            if (s.Rejects.Of(reason) > 0)
                Sample("opensqt_order_rejects_total", $"reason=\"{reason}\"", s.Rejects.Of(reason));
        }

        Family("opensqt_fills_total", "counter", "Booked fills.");
        Sample("opensqt_fills_total", "side=\"buy\"", s.BuyFills);
        Sample("opensqt_fills_total", "side=\"sell\"", s.SellFills);
        Single("opensqt_round_trips_total", "counter", "Holdings that were sold whole.", s.RoundTrips);
        Family("opensqt_open_orders", "gauge", "Orders at the venue, by side.");
        Sample("opensqt_open_orders", "side=\"buy\"", s.LiveBuys);
        Sample("opensqt_open_orders", "side=\"sell\"", s.LiveSells);
        Single("opensqt_orders_in_doubt", "gauge", "Orders whose outcome is not known.", s.InDoubt);
    }

    private void WriteMoney(in EngineSnapshot s, Instrument? instrument)
    {
        Single("opensqt_realized_profit_quote", "gauge", "Of finished round trips, after fees.", Money(s.RealizedE8));
        Single("opensqt_unrealized_profit_quote", "gauge", "Of the holdings at the mark price while it is fresh, "
            + "else the reference, after the fees paid for them.", Money(s.UnrealizedAfterFeesE8));
        Single("opensqt_fees_quote", "gauge", "All fees in the quote asset; rebates count against them.",
            Money(s.FeesE8));
        Single("opensqt_held_slots", "gauge", "Slots that hold something.", s.HeldSlots);
        if (instrument is null) return;
        Single("opensqt_position_base", "gauge", "Sum of what the slots hold.",
            Money(s.PositionLots * instrument.LotSizeE8));
        Single("opensqt_reference_price_quote", "gauge", "Last accepted reference price.",
            Money(s.ReferenceTicks * instrument.TickSizeE8));
    }

    private void WriteState(in EngineSnapshot s, MachineryFigures machinery, long nowNs)
    {
        Family("opensqt_phase", "gauge", "1 for the phase in which the run is.");
        foreach (EnginePhase phase in Enum.GetValues<EnginePhase>())
            Sample("opensqt_phase", $"phase=\"{phase}\"", s.Phase == phase ? 1 : 0);
        Family("opensqt_trading_state", "gauge", "1 for what the safety layers allow.");
        foreach (TradingState state in Enum.GetValues<TradingState>())
            Sample("opensqt_trading_state", $"state=\"{state}\"", s.TradingState == state ? 1 : 0);
        Family("opensqt_gate_cause", "gauge", "1 while this layer reduces or halts trading.");
        foreach (GateCause cause in StateJson.Causes)
            Sample("opensqt_gate_cause", $"cause=\"{cause}\"", (s.Causes & cause) != 0 ? 1 : 0);
        Family("opensqt_stream_up", "gauge", "1 while the stream is connected.");
        Sample("opensqt_stream_up", "stream=\"market\"", s.IsMarketStreamUp ? 1 : 0);
        Sample("opensqt_stream_up", "stream=\"user\"", s.IsUserStreamUp ? 1 : 0);
        if (s.QuotedNs != 0)
        {
            Single("opensqt_market_age_seconds", "gauge", "Since the last accepted quote.",
                Seconds(Math.Max(0, nowNs - s.QuotedNs)));
        }

        if (s.TimeNs != 0)
        {
            Single("opensqt_engine_age_seconds", "gauge", "Since the engine published its figures; usually below 0.2.",
                Seconds(Math.Max(0, nowNs - s.TimeNs)));
        }

        Single("opensqt_failed", "gauge", "1 after a stage has failed: nothing is traded any more.",
            machinery.HasFailed ? 1 : 0);
    }

    private void WriteMachinery(MachineryFigures machinery)
    {
        Family("opensqt_ring_depth", "gauge", "Records published and not taken yet.");
        Sample("opensqt_ring_depth", "ring=\"inbound\"", machinery.InboundDepth);
        Sample("opensqt_ring_depth", "ring=\"outbound\"", machinery.OutboundDepth);
        Single("opensqt_ring_size", "gauge", "Slots of either ring.", machinery.RingSize);
        Family("opensqt_journal_records_total", "counter", "Records since the journal began.");
        Sample("opensqt_journal_records_total", "stream=\"events\"", machinery.EventRecords);
        Sample("opensqt_journal_records_total", "stream=\"commands\"", machinery.CommandRecords);
        Single("opensqt_journal_lag_seconds", "gauge",
            "Wait of the oldest record that would not survive a power loss.", machinery.JournalLagMs / 1000m);
        Single("opensqt_journal_segment_waits_total", "counter", "Appends that had to wait for the disk.",
            machinery.SegmentWaits);
        Single("opensqt_quotes_total", "counter", "Quotes received in this run.", machinery.Quotes);
        Single("opensqt_quotes_conflated_total", "counter", "Quotes that a newer one replaced before the engine.",
            machinery.ConflatedQuotes);
        Single("opensqt_broken_frames_total", "counter", "Frames that could not be read.", machinery.BrokenFrames);
        Single("opensqt_user_reports_total", "counter", "Reports of the user stream.", machinery.UserReports);
        Single("opensqt_order_connections", "gauge", "Open connections for orders.", machinery.OpenOrderConnections);
        Single("opensqt_overloads_total", "counter", "Commands that found no free connection and were not sent.",
            machinery.Overloads);
    }

    private void WriteLatency(LatencyBuckets buckets)
    {
        const string name = "opensqt_tick_to_order_seconds";
        Family(name, "histogram", "From a quote's frame to the order bytes handed to the socket.");
        long sum = 0;
        for (int i = 0; i < LatencyBuckets.Bounds.Length; i++)
        {
            sum += buckets.Counts[i];
            string bound = Seconds(LatencyBuckets.Bounds[i]).ToString(CultureInfo.InvariantCulture);
            Sample($"{name}_bucket", $"le=\"{bound}\"", sum);
        }

        sum += buckets.Counts[^1];
        Sample($"{name}_bucket", "le=\"+Inf\"", sum);
        Sample($"{name}_sum", null, Seconds(buckets.SumNs));
        Sample($"{name}_count", null, sum);
    }

    private void Single(string name, string type, string help, decimal value)
    {
        Family(name, type, help);
        Sample(name, null, value);
    }

    private void Family(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private void Sample(string name, string? labels, decimal value)
    {
        _text.Append(name);
        if (labels is not null) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escaped(string label) =>
        label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .ReplaceLineEndings("\\n");

    private static decimal Money(long e8) => (decimal)e8 / FixedPoint.One;

    private static decimal Seconds(long ns) => ns / 1_000_000_000m;
}
