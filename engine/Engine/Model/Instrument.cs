using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Model;

/// <summary>
/// The contract as the engine and the decoders see it. Ticks and lots are whole numbers;
/// one <em>unit</em> of money is one tick × one lot.
/// </summary>
public sealed class Instrument
{
    public Instrument(byte index, in InstrumentDefinition definition)
    {
        Index = index;
        Definition = definition;
        Symbol = TextOf(definition.Symbol);
        QuoteAsset = TextOf(definition.QuoteAsset);
        if (definition.TickSizeE8 <= 0 || definition.LotSizeE8 <= 0)
            throw new ArgumentException($"{Symbol}: tick size and lot size must be positive");
        Int128 unit = (Int128)definition.TickSizeE8 * definition.LotSizeE8;
        if (unit % FixedPoint.One != 0)
            throw new ArgumentException($"{Symbol}: tick × lot is finer than 1e-8 {QuoteAsset}");
        UnitE8 = (long)(unit / FixedPoint.One);
    }

    public byte Index { get; }
    public InstrumentDefinition Definition { get; }
    public string Symbol { get; }
    public string QuoteAsset { get; }
    public long TickSizeE8 => Definition.TickSizeE8;
    public long LotSizeE8 => Definition.LotSizeE8;

    /// <summary>Quote currency per unit (tick × lot), in 1e-8.</summary>
    public long UnitE8 { get; }

    /// <summary>Units to 1e-8 quote currency, exactly.</summary>
    public long ValueE8(Int128 units) => (long)(units * UnitE8);

    /// <summary>Decimal text to ticks; false when it is not a decimal or not on a tick.</summary>
    public bool TryParsePrice(ReadOnlySpan<byte> text, out long ticks) =>
        TryParseWhole(text, Definition.TickSizeE8, out ticks);

    /// <summary>Decimal text to lots; false when it is not a decimal or not a whole lot.</summary>
    public bool TryParseQuantity(ReadOnlySpan<byte> text, out long lots) =>
        TryParseWhole(text, Definition.LotSizeE8, out lots);

    public int FormatPrice(long ticks, Span<byte> text) => FixedPoint.Format(ticks * TickSizeE8, text);

    public int FormatQuantity(long lots, Span<byte> text) => FixedPoint.Format(lots * LotSizeE8, text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryParseWhole(ReadOnlySpan<byte> text, long stepE8, out long steps)
    {
        steps = 0;
        if (!FixedPoint.TryParse(text, out long valueE8)) return false;
        (steps, long remainder) = long.DivRem(valueE8, stepE8);
        return remainder == 0;
    }

    private static string TextOf(ReadOnlySpan<byte> fixedText) =>
        System.Text.Encoding.UTF8.GetString(fixedText.TrimEnd((byte)0));
}
