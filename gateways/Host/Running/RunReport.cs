using System.Text.Json;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Host.Verbs;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>What a run has come to, as one line of JSON or as a few lines for people.</summary>
public sealed record RunReport
{
    /// <summary>clean, unverified, halted or refused.</summary>
    public required string Verdict { get; init; }
    public required string Venue { get; init; }
    public required string Symbol { get; init; }

    /// <summary>Null = the run ended before the venue had told about the contract.</summary>
    public required Instrument? Instrument { get; init; }
    public required EngineSnapshot Engine { get; init; }

    /// <summary>Records of the inbound journal that this run wrote.</summary>
    public required long Events { get; init; }

    /// <summary>Null = the venue could not be asked.</summary>
    public required int? OpenOrdersAtExit { get; init; }
    public required bool LedgerMatchesVenue { get; init; }
    public required LatencyFigures TickToOrder { get; init; }

    /// <summary>What this run refused, tripped on, halted for and repaired.</summary>
    public required CauseTally Causes { get; init; }

    public int ExitCode => Verdict switch
    {
        "clean" => Verbs.ExitCode.Ok,
        "refused" => Verbs.ExitCode.Refused,
        _ => Verbs.ExitCode.Failed,
    };

    /// <summary>
    /// Messages to the venue (places, cancels, queries) and cancels alone, for each fill since the journal began; null
    /// = there was none. Out of the engine's counters, which a replay of the journal gives as well.
    /// </summary>
    public decimal? MessagesPerFill => PerFill(Engine.NewOrders + Engine.CancelsSent + Engine.Queries);

    /// <inheritdoc cref="MessagesPerFill"/>
    public decimal? CancelsPerFill => PerFill(Engine.CancelsSent);

    public string ToJson() => JsonLine.Of(line =>
    {
        line.WriteString("verdict", Verdict);
        line.WriteString("venue", Venue);
        line.WriteString("symbol", Symbol);
        line.WriteNumber("events", Events);
        WriteTrading(line);
        if (OpenOrdersAtExit is { } open) line.WriteNumber("openOrdersAtExit", open);
        else line.WriteNull("openOrdersAtExit");
        line.WriteBoolean("ledgerMatchesVenue", LedgerMatchesVenue);
        line.WriteString("stateHash", HashText.Of(Engine.StateHash));
        line.WriteStartObject("journal");
        line.WriteNumber("records", Engine.LastSequence);
        line.WriteNumber("lastSequence", Engine.LastSequence);
        line.WriteEndObject();
        WriteLatency(line);
        Causes.Write(line);
    });

    public string ToText()
    {
        using JsonDocument report = JsonDocument.Parse(ToJson());
        return ReportPage.Of(report.RootElement);
    }

    private void WriteTrading(Utf8JsonWriter line)
    {
        line.WriteStartObject("orders");
        line.WriteNumber("new", Engine.NewOrders);
        line.WriteNumber("canceled", Engine.CanceledOrders);
        line.WriteNumber("rejected", Engine.RejectedOrders);
        line.WriteEndObject();
        line.WriteStartObject("messages");
        line.WriteNumber("places", Engine.NewOrders);
        line.WriteNumber("cancels", Engine.CancelsSent);
        line.WriteNumber("queries", Engine.Queries);
        WriteRatio(line, "perFill", MessagesPerFill);
        WriteRatio(line, "cancelsPerFill", CancelsPerFill);
        line.WriteEndObject();
        line.WriteStartObject("fills");
        line.WriteNumber("buy", Engine.BuyFills);
        line.WriteNumber("sell", Engine.SellFills);
        line.WriteEndObject();
        line.WriteNumber("roundTrips", Engine.RoundTrips);
        line.WriteString("realizedPnl", Money(Engine.RealizedE8));
        line.WriteString("fees", Money(Engine.FeesE8));
        line.WriteString("funding", Money(Engine.FundingE8));
        line.WriteString("unrealizedPnl", Money(Engine.UnrealizedE8));
        line.WriteString("valuationPrice", Money(Engine.ValuationPriceE8));
        line.WriteString("breakEvenPrice", Money(Engine.BreakEvenPriceE8));
        line.WriteString("volume", Money(Engine.VolumeE8));
        line.WriteString("position", Position());
    }

    private void WriteLatency(Utf8JsonWriter line)
    {
        line.WriteStartObject("latency");
        line.WriteStartObject("tickToOrder");
        line.WriteNumber("count", TickToOrder.Count);
        line.WriteNumber("p50Us", Microseconds(TickToOrder.P50Ns));
        line.WriteNumber("p99Us", Microseconds(TickToOrder.P99Ns));
        line.WriteNumber("maxUs", Microseconds(TickToOrder.MaxNs));
        line.WriteEndObject();
        line.WriteEndObject();
    }

    private decimal? PerFill(long count)
    {
        long fills = Engine.BuyFills + Engine.SellFills;
        return fills == 0 ? null : decimal.Round((decimal)count / fills, 2);
    }

    private static void WriteRatio(Utf8JsonWriter line, string name, decimal? ratio)
    {
        if (ratio is { } known) line.WriteNumber(name, known);
        else line.WriteNull(name);
    }

    private string Position() =>
        FixedPoint.ToText(Instrument is null ? 0 : Engine.PositionLots * Instrument.LotSizeE8);

    private static string Money(long e8) => FixedPoint.ToText(e8);

    private static decimal Microseconds(long ns) => ns / 1000m;
}
