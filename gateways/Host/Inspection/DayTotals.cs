using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Host.Inspection;

/// <summary>Running totals of the books, or what they grew by within a day. Money in 1e-8 of the quote asset.</summary>
public readonly record struct DayTotals(
    long BuyFills, long SellFills, long RoundTrips, long BoughtE8, long SoldE8, long FeesE8, long FundingE8,
    long ProfitE8)
{
    /// <summary>Bought and sold.</summary>
    public long VolumeE8 => BoughtE8 + SoldE8;

    public static DayTotals Of(EngineState s)
    {
        Books books = s.Books;
        if (s.Instrument is not { } contract) return default;
        return new DayTotals(
            books.BuyFills,
            books.SellFills,
            books.RoundTrips,
            contract.ValueE8(books.BoughtUnits),
            contract.ValueE8(books.SoldUnits),
            books.FeesE8,
            books.FundingE8,
            contract.ValueE8(books.GrossUnits) - books.SettledFeesE8);
    }

    public static DayTotals operator -(DayTotals a, DayTotals b) => new(
        a.BuyFills - b.BuyFills,
        a.SellFills - b.SellFills,
        a.RoundTrips - b.RoundTrips,
        a.BoughtE8 - b.BoughtE8,
        a.SoldE8 - b.SoldE8,
        a.FeesE8 - b.FeesE8,
        a.FundingE8 - b.FundingE8,
        a.ProfitE8 - b.ProfitE8);
}
