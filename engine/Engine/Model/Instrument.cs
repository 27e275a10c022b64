using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Model;

/// <summary>
/// The contract as the engine and the decoders see it. Ticks and lots are whole numbers;
/// one <em>unit</em> of money is one tick × one lot.
/// </summary>
public sealed class Instrument
{
    private readonly InstrumentDefinition _definition;
    private readonly Divisor _ticks;
    private readonly Divisor _lots;

    public Instrument(byte index, in InstrumentDefinition definition)
    {
        Index = index;
        _definition = definition;
        Symbol = TextOf(definition.Symbol);
        QuoteAsset = TextOf(definition.QuoteAsset);
        if (definition.TickSizeE8 <= 0 || definition.LotSizeE8 <= 0)
            throw new ArgumentException($"{Symbol}: tick size and lot size must be positive");
        Int128 unit = (Int128)definition.TickSizeE8 * definition.LotSizeE8;
        if (unit % FixedPoint.One != 0)
            throw new ArgumentException($"{Symbol}: tick × lot is finer than 1e-8 {QuoteAsset}");
        UnitE8 = (long)(unit / FixedPoint.One);
        _ticks = new Divisor(definition.TickSizeE8);
        _lots = new Divisor(definition.LotSizeE8);
    }

    public byte Index { get; }
    public ref readonly InstrumentDefinition Definition => ref _definition;
    public string Symbol { get; }
    public string QuoteAsset { get; }
    public long TickSizeE8 => _definition.TickSizeE8;
    public long LotSizeE8 => _definition.LotSizeE8;

    /// <summary>Quote currency per unit (tick × lot), in 1e-8.</summary>
    public long UnitE8 { get; }

    /// <summary>Units to 1e-8 quote currency, exactly.</summary>
    public long ValueE8(Int128 units) => (long)(units * UnitE8);

    /// <summary>Decimal text to ticks; false when it is not a decimal or not on a tick.</summary>
    public bool TryParsePrice(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        return FixedPoint.TryParse(text, out long priceE8) && TryTicks(priceE8, out ticks);
    }

    /// <summary>Decimal text to lots; false when it is not a decimal or not a whole lot.</summary>
    public bool TryParseQuantity(ReadOnlySpan<byte> text, out long lots)
    {
        lots = 0;
        if (!FixedPoint.TryParse(text, out long quantityE8)) return false;
        lots = _lots.DivRem(quantityE8, out long remainder);
        return remainder == 0;
    }

    /// <summary>A price in 1e-8 as ticks; false when it is not on a tick.</summary>
    public bool TryTicks(long priceE8, out long ticks)
    {
        ticks = _ticks.DivRem(priceE8, out long remainder);
        return remainder == 0;
    }

    /// <summary>A price in 1e-8 as ticks, rounded toward zero.</summary>
    public long WholeTicks(long priceE8) => _ticks.DivRem(priceE8, out _);

    /// <summary>A quantity in 1e-8 as lots, rounded toward zero.</summary>
    public long WholeLots(long quantityE8) => _lots.DivRem(quantityE8, out _);

    public int FormatPrice(long ticks, Span<byte> text) => FixedPoint.Format(ticks * TickSizeE8, text);

    public int FormatQuantity(long lots, Span<byte> text) => FixedPoint.Format(lots * LotSizeE8, text);

    private static string TextOf(ReadOnlySpan<byte> fixedText) =>
        System.Text.Encoding.UTF8.GetString(fixedText.TrimEnd((byte)0));
}
