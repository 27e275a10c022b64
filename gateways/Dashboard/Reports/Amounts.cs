using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Dashboard.Reports;

/// <summary>Ticks, lots and units as decimal texts; null where the contract or the figure is not known yet.</summary>
internal readonly struct Amounts(Instrument? instrument)
{
    public string? Price(long ticks) =>
        instrument is null || ticks == 0 ? null : FixedPoint.ToText(ticks * instrument.TickSizeE8);

    public string? Quantity(long lots) =>
        instrument is null ? null : FixedPoint.ToText(lots * instrument.LotSizeE8);

    public string? Value(long units) => instrument is null ? null : Money(instrument.ValueE8(units));

    /// <summary>Mean price of a value (units) over a quantity, rounded to 1e-8.</summary>
    public string? MeanPrice(long units, long lots) => instrument is null || lots == 0
        ? null
        : FixedPoint.ToText((long)((Int128)units * instrument.TickSizeE8 / lots));

    public static string Money(long e8) => FixedPoint.ToText(e8);
}
