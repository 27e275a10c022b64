using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests.Scenarios;

/// <summary>
/// The three uses for which people run this grid, with what each must earn worked out by hand. Ticks of 0.01, lots of
/// 0.001, so one unit (tick × lot) is 0.00001 USDT; the maker fee is 0.0001 of the value.
/// </summary>
public class UseTests
{
    private const long Start = 300_000;
    private const long Interval = 100;
    private const decimal Unit = 0.00001m;
    private const decimal Fee = 0.0001m;

    /// <summary>
    /// Use 1, turnover: interval 1, 300 USDT an order, 3 000 USDT of margin at leverage 10, which is exactly the 100
    /// orders that pre-flight asks for. A price that swings across one line buys 0.1 ETH at 2999 and sells it at 3000,
    /// n times: gross n·0.1·1, turnover n·0.1·5999, fees 0.0001 of it.
    /// </summary>
    [Fact]
    public void ShouldFarmTurnoverOnOneLine()
    {
        const int swings = 100;
        var driver = new EngineDriver(Interval, 300) { WalletE8 = 3_000 * FixedPoint.One };
        driver.Start(Start);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        for (int i = 0; i < swings; i++)
        {
            driver.MoveTo(299_899);
            driver.MoveTo(300_000);
        }

        decimal turnover = swings * 0.1m * (2999 + 3000);
        decimal profit = swings * 0.1m * 1 - turnover * Fee;
        Assert.Equal((599.9m * swings, 4.001m), (turnover, profit));
        Assert.Equal(swings, driver.State.Books.RoundTrips);
        Assert.Equal(turnover, VenueTurnover(driver));
        Assert.Equal(profit, Result(driver, 0));
        Assert.Empty(driver.Holdings());
        Assert.Equal(profit, VenueCash(driver));
    }

    /// <summary>
    /// Use 2, a position that is bought first and sold upwards: 200 USDT a line, 30 000 USDT of margin, 3000 → 2700 and
    /// back. On the way down the lines 2999 … 2700 buy q(p) = 200/p each (to the nearest lot): 300 orders, about
    /// 60 000 USDT for Σ q(p) ≈ 200·ln(3000/2700) ≈ 21.07 ETH. At 2700 they are worth 2700·Σ q(p), so the loss is
    /// Σ q(p)·(p − 2700) ≈ 60 000 − 2700·21.07 ≈ 3 095, and six of fees.
    /// Sold at once, the position is even at its mean cost, 60 000/21.07 ≈ 2847: half way up. The grid does not sell
    /// at once: each line sells one interval above its own price, so at x the result is
    /// Σ(p &lt; x) q(p)·1 − Σ(p ≥ x) q(p)·(p − x) − fees, which is zero near 2985. Back at 3000 every line is sold:
    /// Σ q(p)·1 ≈ 21.07 less the fees of 120 000 USDT turnover, 12.
    /// </summary>
    [Fact]
    public void ShouldLoseAboutThreeThousandAtTheBottomAndEarnTheIntervalsOnTheWayBack()
    {
        var driver = new EngineDriver(Interval, 200) { WalletE8 = 30_000 * FixedPoint.One };
        driver.Start(Start);
        driver.MoveAlong(Start, 270_000, Interval / 2);
        driver.MoveTo(269_999); // the offer reaches the last line
        Assert.Equal(300, driver.Holdings().Count);
        Assert.All(driver.Holdings(), h => Assert.Equal(Lots(Price(h.Slot)), h.Lots));
        decimal loss = ResultAt(2700);
        Assert.InRange(loss, -3_105m, -3_090m);
        Assert.Equal(loss, Result(driver, 270_000));

        decimal breakEven = Prices().Sum(p => Lots(p) * p * (1 + Fee)) / (Prices().Sum(Lots) * (1 - Fee));
        Assert.InRange(breakEven, 2846, 2850);

        decimal evenOnTheWay = Prices().First(x => ResultAt(x) >= 0);
        Assert.InRange(evenOnTheWay, 2980, 2990);
        driver.MoveAlong(269_950, (long)evenOnTheWay * 100, Interval / 2);
        Assert.Equal(ResultAt(evenOnTheWay), Result(driver, (long)evenOnTheWay * 100));

        driver.MoveAlong((long)evenOnTheWay * 100, Start, Interval / 2);
        Assert.Empty(driver.Holdings());
        Assert.Equal(ResultAt(3000), Result(driver, 0));
        Assert.InRange(ResultAt(3000), 9.0m, 9.2m);
        Assert.Equal(ResultAt(3000), VenueCash(driver));
    }

    /// <summary>
    /// Use 3: started flat, the price falls ten lines, the operator buys 1 ETH by hand at 2990 and restarts with
    /// --adopt-position. The venue's entry price is the mean of both; the surplus goes into the free slots from the
    /// first one that sells above it, 10 lots each at that price, and is sold there one interval at a time:
    /// Σ lots·(sell price − entry) less the fees of the sales, and what the grid's own ten lots earn.
    /// </summary>
    [Fact]
    public void ShouldSellABaseThatWasBoughtByHandAfterARestartThatAdoptsIt()
    {
        var driver = new EngineDriver(Interval).Start(Start);
        driver.MoveAlong(Start, 299_000, Interval / 2);
        driver.MoveTo(298_999);
        long own = driver.VenuePositionLots;
        Assert.Equal(100, own);
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Stop });
        driver.Advance(2_000);
        Assert.Equal(StopVerdict.Clean, driver.State.Verdict);
        long cashOfOwn = driver.State.Books.CashUnits;

        const long bought = 1_000;
        driver.VenuePositionLots += bought;
        Int128 entryUnits = -cashOfOwn + (Int128)bought * 299_000;
        driver.EntryPriceE8 = (long)(entryUnits * 1_000_000 / (own + bought));
        driver.Settings[SettingId.AdoptPosition] = 1;
        driver.Connect();
        driver.Quote(298_999);
        driver.Advance(10_000); // two comparisons have to agree
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.Equal(own + bought, driver.State.Slots.PositionLots);

        decimal entry = driver.EntryPriceE8 / 100_000_000m;
        int first = (int)Math.Floor(entry) - 3000; // its sell price is the first whole price above the entry
        List<int> free = [.. Enumerable.Range(first, 120).Where(k => k is < -10 or > -1)];
        Assert.True(entry is > 2990 and < 2991, $"entry {entry}");
        List<(int Slot, long Lots)> adopted = [.. driver.Holdings().Where(h => h.Slot is < -10 or > -1)];
        Assert.Equal(100, adopted.Count);
        Assert.Equal(free.Take(100), adopted.Select(h => h.Slot));
        Assert.All(adopted, h => Assert.Equal(10, h.Lots));

        int top = adopted[^1].Slot + 1;
        driver.MoveAlong(298_950, Start + top * Interval, Interval / 2);
        Assert.Empty(driver.Holdings());
        decimal earned = Enumerable.Range(-10, 10).Sum(k => 0.01m * 1);
        earned += adopted.Sum(h => h.Lots * 0.001m * (3000 + h.Slot + 1));
        earned -= adopted.Sum(h => Math.Floor(h.Lots * 0.001m * entry / Unit) * Unit); // a slot's cost is whole units
        decimal fees = driver.State.Books.FeesE8 / 100_000_000m;
        Assert.Equal(VenueTurnover(driver) * Fee, fees);
        Assert.Equal(earned - fees, Result(driver, 0));
    }

    private static IEnumerable<decimal> Prices() => Enumerable.Range(2700, 300).Select(p => (decimal)p);

    private static decimal Price(int slot) => 3000 + slot;

    private static long Lots(decimal price) => (long)Math.Floor(200 / price / 0.001m + 0.5m);

    /// <summary>The closed form of use 2 on the way up, with the price exactly at x and all up to x sold.</summary>
    private static decimal ResultAt(decimal x) => Prices().Sum(p =>
    {
        decimal quantity = Lots(p) * 0.001m;
        bool isSold = p < x;
        decimal fees = quantity * p * Fee + (isSold ? quantity * (p + 1) * Fee : 0);
        return (isSold ? quantity : quantity * (x - p)) - fees;
    });

    /// <summary>What the engine's books say with the holdings valued at a price.</summary>
    private static decimal Result(EngineDriver driver, long priceTicks)
    {
        Audit.Books books = driver.State.Books;
        long units = books.CashUnits - books.AdjustedUnits + driver.State.Slots.PositionLots * priceTicks;
        return units * Unit - books.FeesE8 / 100_000_000m;
    }

    private static decimal VenueTurnover(EngineDriver driver) =>
        driver.Orders.Values.Sum(o => o.CumValue) * Unit;

    /// <summary>What the venue's own fills have left in the wallet.</summary>
    private static decimal VenueCash(EngineDriver driver) => driver.Orders.Values.Sum(o =>
        (o.Id.Side == Side.Sell ? o.CumValue : -o.CumValue) * Unit
        - o.Trades.Sum(t => t.FeeE8) / 100_000_000m);
}
