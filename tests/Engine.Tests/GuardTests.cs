using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Orders;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

public class GuardTests
{
    private static readonly GateCause[] Halting =
        [GateCause.OperatorHalt, GateCause.PositionMismatch, GateCause.Liquidation, GateCause.BrokenInvariant,
            GateCause.JournalDegraded];

    /// <summary>Every state, with every cause that may come and go in it.</summary>
    public static TheoryData<TradingState, GateCause> Pairs()
    {
        var pairs = new TheoryData<TradingState, GateCause>();
        foreach (TradingState state in Enum.GetValues<TradingState>())
            foreach (GateCause cause in Enum.GetValues<GateCause>())
                if (cause != GateCause.None)
                    pairs.Add(state, cause);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ShouldLetTheStrictestCauseWinAndReturnWhenItGoes(TradingState before, GateCause cause)
    {
        GateCause earlier = before switch
        {
            TradingState.Active => GateCause.None,
            TradingState.Reducing =>
                cause == GateCause.OperatorPause ? GateCause.UserStreamDown : GateCause.OperatorPause,
            _ => cause == GateCause.OperatorHalt ? GateCause.Liquidation : GateCause.OperatorHalt,
        };
        var gate = new TradingGate(new Outbox());
        gate.Set(earlier, true);
        Assert.Equal(before, gate.State);

        TradingState own = Halting.Contains(cause) ? TradingState.Halted : TradingState.Reducing;
        gate.Set(cause, true);
        Assert.Equal((TradingState)byte.Max((byte)before, (byte)own), gate.State);
        Assert.False(gate.Set(cause, true)); // told once
        gate.Set(cause, false);
        Assert.Equal(before, gate.State);
    }

    [Fact]
    public void ShouldEndAnAutomaticCauseTenSecondsAfterItWasLastSeen()
    {
        var gate = new TradingGate(new Outbox());
        gate.Watch(GateCause.Drawdown, true, Seconds(100));
        gate.Watch(GateCause.Drawdown, true, Seconds(105));
        Assert.False(gate.Watch(GateCause.Drawdown, false, Seconds(114)));
        Assert.True(gate.Watch(GateCause.Drawdown, false, Seconds(115)));
        Assert.Equal(TradingState.Active, gate.State);
    }

    [Fact]
    public void ShouldDoubleToFiveMinutesWhileACauseReturnsWithinAMinute()
    {
        var gate = new TradingGate(new Outbox());
        long now = 100;
        foreach (long expected in new long[] { 10, 20, 40, 80, 160, 300, 300 })
        {
            gate.Watch(GateCause.Drawdown, true, Seconds(now));
            Assert.False(gate.Watch(GateCause.Drawdown, false, Seconds(now + expected - 1)));
            Assert.True(gate.Watch(GateCause.Drawdown, false, Seconds(now + expected)));
            now += expected + 59;
        }

        gate.Watch(GateCause.Drawdown, true, Seconds(now + 1));
        Assert.True(gate.Watch(GateCause.Drawdown, false, Seconds(now + 11)));
    }

    [Theory]
    [InlineData(SettingId.MaxSessionLossE8, GateCause.SessionLoss)]
    [InlineData(SettingId.MaxDrawdownE8, GateCause.Drawdown)]
    public void ShouldStopBuyingAtTheLimitAndGoOnSelling(SettingId limit, GateCause cause)
    {
        EngineDriver driver = Holding(limit, FixedPoint.One / 10);
        driver.Quote(299_000); // 0.010 lie 9 below their cost: 0.09, and the fee is 0.003
        Assert.False(driver.State.Gate.Has(cause));
        driver.Quote(298_920);
        Assert.True(driver.State.Gate.Has(cause));
        Assert.Equal(TradingState.Reducing, driver.State.Gate.State);
        driver.Advance(1_000); // nineteen cancels take their tokens
        Assert.All(driver.Open, o => Assert.Equal(Side.Sell, o.Id.Side));
        Assert.Single(driver.Open);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.LossLimitReached && n.C == FixedPoint.One / 10);
        driver.Quote(299_800);
        driver.Advance(9_900);
        Assert.True(driver.State.Gate.Has(cause));
        driver.Quote(299_800);
        driver.Advance(200);
        Assert.Equal(TradingState.Active, driver.State.Gate.State);
    }

    [Fact]
    public void ShouldMeasureADrawdownFromTheBestResult()
    {
        EngineDriver driver = Holding(SettingId.MaxDrawdownE8, FixedPoint.One / 20);
        driver.Accepts = static c => c.Kind != CommandKind.NewOrder;
        driver.Quote(299_950);
        Assert.False(driver.State.Gate.Has(GateCause.Drawdown));
        driver.Quote(299_450); // 5 below the best: 0.05
        Assert.True(driver.State.Gate.Has(GateCause.Drawdown));
    }

    [Fact]
    public void ShouldStopBuyingNearTheLiquidationPrice()
    {
        EngineDriver driver = Holding(SettingId.LiquidationDistanceE8, 2_000_000); // 2 %
        driver.LiquidationPriceE8 = 2940 * FixedPoint.One; // 2 % below 3000.00
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Reconcile });
        driver.Advance(6_000);
        Assert.Equal(2940 * FixedPoint.One, driver.State.LiquidationPriceE8);
        Assert.True(driver.State.Gate.Has(GateCause.LiquidationNear));
        Assert.All(driver.Open, o => Assert.Equal(Side.Sell, o.Id.Side));
        driver.Quote(300_100);
        driver.Advance(11_000);
        Assert.False(driver.State.Gate.Has(GateCause.LiquidationNear));
    }

    [Fact]
    public void ShouldJudgeTheLiquidationPriceByALowerMarkWhileItIsFresh()
    {
        EngineDriver driver = Holding(SettingId.LiquidationDistanceE8, 2_000_000); // 2 %
        driver.LiquidationPriceE8 = 2900 * FixedPoint.One;
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Reconcile });
        driver.Advance(6_000);
        Assert.False(driver.State.Gate.Has(GateCause.LiquidationNear));
        driver.Send(EventKind.MarkPrice, new MarkPrice { PriceE8 = 0, FundingRateE8 = 7 }); // no mark at all
        driver.Send(EventKind.MarkPrice, new MarkPrice { PriceE8 = 2960 * FixedPoint.One });
        Assert.False(driver.State.Gate.Has(GateCause.LiquidationNear));
        driver.Send(EventKind.MarkPrice, new MarkPrice { PriceE8 = 2959 * FixedPoint.One }); // 2900 is 1.99 % below
        Assert.True(driver.State.Gate.Has(GateCause.LiquidationNear));
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.LiquidationNear && n.A == 295_900);
        driver.Advance(1_000);
        Assert.All(driver.Open, o => Assert.Equal(Side.Sell, o.Id.Side));

        driver.Advance(8_900); // the mark is 9.9 s old, and the cause was seen a moment ago
        driver.Quote(299_850);
        driver.Advance(9_000);
        Assert.True(driver.State.Gate.Has(GateCause.LiquidationNear));
        driver.Quote(299_850);
        driver.Advance(2_000);
        Assert.False(driver.State.Gate.Has(GateCause.LiquidationNear)); // nobody says that it is near any more
        driver.Send(EventKind.MarkPrice, new MarkPrice { PriceE8 = 3100 * FixedPoint.One }); // the reference is lower
        driver.Quote(295_800);
        Assert.True(driver.State.Gate.Has(GateCause.LiquidationNear));
    }

    [Fact]
    public void ShouldLeaveTheSellsAloneWhileHalted()
    {
        EngineDriver driver = Holding(SettingId.MaxDrawdownE8, 0);
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Halt });
        driver.Quote(299_000);
        driver.Advance(5_000);
        Assert.All(driver.Open, o => Assert.Equal(Side.Sell, o.Id.Side));
        Assert.Single(driver.Open);
        int sent = driver.Sent(CommandKind.NewOrder);
        driver.Fill(driver.OrderOf(-1));
        driver.Advance(5_000);
        Assert.Equal(sent, driver.Sent(CommandKind.NewOrder));
        driver.Send(EventKind.OperatorCommand, new OperatorCommand { Action = OperatorAction.Resume });
        Assert.True(driver.Sent(CommandKind.NewOrder) > sent);
    }

    /// <summary>Trades, and holds 0.010 bought at 2999.00.</summary>
    private static EngineDriver Holding(SettingId setting, long value)
    {
        var driver = new EngineDriver();
        driver.Settings[setting] = value;
        driver.Start(300_000);
        driver.Quote(299_850);
        driver.Fill(driver.OrderOf(-1));
        return driver;
    }

    private static long Seconds(long seconds) => seconds * EngineDriver.Second;
}
