using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

public class AllocationTests
{
    [Fact]
    public void ShouldAllocateNothingPerEventAfterWarmUp()
    {
        EngineDriver driver = new EngineDriver().Start(300_000);
        InboundEvent[] recorded = Record(driver);
        var engine = new TradingEngine();
        foreach (InboundEvent e in driver.Events) engine.Apply(e);

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ref InboundEvent e in recorded.AsSpan())
        {
            e.Header.Sequence += 1_000_000; // later than all before
            engine.Apply(e);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Quotes that move the window, fills and round trips.</summary>
    private static InboundEvent[] Record(EngineDriver driver)
    {
        int from = driver.Events.Count;
        for (int i = 0; i < 200; i++)
        {
            long price = 300_000 - i % 20 * 50;
            driver.Quote(price);
            foreach (VenueOrder order in driver.Open.Where(o => o.Id.Side == Side.Buy
                && o.PriceTicks > price).ToArray())
                driver.Fill(order);
            driver.Advance(200);
        }

        return [.. driver.Events.Skip(from)];
    }
}
