using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Running;
using OpenSQT.Lmax.Host.Verbs;

namespace OpenSQT.Lmax.Host.Checking;

/// <summary>The figures of a grid before it trades, made by the engine's own rules.</summary>
public sealed class CheckReport
{
    private const decimal E8 = 100_000_000m;

    private readonly ReadOnlyStart _start;
    private readonly EngineState _state;
    private readonly string _venue;
    private readonly decimal _available;
    private readonly decimal _leverage;

    public CheckReport(ReadOnlyStart start, string venue)
    {
        _start = start;
        _state = start.State;
        _venue = venue;
        Notice account = start.Notices.LastOrDefault(notice => notice.Code == NoticeCode.PreflightAccount);
        _available = account.A / E8;
        _leverage = Math.Max(1, account.B);
        if (_state.Instrument is null || _state.ReferenceTicks == 0 || !_state.Grid.IsSet) return;
        Rungs = [.. MakeRungs()];
        decimal held = _start.Position.PositionLots * (_state.Instrument.LotSizeE8 / E8);
        decimal heldCost = held * (_start.Position.EntryPriceE8 / E8);
        WindowBought = Exposure.Of(
            held + Rungs.Sum(r => r.Quantity), heldCost + Rungs.Sum(r => r.Value), _leverage, _available);
        decimal limit = _state.MaxPositionE8 / E8;
        decimal average = Rungs.Count == 0 ? 0 : Rungs.Sum(r => r.Value) / Rungs.Sum(r => r.Quantity);
        if (limit > 0 && average > 0) LimitBought = Exposure.Of(limit / average, limit, _leverage, _available);
    }

    /// <summary>The buy window from the top; empty = there is no price or no contract.</summary>
    public IReadOnlyList<Rung> Rungs { get; } = [];

    /// <summary>Every order of the window bought, nothing sold.</summary>
    public Exposure? WindowBought { get; }

    /// <summary>The position limit reached while prices fall: bought at the window's mean price.</summary>
    public Exposure? LimitBought { get; }

    /// <summary>Smallest interval on a tick whose round trip earns more than its two maker fees.</summary>
    public decimal BreakEvenInterval
    {
        get
        {
            if (_state.Instrument is not { } contract) return 0;
            decimal fee = _state.MakerFeeE8 / E8;
            decimal tick = contract.TickSizeE8 / E8;
            decimal even = 2 * fee * (_state.ReferenceTicks * tick) / (1 - fee);
            return Math.Max(tick, (Math.Floor(even / tick) + 1) * tick);
        }
    }

    public bool IsAccepted => _start.IsAccepted;

    public string ToText()
    {
        var page = new StringBuilder();
        if (_state.Instrument is { } contract)
        {
            Line("check.contract", contract.Symbol, _venue, Price(_state.BidTicks), Price(_state.OfferTicks),
                contract.TickSizeE8 / E8, contract.LotSizeE8 / E8, contract.Definition.MinNotionalE8 / E8);
        }

        var words = new NoticeText(_state.Instrument);
        foreach (Notice notice in _start.Notices) page.Append(words.Of(notice)).Append('\n');
        if (Rungs.Count > 0) AppendFigures(page);
        page.Append('\n').Append(Words.Of(IsAccepted ? "check.accepted" : "check.refused"));
        return page.ToString();

        void Line(string key, params ReadOnlySpan<object?> values) => page.Append(Words.Of(key, values)).Append('\n');
    }

    public void WriteTo(Utf8JsonWriter line)
    {
        line.WriteString("venue", _venue);
        line.WriteBoolean("accepted", IsAccepted);
        line.WriteString("bid", Price(_state.BidTicks));
        line.WriteString("offer", Price(_state.OfferTicks));
        line.WriteNumber("available", _available);
        line.WriteNumber("leverage", _leverage);
        line.WriteNumber("makerFee", _state.MakerFeeE8 / E8);
        line.WriteNumber("takerFee", _state.TakerFeeE8 / E8);
        line.WriteNumber("breakEvenInterval", BreakEvenInterval);
        Add("windowBought", WindowBought);
        Add("limitBought", LimitBought);
        line.WriteStartArray("ladder");
        foreach (Rung rung in Rungs)
        {
            line.WriteStartObject();
            line.WriteNumber("slot", rung.Slot);
            line.WriteNumber("buy", rung.BuyPrice);
            line.WriteNumber("quantity", rung.Quantity);
            line.WriteNumber("value", rung.Value);
            line.WriteNumber("sell", rung.SellPrice);
            line.WriteNumber("profit", rung.Profit);
            line.WriteEndObject();
        }

        line.WriteEndArray();
        line.WriteStartArray("notices");
        foreach (Notice notice in _start.Notices) line.WriteStringValue(notice.Code.ToString());
        line.WriteEndArray();

        void Add(string name, Exposure? exposure)
        {
            if (exposure is not { } figures) return;
            line.WriteStartObject(name);
            line.WriteNumber("quantity", figures.Quantity);
            line.WriteNumber("cost", figures.Cost);
            line.WriteNumber("margin", figures.Margin);
            if (figures.LiquidationPrice is { } price) line.WriteNumber("liquidationPrice", price);
            else line.WriteNull("liquidationPrice");
            line.WriteEndObject();
        }
    }

    private void AppendFigures(StringBuilder page)
    {
        page.Append('\n').Append(Words.Of("check.columns")).Append('\n');
        foreach (Rung rung in Rungs)
        {
            page.Append(CultureInfo.InvariantCulture, $"{rung.Slot,7} {rung.BuyPrice,12:0.########} ");
            page.Append(CultureInfo.InvariantCulture, $"{rung.Quantity,12:0.########} {rung.Value,10:0.00} ");
            page.Append(CultureInfo.InvariantCulture, $"{rung.SellPrice,12:0.########} {rung.Profit,12:0.000000}\n");
        }

        page.Append('\n');
        Append(page, "check.window", WindowBought);
        Append(page, "check.limit", LimitBought);
        page.Append(Words.Of("check.profit", Money(Rungs[0].Profit), Money(Rungs[^1].Profit))).Append('\n');
        page.Append(Words.Of("check.breakEven", BreakEvenInterval, Price(_state.Grid.IntervalTicks))).Append('\n');
    }

    private static void Append(StringBuilder page, string key, Exposure? exposure)
    {
        if (exposure is not { } figures) return;
        string liquidation = figures.LiquidationPrice is { } price
            ? Words.Of("check.liquidation", Money(price), Exposure.MaintenanceRate * 100)
            : Words.Of("check.noLiquidation");
        page.Append(Words.Of(
            key, figures.Quantity.ToString("0.########", CultureInfo.InvariantCulture), Money(figures.Cost),
            Money(figures.Margin), liquidation)).Append('\n');
    }

    private IEnumerable<Rung> MakeRungs()
    {
        Instrument contract = _state.Instrument!;
        long top = _state.Grid.GridIndex(_state.ReferenceTicks);
        for (int i = 0; i < _state.Config.BuyWindowSize; i++)
        {
            if (!SlotTable.IsAddressable(top - i)) yield break;
            int k = (int)(top - i);
            long price = _state.Grid.BuyPrice(k);
            if (price <= 0) yield break;
            long lots = OrderSize.Lots(_state, price);
            Int128 profit = PreflightCheck.ProfitPerLotE8(_state, price, _state.MakerFeeE8) * lots * contract.UnitE8;
            yield return new Rung(
                k, price * (contract.TickSizeE8 / E8), lots * (contract.LotSizeE8 / E8),
                contract.ValueE8((Int128)lots * price) / E8, _state.Grid.SellPrice(k) * (contract.TickSizeE8 / E8),
                (decimal)profit / E8 / E8);
        }
    }

    private string Price(long ticks) =>
        _state.Instrument is { } contract ? FixedPoint.ToText(ticks * contract.TickSizeE8) : "-";

    private static string Money(decimal value) => value.ToString("0.00####", CultureInfo.InvariantCulture);
}
