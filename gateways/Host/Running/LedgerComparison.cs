using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>
/// Whether our books and the venue's say the same about the time since the journal began: position, own open orders,
/// fills, fees, funding, and money both by what was traded and by what the wallet shows.
/// </summary>
public static class LedgerComparison
{
    /// <summary>The differences in words; none = the books are equal.</summary>
    public static IReadOnlyList<string> Differences(
        in EngineSnapshot own, in VenueBooks venue, Instrument instrument)
    {
        var differences = new List<string>();
        Compare("books.position", own.PositionLots, venue.PositionLots);
        Compare("books.openOrders", own.LiveBuys + own.LiveSells, venue.OwnOpenOrders);
        Compare("books.buys", own.BuyFills, venue.BuyFills);
        Compare("books.sells", own.SellFills, venue.SellFills);
        Compare("books.bought", own.BoughtLots, venue.BoughtLots);
        Compare("books.sold", own.SoldLots, venue.SoldLots);
        Compare("books.cash", own.TradedCashE8, instrument.ValueE8(venue.SoldUnits - venue.BoughtUnits));
        if (venue.FillsWithOtherFee > 0) return differences; // fees in another asset have no place in these sums

        Compare("books.fees", own.FeesE8, venue.FeesE8);
        if (venue.FundingE8 is { } funding) Compare("books.funding", own.FundingE8, funding);
        // The venue rounds the profit of each fill to its own precision, so each fill may be off by one unit.
        long expectedWallet = own.FirstWalletE8 + venue.RealizedPnlE8 - venue.FeesE8
            + (venue.FundingE8 ?? 0);
        long rounding = venue.BuyFills + venue.SellFills;
        if (Math.Abs(expectedWallet - venue.WalletBalanceE8) > rounding)
            Compare("books.wallet", expectedWallet, venue.WalletBalanceE8);
        return differences;

        void Compare(string key, long ours, long theirs)
        {
            if (ours == theirs) return;
            differences.Add(Words.Of(key, ours, theirs));
        }
    }
}
