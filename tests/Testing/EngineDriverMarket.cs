using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Testing;

/// <summary>A market in front of a driven engine: an order fills when the other side reaches its price.</summary>
public static class EngineDriverMarket
{
    /// <summary>Open orders that a quote with one tick of spread reaches, the nearest first.</summary>
    public static IEnumerable<VenueOrder> ReachedAt(this EngineDriver driver, long bid) => driver.Open
        .Where(o => o.Id.Side == Side.Buy ? o.PriceTicks > bid : o.PriceTicks <= bid)
        .OrderBy(o => o.Id.Side == Side.Buy ? -o.PriceTicks : o.PriceTicks).ThenBy(o => o.Id.Slot);

    /// <summary>Time passes, the price is there, and what it reaches is filled.</summary>
    public static void MoveTo(this EngineDriver driver, long bid, long milliseconds = 200)
    {
        driver.Advance(milliseconds);
        driver.Quote(bid);
        while (driver.ReachedAt(bid).FirstOrDefault() is { } order) driver.Fill(order);
    }

    /// <summary>Moves line by line, so slowly that the message rate is no limit.</summary>
    public static void MoveAlong(this EngineDriver driver, long fromBid, long toBid, long stepTicks)
    {
        long step = fromBid < toBid ? stepTicks : -stepTicks;
        for (long bid = fromBid; bid != toBid; bid += step) driver.MoveTo(bid + step);
    }
}
