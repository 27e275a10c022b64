using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>Funding, worth of the holdings and break-even: each against figures worked out beside the engine.</summary>
public class BooksTests
{
    private const long Usdt = FixedPoint.One;
    private const int Top = -1;

    private static EngineDriver Trading() => new EngineDriver().Start(300_000);

    private static EngineSnapshot Snapshot(EngineDriver driver)
    {
        EngineSnapshot snapshot = default;
        driver.Engine.CopyTo(ref snapshot);
        return snapshot;
    }

    /// <summary>The venue charges and tells, as its user stream does.</summary>
    private static void Charge(EngineDriver driver, long amountE8, bool isTold = true, FeeAsset asset = default)
    {
        driver.Funding.Add(new FundingReport { AmountE8 = amountE8, VenueTimeNs = driver.NowNs, Asset = asset });
        if (isTold) driver.Send(EventKind.FundingReport, new FundingReport { VenueTimeNs = driver.NowNs });
    }

    [Fact]
    public void ShouldBookFundingOnceHoweverOftenItIsTold()
    {
        EngineDriver driver = Trading();
        Charge(driver, -3 * Usdt);
        driver.Advance(1_000);
        driver.Send(EventKind.FundingReport, new FundingReport { VenueTimeNs = driver.NowNs });
        driver.Advance(20_000);
        Charge(driver, 1 * Usdt);
        driver.Advance(1_000);
        Assert.Equal(-2 * Usdt, driver.State.Books.FundingE8);
        Assert.Equal(2, driver.Notices.Count(n => n.Code == NoticeCode.FundingBooked));
    }

    [Fact]
    public void ShouldNotBookWhatTheStreamTellsOfAnotherSymbol()
    {
        EngineDriver driver = Trading();
        driver.Send(EventKind.FundingReport, new FundingReport { AmountE8 = -Usdt, VenueTimeNs = driver.NowNs });
        int asked = driver.Sent(CommandKind.QueryList);
        driver.Advance(60_000);
        Assert.Equal(0, driver.State.Books.FundingE8);
        Assert.InRange(driver.Sent(CommandKind.QueryList) - asked, 1, 5); // the list may lag, but not for ever
    }

    [Fact]
    public void ShouldFindFundingThatTheListShowsLaterThanTheStream()
    {
        EngineDriver driver = Trading();
        driver.Send(EventKind.FundingReport, new FundingReport { VenueTimeNs = driver.NowNs });
        driver.Advance(3_000);
        Charge(driver, -Usdt, isTold: false);
        driver.Advance(3_000);
        Assert.Equal(-Usdt, driver.State.Books.FundingE8);
    }

    [Fact]
    public void ShouldBookFundingThatIsChargedWhileTheRunStops()
    {
        EngineDriver driver = new EngineDriver { MaxOrderRateE3 = 1_000 }.Start(300_000);
        Stop(driver);
        driver.Advance(1_000);
        Assert.Equal(EnginePhase.Stopping, driver.Engine.Phase);
        Charge(driver, -Usdt, isTold: false);
        driver.Advance(18_000);
        Assert.Equal((StopVerdict.Clean, -Usdt), (driver.State.Verdict, driver.State.Books.FundingE8));
    }

    /// <summary>That no order is left is known; that funding is missing shows when the books are compared.</summary>
    [Fact]
    public void ShouldStopCleanThoughFundingCannotBeRead()
    {
        EngineDriver driver = Trading();
        driver.Accepts = static c =>
            c.Kind != CommandKind.QueryList || c.Read<QueryList>().ListKind != ListKind.Funding;
        Stop(driver);
        driver.Advance(9_000);
        Assert.Equal(EnginePhase.Stopping, driver.Engine.Phase);
        driver.Advance(2_000);
        Assert.Equal(StopVerdict.Clean, driver.State.Verdict);
    }

    private static void Stop(EngineDriver driver) =>
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Stop });

    [Fact]
    public void ShouldFindFundingOfTheTimeBetweenTwoRuns()
    {
        EngineDriver driver = Trading();
        driver.Advance(1_000);
        driver.Crash();
        driver.NowNs += 3_600 * EngineDriver.Second;
        Charge(driver, -Usdt, isTold: false);
        driver.NowNs += 3_600 * EngineDriver.Second;
        driver.Start(300_000);
        driver.Advance(2_000);
        Assert.Equal(-Usdt, driver.State.Books.FundingE8);
        driver.Crash(); // replayed: the same
        Assert.Equal(-Usdt, driver.State.Books.FundingE8);
    }

    [Fact]
    public void ShouldLeaveFundingInAnotherAssetOutOfTheBooks()
    {
        EngineDriver driver = Trading();
        Charge(driver, -Usdt, asset: FeeAsset.Bnb);
        driver.Advance(3_000);
        Assert.Equal(0, driver.State.Books.FundingE8);
    }

    [Fact]
    public void ShouldAskForFundingAtTheEndOfARun()
    {
        EngineDriver driver = Trading();
        driver.Advance(1_000);
        Charge(driver, -Usdt, isTold: false);
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Stop });
        driver.Advance(2_000);
        Assert.Equal(StopVerdict.Clean, driver.State.Verdict);
        Assert.Equal(-Usdt, driver.State.Books.FundingE8);
    }

    [Fact]
    public void ShouldTradeOnAndAskLaterWhereFundingIsNotAnswered()
    {
        EngineDriver driver = new();
        driver.Accepts = static c => c.Kind != CommandKind.QueryList
            || c.Read<QueryList>().ListKind != ListKind.Funding;
        driver.Start(300_000);
        driver.Advance(12_000);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Charge(driver, -Usdt, isTold: false);
        driver.Accepts = static _ => true;
        driver.Advance(6_000);
        Assert.Equal(-Usdt, driver.State.Books.FundingE8);
    }

    [Fact]
    public void ShouldCountFundingAsALoss()
    {
        EngineDriver driver = new();
        driver.Settings[SettingId.MaxSessionLossE8] = 5 * Usdt;
        driver.Start(300_000);
        Charge(driver, -6 * Usdt);
        driver.Advance(1_000);
        Assert.Equal(TradingState.Reducing, driver.State.Gate.State);
    }

    /// <summary>Unrealised at the venue's mark while it is fresh; afterwards at the reference.</summary>
    [Fact]
    public void ShouldValueTheHoldingsAtTheMarkAndWithoutOneAtTheReference()
    {
        EngineDriver driver = Trading();
        driver.Quote(299_800);
        driver.Fill(driver.OrderOf(Top)); // 0.010 at 2999
        Assert.Equal((2998 * Usdt, -Usdt / 100), (Snapshot(driver).ValuationPriceE8, Snapshot(driver).UnrealizedE8));
        driver.MarkPriceE8 = 299_950 * Usdt / 100;
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Reconcile });
        driver.Advance(6_000);
        Assert.Equal(299_950 * Usdt / 100, Snapshot(driver).ValuationPriceE8);
        Assert.Equal(Usdt / 100 / 2, Snapshot(driver).UnrealizedE8);
        driver.Advance(10_000);
        Assert.Equal(2998 * Usdt, Snapshot(driver).ValuationPriceE8);
    }

    /// <summary>Selling all at the break-even price as maker gives back what was paid, to the last 1e-8.</summary>
    [Fact]
    public void ShouldBreakEvenAtTheBreakEvenPrice()
    {
        EngineDriver driver = Trading();
        Assert.Equal(0, Snapshot(driver).BreakEvenPriceE8); // nothing is held
        driver.MoveTo(299_650);
        driver.MoveTo(299_760); // one line of three is sold again
        Charge(driver, -Usdt / 50);
        driver.Advance(1_000);
        EngineSnapshot snapshot = Snapshot(driver);
        Assert.Equal(snapshot.PositionLots, driver.VenuePositionLots);
        Assert.True(snapshot.PositionLots > 0);

        decimal quantity = snapshot.PositionLots * 0.001m;
        decimal paid = -Decimal(snapshot.TradedCashE8) + Decimal(snapshot.FeesE8) - Decimal(snapshot.FundingE8);
        decimal atIt = quantity * Decimal(snapshot.BreakEvenPriceE8) * (1 - 0.0001m);
        decimal below = quantity * Decimal(snapshot.BreakEvenPriceE8 - 1) * (1 - 0.0001m);
        Assert.True(atIt >= paid && below < paid, $"paid {paid}, break-even gives {atIt}, one less {below}");
    }

    /// <summary>Whatever happened: first wallet, cash, fees and funding are what the venue's wallet shows.</summary>
    [Fact]
    public void ShouldAddUpToTheVenuesCashToTheLastUnit()
    {
        EngineDriver driver = Trading();
        var random = new Random(5);
        long bid = 300_000;
        for (int i = 0; i < 300; i++)
        {
            bid += random.Next(-150, 151);
            driver.MoveTo(bid, 100);
            if (i % 50 == 25) Charge(driver, random.Next(-20_000_000, 20_000_000));
        }

        driver.Advance(5_000);
        EngineSnapshot own = Snapshot(driver);
        long bought = driver.Orders.Values.Where(o => o.Id.Side == Side.Buy).Sum(o => o.CumValue);
        long sold = driver.Orders.Values.Where(o => o.Id.Side == Side.Sell).Sum(o => o.CumValue);
        long fees = driver.Orders.Values.Sum(o => o.Trades.Sum(t => t.FeeE8));
        long funding = driver.Funding.Sum(f => f.AmountE8);
        Assert.True(own.RoundTrips > 20 && funding != 0);
        Assert.Equal(((sold - bought) * 1000, fees, funding), (own.TradedCashE8, own.FeesE8, own.FundingE8));
        Assert.Equal((sold + bought) * 1000, own.VolumeE8);

        // Profit by round trips and profit by cash are the same money.
        long worth = own.PositionLots * driver.State.ReferenceTicks * 1000;
        long feesOfHoldings = own.FeesE8 - driver.State.Books.SettledFeesE8;
        Assert.Equal(
            own.TradedCashE8 + worth - own.FeesE8 + own.FundingE8,
            own.RealizedE8 + own.UnrealizedE8 - feesOfHoldings + own.FundingE8);
    }

    private static decimal Decimal(long e8) => e8 / 100_000_000m;
}
