using System.Globalization;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

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
        Compare("position in lots", own.PositionLots, venue.PositionLots);
        Compare("own open orders", own.LiveBuys + own.LiveSells, venue.OwnOpenOrders);
        Compare("number of buys", own.BuyFills, venue.BuyFills);
        Compare("number of sells", own.SellFills, venue.SellFills);
        Compare("bought lots", own.BoughtLots, venue.BoughtLots);
        Compare("sold lots", own.SoldLots, venue.SoldLots);
        Compare("traded cash (1e-8)", own.TradedCashE8, instrument.ValueE8(venue.SoldUnits - venue.BoughtUnits));
        if (venue.FillsWithOtherFee > 0) return differences; // fees in another asset have no place in these sums

        Compare("fees (1e-8)", own.FeesE8, venue.FeesE8);
        if (venue.FundingE8 is { } funding) Compare("funding (1e-8)", own.FundingE8, funding);
        // The venue rounds the profit of each fill to its own precision, so each fill may be off by one unit.
        long expectedWallet = own.FirstWalletE8 + venue.RealizedPnlE8 - venue.FeesE8
            + (venue.FundingE8 ?? 0);
        long rounding = venue.BuyFills + venue.SellFills;
        if (Math.Abs(expectedWallet - venue.WalletBalanceE8) > rounding)
            Compare("wallet (1e-8)", expectedWallet, venue.WalletBalanceE8);
        return differences;

        void Compare(string what, long ours, long theirs)
        {
            if (ours == theirs) return;
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {ours} here, {theirs} at the venue"));
        }
    }
}
