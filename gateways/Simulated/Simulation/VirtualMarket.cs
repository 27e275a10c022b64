using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// A price that walks around its start, a few times a second, by steps of the size of an interval, so that a minute
/// holds many round trips. The venue matches on the true price; the wire may show another one.
/// </summary>
internal sealed class VirtualMarket(SeededRandom random, FaultPlan faults, long startTicks, long intervalTicks)
{
    private const long PullBackOneIn = 40;

    private readonly long _start = startTicks;
    private long _middle = startTicks;

    /// <summary>Time to the next step.</summary>
    public long NextStepNs() => (50 + random.Below(350)) * Timeline.Millisecond;

    public Quote Step()
    {
        long pull = (_start - _middle) / PullBackOneIn;
        _middle += pull + random.Below(intervalTicks + 1) - intervalTicks / 2;
        if (faults.Hits(FaultClass.PriceGap))
        {
            bool isFar = random.Below(8) == 0;
            long far = isFar ? _start * 8 / 100 : (1 + random.Below(15)) * intervalTicks;
            _middle += random.Below(2) == 0 ? far : -far;
        }

        _middle = long.Max(_middle, _start / 2);
        bool isThin = faults.Hits(FaultClass.ThinMarket);
        long spread = 1 + random.Below(3);
        return new Quote(_middle, Size(isThin), _middle + spread, Size(isThin));
    }

    /// <summary>Others trade at the best price; null = nobody does.</summary>
    public MarketTrade? Trade(in Quote quote)
    {
        if (random.Below(3) != 0) return null;
        return random.Below(2) == 0
            ? new MarketTrade(quote.BidTicks, 1 + random.Below(200), Side.Sell)
            : new MarketTrade(quote.AskTicks, 1 + random.Below(200), Side.Buy);
    }

    private long Size(bool isThin) => isThin ? 1 + random.Below(3) : 50 + random.Below(500);
}
