using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// Takes quotes and decides which of them to believe: crossed or empty ones are ignored and counted; a jump beyond
/// the collar counts only after a second of quotes that agree with it.
/// </summary>
public sealed class ReferencePrice(EngineState s)
{
    private const long AgreementNs = 1_000_000_000;

    private long _jumpTicks;
    private long _jumpNs;

    /// <summary>A jump waits for its confirmation, or there was no quote yet in this run: nothing is placed.</summary>
    public bool IsUncertain { get; private set; } = true;

    public void StartRun()
    {
        IsUncertain = true;
        _jumpTicks = 0;
    }

    /// <summary>True when the quote may be acted on.</summary>
    public bool Accept(in BestBidOffer quote)
    {
        if (quote.BidPriceTicks <= 0 || quote.OfferPriceTicks < quote.BidPriceTicks)
        {
            s.Counters.IgnoredQuotes++;
            return false;
        }

        long reference = (quote.BidPriceTicks + quote.OfferPriceTicks) >> 1;
        if (s.ReferenceTicks != 0 && IsJump(reference, s.ReferenceTicks) && !IsConfirmed(reference)) return false;
        IsUncertain = false;
        _jumpTicks = 0;
        s.BidTicks = quote.BidPriceTicks;
        s.OfferTicks = quote.OfferPriceTicks;
        s.ReferenceTicks = reference;
        s.QuotedNs = s.NowNs;
        return true;
    }

    private bool IsJump(long ticks, long fromTicks) =>
        long.BigMul(long.Abs(ticks - fromTicks), FixedPoint.One) > long.BigMul(fromTicks, s.Config.PriceCollarE8);

    private bool IsConfirmed(long reference)
    {
        if (_jumpTicks == 0 || IsJump(reference, _jumpTicks))
        {
            _jumpTicks = reference;
            _jumpNs = s.NowNs;
            IsUncertain = true;
            s.Outbox.Notice(NoticeCode.PriceJump, reference, s.ReferenceTicks);
            return false;
        }

        return s.NowNs - _jumpNs >= AgreementNs;
    }
}
