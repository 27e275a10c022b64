using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Simulated.Matching;
using static OpenSQT.Lmax.Simulated.Simulation.FaultClass;
using static OpenSQT.Lmax.Simulated.Simulation.Timeline;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>Moves the market at the venue, and shows it to the process as far as the wire lets it.</summary>
internal sealed class VirtualQuotes(SeedRun seed, VirtualMarket market)
{
    private readonly FaultPlan _faults = seed.Faults;
    private readonly VirtualLink _link = new(seed, GatewayLink.MarketStream, EventSource.MarketGateway);

    /// <summary>The price stands still: fills end, and positions can be compared.</summary>
    public bool IsAtRest { get; set; }

    public void Connect() => _link.Connect(400 * Millisecond);

    /// <summary>One step of the market, and the next one is planned.</summary>
    public void Step()
    {
        Quote quote = IsAtRest ? seed.Venue.Core.Quote : market.Step();
        seed.Venue.OnQuote(quote);
        seed.Checks.AfterVenue();
        Show(quote);
        if (!IsAtRest && market.Trade(quote) is { } trade)
        {
            seed.Venue.OnTrade(trade);
            seed.Checks.AfterVenue();
        }

        seed.Time.After(market.NextStepNs(), Step);
    }

    /// <summary>Ten times a second.</summary>
    public void Tick()
    {
        if (_faults.Hits(MarketStreamGap)) _link.Break(5 * Second, 20 * Second);
    }

    private void Show(in Quote quote)
    {
        if (!_link.IsOpen || _faults.Hits(QuoteLost)) return;
        Quote shown = quote;
        if (_faults.Hits(QuoteCrossed))
            shown = seed.Random.Below(2) == 0 ? new Quote(quote.AskTicks + 1, 1, quote.BidTicks, 1) : default;
        byte[] frame = seed.Venue.QuoteFrame(shown);
        Deliver(frame, _faults.Hits(QuoteDelayed) ? seed.Random.Below(Second) : Millisecond);
        if (_faults.Hits(QuoteDuplicated)) Deliver(frame, seed.Random.Below(Second));
    }

    private void Deliver(byte[] frame, long delayNs)
    {
        long connection = _link.Connection;
        seed.Time.After(delayNs, () => seed.Process.Hear(() =>
        {
            if (connection != _link.Connection || !seed.Process.IsUp) return;
            BestBidOffer quote = default;
            if (seed.Protocol.DecodeMarketFrame(frame, ref quote) != FrameMeaning.Event) return;
            quote.ReceivedNs = seed.Process.NowNs;
            seed.Process.Publish(EventKind.BestBidOffer, EventSource.MarketGateway, quote);
            seed.Process.Drain();
        }));
    }
}
