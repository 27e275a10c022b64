namespace OpenSQT.Lmax.Engine.Model;

/// <summary>How much a slot buys.</summary>
public static class OrderSize
{
    /// <summary>
    /// The fixed amount at a price: the nearest lot to <c>order_quantity / price</c>, and never under the venue's
    /// minimum quantity, its minimum notional or <c>min_order_value</c>.
    /// </summary>
    public static long Lots(EngineState s, long priceTicks)
    {
        Int128 lotValueE8 = long.BigMul(priceTicks, s.Instrument!.UnitE8);
        long nearest = Quotient(long.BigMul(2, s.Config.OrderQuantityE8) + lotValueE8, lotValueE8 + lotValueE8);
        return long.Max(nearest, SmallestLots(s, priceTicks));
    }

    /// <summary>What an entry buys: the fixed amount, less what is held already, but never under the minimum.</summary>
    public static long EntryLots(EngineState s, long priceTicks, long heldLots) => heldLots == 0
        ? Lots(s, priceTicks)
        : long.Max(Lots(s, priceTicks) - heldLots, SmallestLots(s, priceTicks));

    /// <summary>The smallest quantity that meets every minimum at this price.</summary>
    public static long SmallestLots(EngineState s, long priceTicks)
    {
        Int128 lotValueE8 = long.BigMul(priceTicks, s.Instrument!.UnitE8);
        long floorE8 = long.Max(s.Instrument.Definition.MinNotionalE8, s.Config.MinOrderValueE8);
        long byValue = Quotient(floorE8 + lotValueE8 - 1, lotValueE8);
        return long.Max(long.Max(1, s.Instrument.Definition.MinQtyLots), byValue);
    }

    /// <summary>Figures of 64 bits, as nearly all are, are divided by one instruction.</summary>
    private static long Quotient(Int128 dividend, Int128 divisor) =>
        dividend <= long.MaxValue && divisor <= long.MaxValue && dividend >= 0 && divisor > 0
            ? (long)dividend / (long)divisor
            : (long)(dividend / divisor);
}
