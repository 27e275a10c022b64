using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Market;

/// <summary>
/// The market as a sequence: first the recording, then a seeded walk on from its last quote. It has no clock; the
/// owner asks what is due at a market time. Prices can be shifted as a whole (a jump; a start elsewhere).
/// </summary>
public sealed class MarketPlayer(RecordedMarket recording, ulong seed, long shiftTicks)
{
    /// <summary>Time between two steps of the walk; the recording has about 200 events a second too.</summary>
    private const long WalkStepNs = 5_000_000;

    private const int WalkMaxTicks = 2;
    private const int TradeOneIn = 5;
    private const long MaxWalkLots = 20_000;
    private const long MaxTradeLots = 2_000;

    private readonly SeededRandom _random = new(seed ^ 0x4D41524B4554UL);
    private int _next;
    private long _lastAtNs;
    private Quote _lastQuote;

    /// <summary>Ticks added to every price.</summary>
    public long ShiftTicks { get; private set; } = shiftTicks;

    /// <summary>Whether the recording is used up.</summary>
    public bool IsWalking => _next >= recording.Events.Length;

    /// <summary>Market time of the next step.</summary>
    public long NextAtNs => IsWalking ? _lastAtNs + WalkStepNs : recording.Events.Span[_next].AtNs;

    public MarketEvent Next()
    {
        MarketEvent e = IsWalking ? Walk() : recording.Events.Span[_next++];
        _lastAtNs = e.AtNs;
        if (!e.IsTrade) _lastQuote = e.Quote;
        return Shifted(e);
    }

    /// <summary>Moves the market by a number of ticks; the answer is the quote it now shows.</summary>
    public MarketEvent Jump(long ticks)
    {
        ShiftTicks += ticks;
        return Shifted(new MarketEvent(_lastAtNs, false, _lastQuote, default));
    }

    private MarketEvent Walk()
    {
        long atNs = _lastAtNs + WalkStepNs;
        if (_random.Below(TradeOneIn) == 0)
        {
            Side taker = _random.Below(2) == 0 ? Side.Buy : Side.Sell;
            long price = taker == Side.Buy ? _lastQuote.AskTicks : _lastQuote.BidTicks;
            return new MarketEvent(atNs, true, default, new MarketTrade(price, 1 + _random.Below(MaxTradeLots), taker));
        }

        long step = _random.Below(2 * WalkMaxTicks + 1) - WalkMaxTicks;
        long bid = long.Max(1, _lastQuote.BidTicks + step);
        var quote = new Quote(bid, 1 + _random.Below(MaxWalkLots), bid + 1, 1 + _random.Below(MaxWalkLots));
        return new MarketEvent(atNs, false, quote, default);
    }

    private MarketEvent Shifted(in MarketEvent e)
    {
        if (ShiftTicks == 0) return e;
        if (e.IsTrade)
            return e with { Trade = e.Trade with { PriceTicks = long.Max(1, e.Trade.PriceTicks + ShiftTicks) } };
        long bid = long.Max(1, e.Quote.BidTicks + ShiftTicks);
        long ask = long.Max(bid + 1, e.Quote.AskTicks + ShiftTicks);
        return e with { Quote = e.Quote with { BidTicks = bid, AskTicks = ask } };
    }
}
