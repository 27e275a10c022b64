using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>What an engine hears while it trades on a price that walks at random.</summary>
internal static class TradedEvents
{
    public static List<InboundEvent> Of(int seed, int quotes)
    {
        Random random = new(seed);
        EngineDriver driver = new EngineDriver().Start(300_000);
        long price = 300_000;
        for (int i = 0; i < quotes; i++)
        {
            price += random.Next(-60, 61);
            driver.Quote(price);
            VenueOrder[] touched = [.. driver.Open.Where(o =>
                o.Id.Side == Side.Buy ? o.PriceTicks >= price : o.PriceTicks <= price)];
            foreach (VenueOrder order in touched)
                driver.Fill(order, 1 + random.Next((int)order.LeavesLots), silently: random.Next(8) == 0);
            driver.Advance(200);
        }

        return driver.Events;
    }
}
