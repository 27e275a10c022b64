using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Running;
using OpenSQT.Lmax.Host.Verbs;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Inspection;

/// <summary>
/// Profit, round trips, fees, funding and volume by UTC day, out of a journal and nothing else: the events are applied
/// to an engine, and what its books grew by from one midnight to the next is the day's row.
/// </summary>
public sealed class TradingReport
{
    private readonly List<(long Day, DayTotals Totals)> _days = [];
    private readonly CauseTally _causes = new();
    private readonly EngineState _end;
    private readonly EngineSnapshot _last;

    /// <summary>The days are known from here on; null = all of them.</summary>
    private readonly long? _sinceNs;

    private TradingReport(RecordedJournal journal)
    {
        TradingEngine engine = journal.Engine;
        JournalReader<InboundEvent> events = journal.Events;
        _end = engine.State;
        _sinceNs = journal.Start?.TimeNs;
        DayTotals atMidnight = DayTotals.Of(_end);
        long day = 0;
        while (events.MoveNext())
        {
            ref readonly InboundEvent e = ref events.Current;
            long today = UtcText.DayOf(e.Header.TimeNs);
            if (today != day)
            {
                EndDay();
                day = today;
            }

            engine.Apply(e);
            Hear(engine);
        }

        EndDay();
        engine.CopyTo(ref _last);

        void EndDay()
        {
            DayTotals now = DayTotals.Of(engine.State);
            if (now != atMidnight) _days.Add((day, now - atMidnight));
            atMidnight = now;
        }
    }

    public IReadOnlyList<(long Day, DayTotals Totals)> Days => _days;

    public DayTotals Total => DayTotals.Of(_end);

    /// <exception cref="BadInputException">No such directory, or no journal in it.</exception>
    /// <exception cref="JournalRefusedException">Damaged, or written by another engine logic.</exception>
    public static TradingReport Of(string directory)
    {
        using RecordedJournal journal = RecordedRun.Open(directory);
        var report = new TradingReport(journal);
        return report._end.Sequence > 0 ? report : throw RecordedRun.NoJournal(directory);
    }

    public CauseTally Causes => _causes;

    public string ToText()
    {
        StringBuilder text = new();
        text.Append(Words.Of(
            "days.head", _end.Instrument?.Symbol ?? Words.Of("days.noContract"), _end.RunNumber, _end.Sequence,
            UtcText.OfNs(_end.NowNs), QuoteAsset)).Append('\n');
        text.Append(Words.Of("days.columns")).Append('\n');
        if (_sinceNs is { } since) text.Append(Words.Of("days.since", UtcText.OfNs(since))).Append('\n');
        foreach ((long day, DayTotals totals) in _days) Append(text, UtcText.OfDay(day), totals);
        Append(text, Words.Of("days.total"), Total);
        if (_causes.Rows.Count > 0) text.Append(Words.Of("days.causes")).Append('\n');
        foreach ((_, long count, string last) in _causes.Rows)
            text.Append(CultureInfo.InvariantCulture, $"{count,8} {last}\n");
        text.Append(Words.Of(
            "days.holding", Holding, HoldingCost, FixedPoint.ToText(_last.UnrealizedE8),
            FixedPoint.ToText(_last.ValuationPriceE8), FixedPoint.ToText(_last.BreakEvenPriceE8))).Append('\n');
        return text.ToString();
    }

    public string ToJson() => JsonLine.Of(line =>
    {
        line.WriteString("symbol", _end.Instrument?.Symbol);
        line.WriteString("quoteAsset", QuoteAsset);
        line.WriteNumber("runs", _end.RunNumber);
        line.WriteNumber("lastSequence", _end.Sequence);
        line.WriteString("knownSince", _sinceNs is { } since ? UtcText.OfNs(since) : null);
        line.WriteStartArray("days");
        foreach ((long day, DayTotals totals) in _days)
        {
            line.WriteStartObject();
            line.WriteString("day", UtcText.OfDay(day));
            Write(line, totals);
            line.WriteEndObject();
        }

        line.WriteEndArray();
        line.WriteStartObject("total");
        Write(line, Total);
        line.WriteEndObject();
        line.WriteString("holding", Holding);
        line.WriteString("holdingCost", HoldingCost);
        line.WriteString("unrealizedPnl", FixedPoint.ToText(_last.UnrealizedE8));
        line.WriteString("valuationPrice", FixedPoint.ToText(_last.ValuationPriceE8));
        line.WriteString("breakEvenPrice", FixedPoint.ToText(_last.BreakEvenPriceE8));
        _causes.Write(line);
    });

    private void Hear(TradingEngine engine)
    {
        foreach (ref readonly OutboundCommand command in engine.Commands)
        {
            if (command.Kind != CommandKind.Notice) continue;
            ref readonly Notice notice = ref command.Read<Notice>();
            if (!NoticeText.IsRoutine(notice.Code))
                _causes.Add(notice.Code, new NoticeText(engine.State.Instrument).Of(notice));
        }
    }

    private string QuoteAsset => _end.Instrument?.QuoteAsset ?? "";

    private string Holding => FixedPoint.ToText(_end.Slots.PositionLots * (_end.Instrument?.LotSizeE8 ?? 0));

    private string HoldingCost => FixedPoint.ToText(_end.Instrument?.ValueE8(_end.Books.HoldingsCostUnits) ?? 0);

    private static void Append(StringBuilder text, string name, in DayTotals t)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"{name,-10} {t.BuyFills,5} {t.SellFills,6} {t.RoundTrips,11} {FixedPoint.ToText(t.BoughtE8),15} ");
        text.Append(CultureInfo.InvariantCulture,
            $"{FixedPoint.ToText(t.SoldE8),15} {FixedPoint.ToText(t.FeesE8),11} {FixedPoint.ToText(t.FundingE8),11} ");
        text.Append(CultureInfo.InvariantCulture, $"{FixedPoint.ToText(t.ProfitE8),11}\n");
    }

    private static void Write(Utf8JsonWriter line, in DayTotals t)
    {
        line.WriteNumber("buyFills", t.BuyFills);
        line.WriteNumber("sellFills", t.SellFills);
        line.WriteNumber("roundTrips", t.RoundTrips);
        line.WriteString("bought", FixedPoint.ToText(t.BoughtE8));
        line.WriteString("sold", FixedPoint.ToText(t.SoldE8));
        line.WriteString("volume", FixedPoint.ToText(t.VolumeE8));
        line.WriteString("fees", FixedPoint.ToText(t.FeesE8));
        line.WriteString("funding", FixedPoint.ToText(t.FundingE8));
        line.WriteString("profit", FixedPoint.ToText(t.ProfitE8));
    }
}
